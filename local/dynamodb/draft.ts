/** What one operation reads and is about to write: the view of the database dynalite works on. */

import { Readable } from 'node:stream';
import { isDeepStrictEqual } from 'node:util';
import type { Range, Row, RowDatabase, TableDescription, View } from 'dynalite/db/index.js';
import { createIndexKey, createKey, type IndexDescription } from 'dynalite/db/index.js';
import { itemBytes } from './capacity';
import { type Database, layout, under, type Write } from './database';
import { invalid, maximumItemBytes } from './engine';
import { placeOf, type Table, type Tables } from './tables';

/** One row before and after; absent where there is none. */
export interface RowChange {
  readonly table: Table;
  readonly place: string;
  readonly before: Row | undefined;
  readonly after: Row | undefined;
}

/**
 * Reads see the database and the draft's own writes; nothing is written until the draft is
 * committed. Its callbacks fire at once, so that an action on single rows runs without a pause.
 */
export class Draft {
  /** Sizes of the rows read, in the order of reading. */
  readonly bytesRead: number[] = [];
  private readonly changesByKey = new Map<string, RowChange>();

  constructor(
    private readonly database: Database,
    private readonly tables: Tables,
    /** The request's ExclusiveStartKey, for reads of an index. */
    private readonly start?: Row,
  ) {}

  /** Every row written, changed by it or not. */
  writes(): RowChange[] {
    return [...this.changesByKey.values()];
  }

  /** The rows that differ from what they were. */
  changes(): RowChange[] {
    return this.writes().filter(({ before, after }) => !isDeepStrictEqual(before, after));
  }

  peek(table: Table, place: string): Row | undefined {
    const key = layout.item(table.description.TableName, place);
    const change = this.changesByKey.get(key);
    return change ? change.after : (this.database.getSync(key) as Row | undefined);
  }

  write(table: Table, place: string, after: Row | undefined): void {
    const key = layout.item(table.description.TableName, place);
    const known = this.changesByKey.get(key);
    const before = known ? known.before : (this.database.getSync(key) as Row | undefined);
    this.changesByKey.set(key, { table, place, before, after });
  }

  readonly view: View = {
    options: { maxItemSize: maximumItemBytes },
    tableDb: {
      awsAccountId: '',
      awsRegion: '',
      get: (_name, done) => done(new Error('tables are read with getTable')),
      put: (_name, _description, done) => done(new Error('tables are not written here')),
      lock: (_key, act) => act((done) => done),
    },
    getTable: (name: string, ready: unknown, done?: unknown) => {
      const answer = (done ?? ready) as (error: unknown, table?: TableDescription) => void;
      let table: TableDescription;
      try {
        table = this.tables.get(name).description;
      } catch (error) {
        answer(error);
        return;
      }
      answer(null, table);
    },
    getItemDb: (name) => this.rows(this.tables.get(name)),
    getIndexDb: (_kind, name, index) => this.entries(this.tables.get(name), index),
  };

  private rows(table: Table): RowDatabase {
    return {
      get: (place, done) => {
        const row = this.peek(table, place);
        this.bytesRead.push(row ? itemBytes(row) : 0);
        done(null, row);
      },
      put: (place, row, done) => {
        if (itemBytes(row) > maximumItemBytes) {
          done(invalid('Item size has exceeded the maximum allowed size'));
          return;
        }
        // A copy of its own, free of the caller's references and of members without a value.
        this.write(table, place, JSON.parse(JSON.stringify(row)) as Row);
        done(null);
      },
      del: (place, done) => {
        this.write(table, place, undefined);
        done(null);
      },
      lock: (_key, act) => act((done) => done),
      createValueStream: (range) => this.stream(layout.item(table.description.TableName), range),
    };
  }

  /** Index entries are derived from the rows when the draft is committed; here they are read. */
  private entries(table: Table, name: string): RowDatabase {
    const ignore = (done: (error: unknown) => void) => done(null);
    return {
      get: (_key, done) => ignore(done),
      put: (_key, _row, done) => ignore(done),
      del: (_key, done) => ignore(done),
      lock: (_key, act) => act((done) => done),
      createValueStream: (range) => {
        const prefix = layout.index(table.description.TableName, name);
        return this.stream(prefix, this.afterStart(table.description, name, range));
      },
    };
  }

  /** dynalite starts behind its own name of the last entry; ours is longer (see `indexPlace`). */
  private afterStart(table: TableDescription, name: string, range: Range): Range {
    const index = indexesOf(table).find((one) => one.IndexName === name);
    if (!this.start || !index) return range;
    const theirs = createIndexKey(this.start, table, index.KeySchema);
    const ours = indexPlace(this.start, table, index);
    const exact = { ...range };
    if (range.gt === theirs) exact.gt = ours;
    if (range.lt === theirs) exact.lt = ours;
    return exact;
  }

  private stream(prefix: string, range: Range): Readable {
    const values = this.database.values(prefixed(prefix, range));
    const { bytesRead } = this;
    async function* counted() {
      for await (const row of values) {
        bytesRead.push(itemBytes(row as Row));
        yield row;
      }
    }
    return Readable.from(counted(), { objectMode: true, highWaterMark: 64 });
  }
}

export const indexesOf = (table: TableDescription): readonly IndexDescription[] => [
  ...(table.GlobalSecondaryIndexes ?? []),
  ...(table.LocalSecondaryIndexes ?? []),
];

/**
 * Where a row's entry stands in an index. dynalite tells entries with the same index key apart by
 * six hexadecimal digits of a hash only; the row's own place makes sure that none hides another.
 */
export const indexPlace = (row: Row, table: TableDescription, index: IndexDescription) =>
  `${createIndexKey(row, table, index.KeySchema)}/${createKey(row, table)}`;

/** The writes that bring a table and its indexes from before to after. */
export function writesOf({ table, place, before, after }: RowChange): Write[] {
  const { description } = table;
  const writes: Write[] = [put(layout.item(description.TableName, place), after)];
  for (const index of indexesOf(description)) {
    const placeIn = (row: Row | undefined) =>
      row && index.KeySchema.every((key) => row[key.AttributeName])
        ? layout.index(description.TableName, index.IndexName, indexPlace(row, description, index))
        : undefined;
    const [old, fresh] = [placeIn(before), placeIn(after)];
    if (old !== undefined && old !== fresh) writes.push({ type: 'del', key: old });
    if (fresh !== undefined) writes.push(put(fresh, projected(after!, description, index)));
  }
  return writes;
}

export const placeOfRequest = (table: Table, request: Record<string, unknown>) =>
  request.Item
    ? placeOf(table, request.Item as Row, true)
    : placeOf(table, request.Key as Row, false);

const put = (key: string, value: unknown): Write =>
  value === undefined ? { type: 'del', key } : { type: 'put', key, value };

function projected(row: Row, table: TableDescription, index: IndexDescription): Row {
  const { ProjectionType, NonKeyAttributes } = index.Projection as Record<string, unknown>;
  if (ProjectionType === 'ALL') return row;
  const keys = [...table.KeySchema, ...index.KeySchema].map((key) => key.AttributeName);
  const names = new Set([...keys, ...((NonKeyAttributes ?? []) as string[])]);
  return Object.fromEntries(Object.entries(row).filter(([name]) => names.has(name)));
}

function prefixed(prefix: string, { gt, gte, lt, lte, reverse, limit }: Range): Range {
  const whole = under(prefix);
  return {
    ...(gt ? { gt: prefix + gt } : { gte: gte ? prefix + gte : prefix }),
    ...(lte ? { lte: prefix + lte } : { lt: lt ? prefix + lt : whole.lt }),
    reverse: reverse ?? false,
    limit: limit ?? -1,
  };
}
