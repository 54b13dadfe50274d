/**
 * Customers' data keys: made, wrapped under the branch key, and unwrapped for the moment of
 * use.
 */
import type { Randomness } from '../core/identifiers';
import type { Store } from '../core/ports/store';
import {
  type DataKeyBody,
  dataKeyKey,
  dataKeyPrefix,
  dataKeyVersion,
  type WrappedKey,
} from '../core/users/key-rows';
import { customerPartition } from '../core/users/partitions';
import type { BranchKeys } from './branch-keys';
import {
  envelopeKeyVersion,
  envelopeNonceLength,
  openEnvelope,
  sealEnvelope,
} from './sealed-envelope';

export interface CustomerKeysOptions {
  readonly store: Store;
  readonly branchKeys: BranchKeys;
  readonly random: Randomness;
}

export interface UnwrappedKey {
  readonly version: number;
  /** 32 bytes; overwritten by whoever used them. */
  readonly key: Uint8Array;
}

export class CustomerKeys {
  constructor(private readonly options: CustomerKeysOptions) {}

  /** Under the newest branch key. */
  wrap(customerId: string, { version, key }: UnwrappedKey): Promise<WrappedKey> {
    const { branchKeys, random } = this.options;
    return branchKeys.useNewest((branchKey, wrappedBy) => {
      const nonce = random(envelopeNonceLength);
      const context = keyContext(customerId, version);
      return { wrapped: sealEnvelope(branchKey, wrappedBy, nonce, context, key), wrappedBy };
    });
  }

  unwrap(customerId: string, version: number, wrapped: Uint8Array): Promise<Buffer> {
    return this.options.branchKeys.useVersion(envelopeKeyVersion(wrapped), (branchKey) =>
      openEnvelope(branchKey, keyContext(customerId, version), wrapped),
    );
  }

  /** @throws when the customer has no such key: never made, or shredded */
  async open(customerId: string, version: number): Promise<Buffer> {
    const row = await this.options.store.get<DataKeyBody>(dataKeyKey(customerId, version));
    if (!row) throw new Error('this customer has no key');
    return this.unwrap(customerId, version, row.body.wrapped);
  }

  /** The key that seals from now on. Earlier ones only open. */
  async newest(customerId: string): Promise<UnwrappedKey> {
    const { items } = await this.options.store.query<DataKeyBody>({
      table: 'users',
      partition: customerPartition(customerId),
      sort: { beginsWith: dataKeyPrefix },
      descending: true,
      limit: 1,
    });
    const [row] = items;
    if (!row) throw new Error('this customer has no key');
    const version = dataKeyVersion(row.key);
    return { version, key: await this.unwrap(customerId, version, row.body.wrapped) };
  }
}

const keyContext = (customerId: string, version: number): string =>
  JSON.stringify(['data-key', customerId, version]);
