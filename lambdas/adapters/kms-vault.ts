/**
 * The vault on KMS: a customer's key wrapped by a branch key wrapped by KMS; every opening
 * audited.
 */
import { GenerateMacCommand, type KMSClient } from '@aws-sdk/client-kms';
import type { Randomness } from '../core/identifiers';
import type { Store } from '../core/ports/store';
import type { IndexedKind, NewCustomerKey, Vault } from '../core/ports/vault';
import { openingEntry } from '../core/users/audit';
import { commitAudited } from '../core/users/audit-chain';
import { firstDataKeyVersion } from '../core/users/key-rows';
import type {
  Opening,
  Place,
  RecordName,
  Sealed,
  SealedRecords,
} from '../core/users/sealed-records';
import { BranchKeys } from './branch-keys';
import { CustomerKeys } from './customer-keys';
import { envelopeKeyVersion, envelopeNonceLength } from './sealed-envelope';
import { openRecord, sealRecord } from './sealed-record';

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
  private readonly keys: CustomerKeys;

  constructor(private readonly options: KmsVaultOptions) {
    const branchKeys = new BranchKeys({ ...options, keyId: options.sealingKeyId });
    this.keys = new CustomerKeys({ ...options, branchKeys });
  }

  async newCustomerKey(customerId: string): Promise<NewCustomerKey> {
    const { random } = this.options;
    const unwrapped = { version: firstDataKeyVersion, key: random(32) };
    return {
      ...(await this.keys.wrap(customerId, unwrapped)),
      seal: (place, content) => {
        if (place.customerId !== customerId) throw new Error('another customer needs another key');
        return sealRecord(unwrapped, random(envelopeNonceLength), place, content);
      },
    };
  }

  async seal<R extends RecordName>(
    place: Place<R>,
    content: SealedRecords[R],
  ): Promise<Uint8Array> {
    const newest = await this.keys.newest(place.customerId);
    try {
      return sealRecord(newest, this.options.random(envelopeNonceLength), place, content);
    } finally {
      newest.key.fill(0);
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
      const opened = sealed.map((each) =>
        openRecord(dataKeys.get(envelopeKeyVersion(each.blob))!, each),
      );
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

  /** Each key once, however many records it opens. */
  private async dataKeysOf(
    customerId: string,
    sealed: readonly Sealed[],
  ): Promise<Map<number, Buffer>> {
    const versions = new Set(sealed.map(({ blob }) => envelopeKeyVersion(blob)));
    const unwrap = async (version: number) =>
      [version, await this.keys.open(customerId, version)] as const;
    return new Map(await Promise.all([...versions].map(unwrap)));
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
    const entries = [openingEntry(opening, sealed)];
    const audited = { subjectId: customerId, entries, now: opening.now };
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
