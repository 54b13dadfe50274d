/** Capacity units by DynamoDB's published formulas, from the true size of items. */

import { isDeepStrictEqual } from 'node:util';
import type { IndexDescription, Row, TableDescription } from 'dynalite/db/index.js';

/** What one action used of one table. */
export interface Usage {
  readonly table: string;
  readonly kind: 'read' | 'write';
  readonly tableUnits: number;
  readonly indexUnits: Readonly<Record<string, number>>;
}

const bytesOf = (text: string) => Buffer.byteLength(text);

/** Names and values in UTF-8, numbers two digits a byte, lists and maps 3 bytes + 1 an element. */
export const itemBytes = (row: Row): number =>
  Object.entries(row).reduce((sum, [name, value]) => sum + bytesOf(name) + valueBytes(value), 0);

function valueBytes(attribute: Readonly<Record<string, unknown>>): number {
  const [type = '', value] = Object.entries(attribute)[0] ?? [];
  const sum = (values: unknown, of: (one: never) => number) =>
    (values as never[]).reduce((total: number, one) => total + of(one), 0);
  if (type === 'S') return bytesOf(value as string);
  if (type === 'N') return numberBytes(value as string);
  if (type === 'B') return binaryBytes(value as string);
  if (type === 'SS') return sum(value, bytesOf);
  if (type === 'NS') return sum(value, numberBytes);
  if (type === 'BS') return sum(value, binaryBytes);
  if (type === 'L') return 3 + sum(value, (one) => 1 + valueBytes(one));
  if (type === 'M') return 3 + Object.keys(value as Row).length + itemBytes(value as Row);
  return 1;
}

const binaryBytes = (base64: string) => Buffer.byteLength(base64, 'base64');

function numberBytes(text: string): number {
  const digits = text.replace(/[-.]/g, '').replace(/^0+|0+$/g, '');
  return Math.ceil(digits.length / 2) + 1 + (text.startsWith('-') ? 1 : 0);
}

/** 4 KB a unit, rounded up; half for eventually consistent, double in a transaction. */
export function readUnits(bytes: number, factor: number): number {
  return Math.max(1, Math.ceil(bytes / 4096)) * factor;
}

const writeUnits = (...rows: readonly (Row | undefined)[]) =>
  Math.max(1, ...rows.map((row) => Math.ceil((row ? itemBytes(row) : 0) / 1024)));

/**
 * 1 KB a unit of the larger of the old and the new item, and the same again for every index
 * whose entry appears, changes or disappears (twice when it moves). Double in a transaction.
 */
export function writeUsage(
  table: TableDescription,
  before: Row | undefined,
  after: Row | undefined,
  factor = 1,
): Usage {
  const indexUnits: Record<string, number> = {};
  for (const index of table.GlobalSecondaryIndexes ?? []) {
    const units = factor * indexWriteUnits(index, before, after);
    if (units > 0) indexUnits[index.IndexName] = units;
  }
  const tableUnits = factor * writeUnits(before, after);
  return { table: table.TableName, kind: 'write', tableUnits, indexUnits };
}

function indexWriteUnits(index: IndexDescription, before?: Row, after?: Row): number {
  const names = index.KeySchema.map((key) => key.AttributeName);
  const entry = (row?: Row) => (row && names.every((name) => row[name]) ? row : undefined);
  const [old, fresh] = [entry(before), entry(after)];
  if (isDeepStrictEqual(old, fresh)) return 0;
  const moved = old && fresh && names.some((name) => !isDeepStrictEqual(old[name], fresh[name]));
  return moved ? writeUnits(old) + writeUnits(fresh) : writeUnits(old, fresh);
}

export function sumUsages(usages: readonly Usage[]): Usage[] {
  const sums = new Map<string, Usage>();
  for (const usage of usages) {
    const sum = sums.get(usage.table);
    const indexUnits = { ...sum?.indexUnits };
    for (const [name, units] of Object.entries(usage.indexUnits)) {
      indexUnits[name] = (indexUnits[name] ?? 0) + units;
    }
    const tableUnits = (sum?.tableUnits ?? 0) + usage.tableUnits;
    sums.set(usage.table, { ...usage, tableUnits, indexUnits });
  }
  return [...sums.values()];
}

export const totalUnits = (usage: Usage): number =>
  Object.values(usage.indexUnits).reduce((sum, units) => sum + units, usage.tableUnits);

/** The ConsumedCapacity member of an answer; undefined when it was not asked for. */
export function consumedCapacity(usage: Usage, asked: unknown, inTransaction = false) {
  if (asked !== 'TOTAL' && asked !== 'INDEXES') return undefined;
  const member = usage.kind === 'read' ? 'ReadCapacityUnits' : 'WriteCapacityUnits';
  const units = (count: number) => ({
    CapacityUnits: count,
    ...(inTransaction ? { [member]: count } : {}),
  });
  const total = { TableName: usage.table, ...units(totalUnits(usage)) };
  if (asked === 'TOTAL') return total;
  const indexes = Object.entries(usage.indexUnits).map(([name, count]) => [name, units(count)]);
  return {
    ...total,
    Table: units(usage.tableUnits),
    ...(indexes.length > 0 ? { GlobalSecondaryIndexes: Object.fromEntries(indexes) } : {}),
  };
}
