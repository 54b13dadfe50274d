/** Rotates keys while everything goes on: old versions open for as long as anything needs them. */
import type { Randomness } from '../core/identifiers';
import type { Item, Query, Store } from '../core/ports/store';
import type { Vault } from '../core/ports/vault';
import { checksPartition } from '../core/users/checks';
import {
  type DataKeyBody,
  type DataKeyItem,
  dataKeyKey,
  dataKeyVersion,
  insertDataKey,
  keyShards,
  replaceDataKey,
  supersededPartition,
  wrappedByPartition,
} from '../core/users/key-rows';
import { readCustomerRows } from '../core/users/sealed-rows';
import { type BranchKeys, branchKeyKey } from './branch-keys';
import type { CustomerKeys } from './customer-keys';
import { envelopeKeyVersion, envelopeNonceLength } from './sealed-envelope';
import { sealRecord } from './sealed-record';

export interface KeyRotationOptions {
  readonly store: Store;
  readonly vault: Vault;
  readonly branchKeys: BranchKeys;
  readonly customerKeys: CustomerKeys;
  readonly random: Randomness;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * How long an old key is kept after it has a successor: a warm function may go on with it for 15
 * minutes, a registration waits for its code for five, a card reading lives for a day.
 */
export const supersededKeptMillis = 2 * 86_400_000;

export interface BranchProgress {
  readonly version: number;
  readonly madeAt: string;
  /** Customers' keys that are wrapped under it. */
  readonly dataKeys: number;
}

export interface Progress {
  /** Oldest first; the last one wraps. */
  readonly branchKeys: readonly BranchProgress[];
  /** Customers' keys that only open, until they are removed. */
  readonly superseded: number;
}

export class KeyRotation {
  constructor(private readonly options: KeyRotationOptions) {}

  async progress(): Promise<Progress> {
    const { branchKeys, store } = this.options;
    const versions = await branchKeys.versions();
    const counts = await Promise.all(
      versions.map(({ version }) => count(wrappedBy(store, version))),
    );
    return {
      branchKeys: versions.map((each, at) => ({ ...each, dataKeys: counts[at] ?? 0 })),
      superseded: await count(superseded(store)),
    };
  }

  /** A new branch key, unless the last rotation has not finished: then that one goes on. */
  async begin(): Promise<number> {
    const { branchKeys } = await this.progress();
    const isUnfinished = branchKeys.slice(0, -1).some(({ dataKeys }) => dataKeys > 0);
    const newest = branchKeys.at(-1);
    return newest && isUnfinished ? newest.version : this.options.branchKeys.rotate();
  }

  /**
   * Moves every customer's key under the branch key of the version, a step at a time: re-wrapped,
   * or with `renew` superseded by a new one under which the customer's records are sealed anew.
   * What somebody else writes meanwhile is left for the next run.
   */
  async *moveTo(version: number, renew: boolean): AsyncGenerator<'moved' | 'skipped'> {
    const { store, branchKeys } = this.options;
    for (const { version: old } of await branchKeys.versions()) {
      if (old >= version) continue;
      for await (const item of wrappedBy(store, old)) {
        const moved = await this.move(item.body.customerId, dataKeyVersion(item.key), renew);
        yield moved ? 'moved' : 'skipped';
      }
    }
  }

  private async move(customerId: string, version: number, renew: boolean): Promise<boolean> {
    const row = await this.options.store.get<DataKeyBody>(dataKeyKey(customerId, version));
    if (!row) return true;
    const isNewest = !row.body.supersededAt;
    return renew && isNewest ? this.renew(row) : this.rewrap(row);
  }

  private async rewrap(row: DataKeyItem): Promise<boolean> {
    const next = await this.rewrapped(row);
    return (await this.options.store.commit([replaceDataKey(row, next)])).ok;
  }

  private async rewrapped({ key: { sort }, body }: DataKeyItem): Promise<DataKeyBody> {
    const { customerKeys } = this.options;
    const version = dataKeyVersion({ sort });
    const key = await customerKeys.unwrap(body.customerId, version, body.wrapped);
    try {
      return { ...body, ...(await customerKeys.wrap(body.customerId, { version, key })) };
    } finally {
      key.fill(0);
    }
  }

  /** The new key, the old one re-wrapped and every record sealed anew: all in one commit. */
  private async renew(row: DataKeyItem): Promise<boolean> {
    const { store, vault, customerKeys, random } = this.options;
    const { customerId } = row.body;
    const now = this.options.now();
    const { sealed } = await readCustomerRows(store, customerId);
    const opened =
      sealed.length === 0
        ? []
        : await vault.open(
            sealed.map((each) => each.sealed),
            { purpose: 'renewKey', actorId: 'system:keys', requestId: `renew-${now}`, now },
          );
    const next = { version: dataKeyVersion(row.key) + 1, key: random(32) };
    const changes = sealed.map(({ item, sealed: { blob: _, ...place } }, at) => {
      const version = item.version + 1;
      const nonce = random(envelopeNonceLength);
      const blob = sealRecord(next, nonce, { ...place, version }, opened[at]!);
      const { version: expectedVersion, ...rest } = item;
      const body = { ...item.body, sealed: blob };
      return { kind: 'replace', item: { ...rest, body }, expectedVersion } as const;
    });
    const supersededAt = new Date(now).toISOString();
    const written = await store.commit([
      insertDataKey(customerId, await customerKeys.wrap(customerId, next), next.version),
      replaceDataKey(row, { ...(await this.rewrapped(row)), supersededAt }),
      ...changes,
    ]);
    next.key.fill(0);
    return written.ok;
  }

  /** Removes what nothing needs any more; answers how many keys of each kind. */
  async retire(): Promise<{ readonly dataKeys: number; readonly branchKeys: number }> {
    const { store } = this.options;
    const before = new Date(this.options.now() - supersededKeptMillis).toISOString();
    let dataKeys = 0;
    for await (const { key, body } of superseded(store)) {
      const row = await store.get<DataKeyBody>(key);
      if (!row?.body.supersededAt || row.body.supersededAt > before) continue;
      if (await this.isUsed(body.customerId, dataKeyVersion(key))) continue;
      const removed = await store.commit([{ kind: 'remove', key, expectedVersion: row.version }]);
      if (removed.ok) dataKeys += 1;
    }
    return { dataKeys, branchKeys: await this.retireBranchKeys(before) };
  }

  private async retireBranchKeys(before: string): Promise<number> {
    const { store } = this.options;
    const { branchKeys } = await this.progress();
    let removed = 0;
    for (const [at, { version, dataKeys }] of branchKeys.entries()) {
      const successor = branchKeys[at + 1];
      if (!successor || successor.madeAt > before || dataKeys > 0) continue;
      const key = branchKeyKey(version);
      if ((await store.commit([{ kind: 'remove', key, expectedVersion: 1 }])).ok) removed += 1;
    }
    return removed;
  }

  /** Whether any record of the customer still needs this version of their key. */
  private async isUsed(customerId: string, version: number): Promise<boolean> {
    const { store } = this.options;
    const { sealed } = await readCustomerRows(store, customerId);
    const checks = { table: 'users', partition: checksPartition(customerId), limit: 1000 } as const;
    const { items } = await store.query(checks);
    const blobs = [...sealed.map(({ item }) => item), ...items].map(({ body }) => body.sealed);
    return blobs.some((blob) => blob instanceof Uint8Array && envelopeKeyVersion(blob) === version);
  }
}

const wrappedBy = (store: Store, branchVersion: number) =>
  everyKey(store, 'index1', (shard) => wrappedByPartition(branchVersion, shard));

const superseded = (store: Store) => everyKey(store, 'index2', supersededPartition);

async function* everyKey(
  store: Store,
  index: 'index1' | 'index2',
  partitionOf: (shard: number) => string,
): AsyncGenerator<Item<DataKeyBody>> {
  for (let shard = 0; shard < keyShards; shard += 1) {
    const query: Query = { table: 'users', index, partition: partitionOf(shard), limit: 100 };
    let cursor: string | undefined;
    do {
      const page = await store.query<DataKeyBody>({ ...query, ...(cursor && { cursor }) });
      yield* page.items;
      cursor = page.next;
    } while (cursor);
  }
}

async function count(items: AsyncIterable<unknown>): Promise<number> {
  let counted = 0;
  for await (const _ of items) counted += 1;
  return counted;
}
