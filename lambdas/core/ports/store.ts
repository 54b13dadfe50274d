/** The narrow waist to storage: every repository is built on these four operations. */
import type { Result } from '../result';

export const tableNames = [
  'users',
  'orders',
  'risk',
  'repayment',
  'payments',
  'collections',
] as const;

/** One table per capability. */
export type TableName = (typeof tableNames)[number];

export interface Key {
  readonly table: TableName;
  readonly partition: string;
  readonly sort: string;
}

/** What a body may hold: JSON, and bytes for sealed data. `undefined` members are left out. */
export type Value =
  | string
  | number
  | boolean
  | null
  | Uint8Array
  | readonly Value[]
  | { readonly [name: string]: Value | undefined };

export type Body = Readonly<Record<string, Value | undefined>>;

/** Every table has two sparse indexes; an item appears in one if it names a place there. */
export const indexNames = ['index1', 'index2'] as const;
export type IndexName = (typeof indexNames)[number];

export interface IndexPlace {
  readonly partition: string;
  readonly sort: string;
}

/** A row as it is written. */
export interface NewItem<B = Body> {
  readonly key: Key;
  readonly body: B;
  readonly indexes?: Partial<Record<IndexName, IndexPlace>>;
  /** The row may be dropped by the store some time after this instant. */
  readonly expiresAtEpochSeconds?: number;
}

/** A row as it is read. Versions count from 1 and grow by one with every write. */
export interface Item<B = Body> extends NewItem<B> {
  readonly version: number;
}

/**
 * - `insert`: the row must be absent.
 * - `replace`, `remove`: the row must be present at the expected version.
 * - `require`: nothing is written; the row must be present at the version, or absent.
 * - `add`: adds a safe integer to a counter row (absent counts as 0), whose body reads
 *   `{ value }`; refused when the sum would leave [min, max].
 */
export type Change =
  | { readonly kind: 'insert'; readonly item: NewItem }
  | { readonly kind: 'replace'; readonly item: NewItem; readonly expectedVersion: number }
  | { readonly kind: 'remove'; readonly key: Key; readonly expectedVersion: number }
  | { readonly kind: 'require'; readonly key: Key; readonly version: number | 'absent' }
  | {
      readonly kind: 'add';
      readonly key: Key;
      readonly by: number;
      readonly min?: number;
      readonly max?: number;
      readonly expiresAtEpochSeconds?: number;
    };

/** At least one change's condition did not hold, so nothing was written. */
export interface Conflict {
  readonly code: 'conflict';
  /** Positions, in the list of changes, of those whose condition did not hold. */
  readonly failed: readonly number[];
}

export type SortRange =
  | { readonly beginsWith: string }
  | { readonly from: string; readonly to: string }
  | { readonly from: string }
  | { readonly to: string };

export interface Query {
  readonly table: TableName;
  /** Without it the table itself is read, consistently. Index reads are eventually consistent. */
  readonly index?: IndexName;
  readonly partition: string;
  /** Both ends included. */
  readonly sort?: SortRange;
  readonly descending?: boolean;
  /** At most 1000; 100 unless told. */
  readonly limit?: number;
  /** From a page's `next`; a cursor of another query is refused with an exception. */
  readonly cursor?: string;
}

export interface Page<B = Body> {
  readonly items: readonly Item<B>[];
  /** Present when there is more to read. */
  readonly next?: string;
}

export const maximumChanges = 100;

/** Of one reading of several rows. */
export const maximumKeys = 100;

/** A cursor that is damaged or belongs to another query: whoever sent it is to blame. */
export class InvalidCursorError extends Error {
  override readonly name = 'InvalidCursorError';
}

/** A write may or may not have taken effect, and asking again cannot tell. */
export class UncertainWriteError extends Error {
  override readonly name = 'UncertainWriteError';
}

/**
 * Storage that is all or nothing. Failures of the store itself (unreachable, throttled beyond
 * its retries) are exceptions; a condition that does not hold is a value.
 */
export interface Store {
  /** Strongly consistent. */
  get<B = Body>(key: Key): Promise<Item<B> | undefined>;
  /**
   * 1 to 100 different rows in one round trip, in the order of their keys. Each is strongly
   * consistent, but they are no picture of one instant: what is decided on them is committed
   * under their versions.
   */
  getMany<B = Body>(keys: readonly Key[]): Promise<readonly (Item<B> | undefined)[]>;
  query<B = Body>(query: Query): Promise<Page<B>>;
  /**
   * Commits 1 to 100 changes of different rows together, or none of them.
   * @param token makes a retry of the same changes within ten minutes harmless.
   */
  commit(changes: readonly Change[], token?: string): Promise<Result<void, Conflict>>;
}
