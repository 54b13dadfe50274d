/** Rows of the customers' data keys: which branch key wraps each, and which have a successor. */
import type { Change, IndexPlace, Item, Key, NewItem } from '../ports/store';
import { shardOf } from '../shards';
import { customerPartition } from './partitions';

/** A customer's key, wrapped under the branch key of a version. */
export type WrappedKey = {
  readonly wrapped: Uint8Array;
  readonly wrappedBy: number;
};

export type DataKeyBody = WrappedKey & {
  readonly customerId: string;
  /** The customer's records are sealed under a later key since; this one still opens. */
  readonly supersededAt?: string;
};

export type DataKeyItem = Item<DataKeyBody>;

export const firstDataKeyVersion = 1;

export const dataKeyPrefix = 'DATA_KEY#';

export const dataKeyKey = (customerId: string, version: number): Key => ({
  table: 'users',
  partition: customerPartition(customerId),
  sort: dataKeyPrefix + String(version).padStart(4, '0'),
});

export const dataKeyVersion = ({ sort }: Pick<Key, 'sort'>): number =>
  Number(sort.slice(dataKeyPrefix.length));

/** Keys are found by what wraps them, spread over shards so that no partition runs hot. */
export const keyShards = 16;
export const wrappedByPartition = (branchVersion: number, shard: number): string =>
  `WRAPPED_BY#${branchVersion}#${shard}`;
export const supersededPartition = (shard: number): string => `SUPERSEDED#${shard}`;

export function dataKeyItem(version: number, body: DataKeyBody): NewItem {
  const { customerId, wrappedBy, supersededAt } = body;
  const shard = shardOf(customerId, keyShards);
  const place = (partition: string): IndexPlace => ({
    partition,
    sort: `${customerId}#${version}`,
  });
  return {
    key: dataKeyKey(customerId, version),
    body,
    indexes: {
      index1: place(wrappedByPartition(wrappedBy, shard)),
      ...(supersededAt && { index2: place(supersededPartition(shard)) }),
    },
  };
}

export const insertDataKey = (
  customerId: string,
  { wrapped, wrappedBy }: WrappedKey,
  version = firstDataKeyVersion,
): Change => ({
  kind: 'insert',
  item: dataKeyItem(version, { customerId, wrapped, wrappedBy }),
});

/** The same key under another branch key, or with a successor from now on. */
export const replaceDataKey = (read: DataKeyItem, next: DataKeyBody): Change => ({
  kind: 'replace',
  item: dataKeyItem(dataKeyVersion(read.key), next),
  expectedVersion: read.version,
});
