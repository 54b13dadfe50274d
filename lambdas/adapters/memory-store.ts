/** The Store in memory: DynamoDB's semantics for simulations, with faults on demand. */
import type { Body, Change, Conflict, Item, Key, Page, Query, Store } from '../core/ports/store';
import { failure, type Result, success } from '../core/result';
import { MemoryTables } from './memory-tables';
import { decodeCursor, encodeCursor } from './query-cursor';
import {
  boundsOf,
  checkChanges,
  checkKey,
  checkKeys,
  checkQuery,
  defaultLimit,
  keyOfChange,
} from './store-requests';
import { storedItem } from './stored-item';

export type StoreOperation =
  | { readonly kind: 'get'; readonly key: Key }
  | { readonly kind: 'getMany'; readonly keys: readonly Key[] }
  | { readonly kind: 'query'; readonly query: Query }
  | { readonly kind: 'commit'; readonly changes: readonly Change[]; readonly token?: string };

/**
 * - `error`, `timeout`: the caller gets an exception, and the effect has not taken place (`before`)
 *   or has (`after`).
 * - `duplicate`: the request arrives twice; the caller hears the first answer.
 */
export type Fault =
  | { readonly kind: 'error' | 'timeout'; readonly at: 'before' | 'after' }
  | { readonly kind: 'duplicate' };

export interface MemoryStoreOptions {
  /** Milliseconds since the epoch; tokens are remembered for ten minutes of it. */
  readonly now?: () => number;
  /** Asked before every operation. */
  readonly fault?: (operation: StoreOperation) => Fault | undefined;
}

/** What a fault throws in place of the store's answer. */
export class StoreFaultError extends Error {
  constructor(readonly fault: Fault) {
    super(`the store's answer was lost: ${fault.kind}`);
    this.name = fault.kind === 'timeout' ? 'TimeoutError' : 'InternalServerError';
  }
}

const tokenLifetimeMillis = 10 * 60 * 1000;

export class MemoryStore implements Store {
  private readonly tables = new MemoryTables();
  private readonly tokens = new Map<string, { changes: string; expiresAt: number }>();

  constructor(private readonly options: MemoryStoreOptions = {}) {}

  async get<B = Body>(key: Key): Promise<Item<B> | undefined> {
    checkKey(key);
    return this.faulted({ kind: 'get', key }, () => {
      const item = this.tables.get(key)?.item;
      return item && (copyOf(item) as Item<B>);
    });
  }

  async getMany<B = Body>(keys: readonly Key[]): Promise<readonly (Item<B> | undefined)[]> {
    checkKeys(keys);
    return this.faulted({ kind: 'getMany', keys }, () =>
      keys.map((key) => {
        const item = this.tables.get(key)?.item;
        return item && (copyOf(item) as Item<B>);
      }),
    );
  }

  async query<B = Body>(query: Query): Promise<Page<B>> {
    checkQuery(query);
    const position = decodeCursor(query);
    const limit = query.limit ?? defaultLimit;
    return this.faulted({ kind: 'query', query }, () => {
      const found = this.tables.find(query, position, limit + 1);
      const items = found.slice(0, limit).map((item) => copyOf(item) as Item<B>);
      const last = items.at(-1);
      if (found.length <= limit || !last) return { items };
      const index = query.index && last.indexes?.[query.index];
      return { items, next: encodeCursor(query, { key: last.key, ...(index ? { index } : {}) }) };
    });
  }

  async commit(changes: readonly Change[], token?: string): Promise<Result<void, Conflict>> {
    checkChanges(changes);
    // Refuses a body that cannot be stored before anything is written.
    const copies = changes.map(copyOfChange);
    const operation = {
      kind: 'commit',
      changes,
      ...(token === undefined ? {} : { token }),
    } as const;
    return this.faulted(operation, () => this.apply(copies, token));
  }

  /** Drops rows whose expiry has passed, as DynamoDB does some time after it. */
  dropExpired(nowEpochSeconds: number): void {
    for (const { item } of this.tables.rows()) {
      const { expiresAtEpochSeconds } = item;
      if (expiresAtEpochSeconds !== undefined && expiresAtEpochSeconds < nowEpochSeconds) {
        this.tables.remove(item.key);
      }
    }
  }

  /** Every row, for a simulation's checks. */
  *everything(): Iterable<Item> {
    for (const { item } of this.tables.rows()) yield copyOf(item);
  }

  private faulted<T>(operation: StoreOperation, run: () => T): T {
    const fault = this.options.fault?.(operation);
    if (!fault) return run();
    if (fault.kind !== 'duplicate' && fault.at === 'before') throw new StoreFaultError(fault);
    const answer = run();
    if (fault.kind !== 'duplicate') throw new StoreFaultError(fault);
    run();
    return answer;
  }

  private apply(changes: readonly Change[], token?: string): Result<void, Conflict> {
    if (token !== undefined && this.isRepetition(token, changes)) return success(undefined);
    const failed = changes.flatMap((change, at) => (this.holds(change) ? [] : [at]));
    if (failed.length > 0) return failure({ code: 'conflict', failed });
    for (const change of changes) this.write(change);
    if (token !== undefined) this.remember(token, changes);
    return success(undefined);
  }

  private holds(change: Change): boolean {
    const row = this.tables.get(keyOfChange(change));
    switch (change.kind) {
      case 'insert':
        return row === undefined;
      case 'replace':
      case 'remove':
        return row?.item.version === change.expectedVersion;
      case 'require':
        return (row?.item.version ?? 'absent') === change.version;
      case 'add': {
        if (row && row.counter === undefined) return false;
        const sum = BigInt(row?.counter ?? 0) + BigInt(change.by);
        const { min, max } = boundsOf(change);
        return min <= sum && sum <= max;
      }
    }
  }

  private write(change: Change): void {
    if (change.kind === 'insert') {
      this.tables.put({ item: { ...change.item, version: 1 } });
    } else if (change.kind === 'replace') {
      this.tables.put({ item: { ...change.item, version: change.expectedVersion + 1 } });
    } else if (change.kind === 'remove') {
      this.tables.remove(change.key);
    } else if (change.kind === 'add') {
      this.add(change);
    }
  }

  private add({ key, by, expiresAtEpochSeconds }: Extract<Change, { kind: 'add' }>): void {
    const row = this.tables.get(key);
    const counter = (row?.counter ?? 0) + by;
    const expiry = expiresAtEpochSeconds ?? row?.item.expiresAtEpochSeconds;
    const version = (row?.item.version ?? 0) + 1;
    this.tables.put({
      counter,
      item: {
        key,
        version,
        body: { value: counter },
        ...(expiry === undefined ? {} : { expiresAtEpochSeconds: expiry }),
      },
    });
  }

  private isRepetition(token: string, changes: readonly Change[]): boolean {
    const earlier = this.tokens.get(token);
    if (!earlier || earlier.expiresAt <= this.now()) return false;
    if (earlier.changes === textOf(changes)) return true;
    const error = new Error('the token was used for other changes');
    error.name = 'IdempotentParameterMismatchException';
    throw error;
  }

  private remember(token: string, changes: readonly Change[]): void {
    const expiresAt = this.now() + tokenLifetimeMillis;
    this.tokens.set(token, { changes: textOf(changes), expiresAt });
  }

  private now(): number {
    return (this.options.now ?? Date.now)();
  }
}

const copyOf = (item: Item): Item => ({ ...storedItem(item), version: item.version });

const copyOfChange = (change: Change): Change =>
  change.kind === 'insert' || change.kind === 'replace'
    ? { ...change, item: storedItem(change.item) }
    : { ...change };

/** Two commits are the same when this is: bytes as text, members in order. */
const textOf = (changes: readonly Change[]): string =>
  JSON.stringify(changes, (_name, value: unknown) => {
    if (value instanceof Uint8Array) return ['bytes', Buffer.from(value).toString('base64')];
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
