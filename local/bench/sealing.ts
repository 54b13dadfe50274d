/** Sealing side by side: raw AES-256-GCM of the same bytes, and the AWS Encryption SDK. */
import { createCipheriv, randomBytes } from 'node:crypto';
import {
  buildClient,
  CommitmentPolicy,
  RawAesKeyringNode,
  RawAesWrappingSuiteIdentifier,
} from '@aws-crypto/client-node';
import type { UnwrappedKey } from '../../lambdas/adapters/customer-keys';
import { envelopeNonceLength, envelopeOverhead } from '../../lambdas/adapters/sealed-envelope';
import { openRecord, sealRecord } from '../../lambdas/adapters/sealed-record';
import { identityKey } from '../../lambdas/core/users/rows';
import type { Identity, Place } from '../../lambdas/core/users/sealed-records';
import { type Comparison, median } from './measure';

/** Six fields, as an ID card fills them. */
const content = {
  name: '欧阳一诺',
  idNumber: '329999199001011234',
  sex: 'female',
  bornOn: '1990-01-01',
  address: '江苏省云溪市东湖区建设路100号清风苑3幢2单元1401室',
  issuer: '云溪市公安局东湖分局',
} as unknown as Identity;

const customerId = 'cus_aaaaaaaaaaaaaaaaaaaaaaaaaa';
const place: Place<'identity'> = {
  customerId,
  record: 'identity',
  key: identityKey(customerId),
  version: 1,
};
const key: UnwrappedKey = { version: 1, key: randomBytes(32) };
const plaintext = Buffer.from(JSON.stringify(content), 'utf8');

const seal = (): Uint8Array => sealRecord(key, randomBytes(envelopeNonceLength), place, content);

/** What anybody would write who has the bytes already: fresh nonce, no additional data. */
function rawSeal(): Uint8Array {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key.key, nonce);
  return Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/** From the content to the sealed record, against the cipher alone on the same bytes. */
export const sealingComparison: Comparison = {
  name: 'sealing a record of six fields',
  ours: seal,
  peer: rawSeal,
  peerName: 'node:crypto raw',
  target: 0.7,
  jobs: 2_000,
};

export interface SealedSize {
  readonly plaintextBytes: number;
  readonly overheadBytes: number;
  readonly targetBytes: number;
  readonly met: boolean;
}

/** What sealing adds to the bytes of a record; that it opens again is checked on the way. */
export function sealedSize(): SealedSize {
  const blob = seal();
  const opened = openRecord(key.key, { ...place, blob });
  if (JSON.stringify(opened) !== JSON.stringify(content)) throw new Error('it does not open');
  const overheadBytes = blob.length - plaintext.length;
  if (overheadBytes !== envelopeOverhead) throw new Error('the envelope is not what it says');
  return {
    plaintextBytes: plaintext.length,
    overheadBytes,
    targetBytes: 60,
    met: overheadBytes <= 60,
  };
}

export interface SdkComparison {
  readonly ratio: number;
  readonly target: number;
  readonly met: boolean;
  readonly ourMicroseconds: number;
  readonly sdkMicroseconds: number;
  readonly sdkOverheadBytes: number;
  readonly rounds: number;
}

/**
 * The same record through the AWS Encryption SDK for JavaScript with a raw AES keyring, in turns.
 * Its default suite signs every message; it is measured without signing, its fastest committing
 * one.
 */
export async function compareWithSdk(rounds: number, jobs = 100): Promise<SdkComparison> {
  const { encrypt } = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT);
  const keyring = new RawAesKeyringNode({
    keyName: 'customer',
    keyNamespace: 'sunlend',
    unencryptedMasterKey: key.key,
    wrappingSuite: RawAesWrappingSuiteIdentifier.AES256_GCM_IV12_TAG16_NO_PADDING,
  });
  const encryptionContext = {
    customerId,
    record: place.record,
    sort: place.key.sort,
    version: '1',
  };
  // AES-256-GCM with key commitment and HKDF, without ECDSA.
  const options = { encryptionContext, suiteId: 0x0478 };
  const sdkSeal = async () =>
    (await encrypt(keyring, Buffer.from(JSON.stringify(content), 'utf8'), options)).result;
  const ourSeal = async () => seal();

  await timed(sdkSeal, jobs);
  await timed(ourSeal, jobs);
  const [ours, theirs, ratios]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < rounds; round += 1) {
    const our = await timed(ourSeal, jobs);
    const their = await timed(sdkSeal, jobs);
    ours.push(our);
    theirs.push(their);
    ratios.push(their / our);
  }
  const ratio = median(ratios);
  return {
    ratio: Number(ratio.toFixed(1)),
    target: 20,
    met: ratio >= 20,
    ourMicroseconds: Number(median(ours).toFixed(2)),
    sdkMicroseconds: Number(median(theirs).toFixed(2)),
    sdkOverheadBytes: (await sdkSeal()).length - plaintext.length,
    rounds,
  };
}

/** Microseconds a job takes, one after the other. */
async function timed(job: () => Promise<unknown>, jobs: number): Promise<number> {
  const started = process.hrtime.bigint();
  for (let index = 0; index < jobs; index += 1) await job();
  return Number(process.hrtime.bigint() - started) / 1_000 / jobs;
}
