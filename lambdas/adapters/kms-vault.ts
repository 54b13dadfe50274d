/** The vault on KMS: a customer's key wrapped by a branch key wrapped by KMS; every opening audited. */
import { GenerateMacCommand, type KMSClient } from '@aws-sdk/client-kms';
import type { Randomness } from '../core/identifiers';
import type { Key, Store } from '../core/ports/store';
import type { IndexedKind, NewCustomerKey, Vault } from '../core/ports/vault';
import { openingEntry } from '../core/users/audit';
import { commitAudited } from '../core/users/audit-chain';
import { catalogued } from '../core/users/catalogue-views';
import { type DataKeyBody, dataKeyKey, firstDataKeyVersion } from '../core/users/rows';
import type {
  Opening,
  Place,
  RecordName,
  Sealed,
  SealedRecords,
} from '../core/users/sealed-records';
import { BranchKeys } from './branch-keys';
import {
  envelopeKeyVersion,
  envelopeNonceLength,
  openEnvelope,
  sealEnvelope,
} from './sealed-envelope';

export interface KmsVaultOptions {
  readonly kms: KMSClient;
  readonly store: Store;
  /** Symmetric; wraps the branch keys. Asked for when used: some functions only look up. */
  readonly sealingKeyId: () => string;
  /** HMAC_256; makes the blind indexes. */
  readonly blindIndexKeyId: () => string;
  readonly random: Randomness;
  /** Milliseconds since the epoch; decides when the branch key is forgotten. */
  readonly now: () => number;
}

export class KmsVault implements Vault {
  private readonly branchKeys: BranchKeys;

  constructor(private readonly options: KmsVaultOptions) {
    this.branchKeys = new BranchKeys({ ...options, keyId: options.sealingKeyId });
  }

  async newCustomerKey(customerId: string): Promise<NewCustomerKey> {
    const { random } = this.options;
    const dataKey = random(32);
    const wrapped = await this.branchKeys.useNewest((branchKey, version) =>
      sealEnvelope(
        branchKey,
        version,
        random(envelopeNonceLength),
        keyContext(customerId, firstDataKeyVersion),
        dataKey,
      ),
    );
    return {
      wrapped,
      seal: (place, content) => {
        if (place.customerId !== customerId) throw new Error('another customer needs another key');
        return this.sealWith(dataKey, place, content);
      },
    };
  }

  async seal<R extends RecordName>(
    place: Place<R>,
    content: SealedRecords[R],
  ): Promise<Uint8Array> {
    const dataKey = await this.dataKey(place.customerId, firstDataKeyVersion);
    try {
      return this.sealWith(dataKey, place, content);
    } finally {
      dataKey.fill(0);
    }
  }

  async open<const S extends readonly Sealed[]>(
    sealed: S,
    opening: Opening,
  ): Promise<{ [I in keyof S]: SealedRecords[S[I]['record']] }> {
    const customerId = sealed[0]?.customerId;
    if (!customerId || sealed.some((each) => each.customerId !== customerId)) {
      throw new Error('records are opened for one customer at a time');
    }
    const dataKeys = await this.afterWritingDown(customerId, sealed, opening);
    try {
      const opened = sealed.map(({ blob, ...place }) => {
        const dataKey = dataKeys.get(envelopeKeyVersion(blob))!;
        return JSON.parse(openEnvelope(dataKey, placeContext(place), blob).toString('utf8'));
      });
      return opened as { [I in keyof S]: SealedRecords[S[I]['record']] };
    } finally {
      for (const dataKey of dataKeys.values()) dataKey.fill(0);
    }
  }

  async blindIndex(kind: IndexedKind, value: string): Promise<string> {
    const { Mac } = await this.options.kms.send(
      new GenerateMacCommand({
        KeyId: this.options.blindIndexKeyId(),
        MacAlgorithm: 'HMAC_SHA_256',
        Message: Buffer.from(`${kind}:${value}`, 'utf8'),
      }),
    );
    if (Mac?.length !== 32) throw new Error('KMS answered without a MAC');
    return Buffer.from(Mac).toString('hex');
  }

  private sealWith<R extends RecordName>(
    dataKey: Uint8Array,
    place: Place<R>,
    content: SealedRecords[R],
  ): Uint8Array {
    const nonce = this.options.random(envelopeNonceLength);
    const plaintext = Buffer.from(JSON.stringify(catalogued(place.record, content)), 'utf8');
    return sealEnvelope(dataKey, firstDataKeyVersion, nonce, placeContext(place), plaintext);
  }

  /** Each key once, however many records it opens. */
  private async dataKeysOf(
    customerId: string,
    sealed: readonly Sealed[],
  ): Promise<Map<number, Buffer>> {
    const versions = new Set(sealed.map(({ blob }) => envelopeKeyVersion(blob)));
    const unwrap = async (version: number) =>
      [version, await this.dataKey(customerId, version)] as const;
    return new Map(await Promise.all([...versions].map(unwrap)));
  }

  private async dataKey(customerId: string, version: number): Promise<Buffer> {
    const key: Key = dataKeyKey(customerId, version);
    const row = await this.options.store.get<DataKeyBody>(key);
    if (!row) throw new Error('this customer has no key');
    const { wrapped } = row.body;
    return this.branchKeys.useVersion(envelopeKeyVersion(wrapped), (branchKey) =>
      openEnvelope(branchKey, keyContext(customerId, version), wrapped),
    );
  }

  /**
   * The keys, once the opening is in the audit trail: an attempt that fails is worth knowing of as
   * well. Both are under way at once, so that the trail costs an opening no round trip of its own.
   */
  private async afterWritingDown(
    customerId: string,
    sealed: readonly Sealed[],
    opening: Opening,
  ): Promise<Map<number, Buffer>> {
    const entry = openingEntry(opening, sealed);
    const audited = { subjectId: customerId, entry, now: opening.now };
    const [written, dataKeys] = await Promise.allSettled([
      commitAudited(this.options.store, audited),
      this.dataKeysOf(customerId, sealed),
    ]);
    if (dataKeys.status === 'rejected') throw dataKeys.reason;
    if (written.status === 'fulfilled') return dataKeys.value;
    for (const dataKey of dataKeys.value.values()) dataKey.fill(0);
    throw written.reason;
  }
}

/** An array in JSON is unambiguous: no two different places read alike. */
const placeContext = ({ customerId, record, key, version }: Place): string =>
  JSON.stringify([customerId, record, key.table, key.partition, key.sort, version]);

const keyContext = (customerId: string, version: number): string =>
  JSON.stringify(['data-key', customerId, version]);
