/** The rows of the Store in memory, findable by partition of the table and of each index. */
import { type Item, indexNames, type Key, type Query } from '../core/ports/store';
import type { Position } from './query-cursor';
import { compareText, isWithin } from './sort-range';

/** A counter's number stands beside its body, as in DynamoDB: a row with a body is no counter. */
export interface MemoryRow {
  readonly item: Item;
  readonly counter?: number;
}

type Order = (one: Item, other: Item) => number;

export class MemoryTables {
  private readonly byKey = new Map<string, MemoryRow>();
  /** Rows by where they can be read: table, index or none, partition. */
  private readonly byPartition = new Map<string, Map<string, MemoryRow>>();

  get(key: Key): MemoryRow | undefined {
    return this.byKey.get(textOfKey(key));
  }

  put(row: MemoryRow): void {
    this.remove(row.item.key);
    const text = textOfKey(row.item.key);
    this.byKey.set(text, row);
    for (const partition of partitionsOf(row.item)) {
      const rows = this.byPartition.get(partition) ?? new Map<string, MemoryRow>();
      this.byPartition.set(partition, rows.set(text, row));
    }
  }

  remove(key: Key): void {
    const text = textOfKey(key);
    const row = this.byKey.get(text);
    if (!row) return;
    this.byKey.delete(text);
    for (const partition of partitionsOf(row.item)) {
      const rows = this.byPartition.get(partition);
      rows?.delete(text);
      if (rows?.size === 0) this.byPartition.delete(partition);
    }
  }

  rows(): MemoryRow[] {
    return [...this.byKey.values()];
  }

  /** At most `count` items of the query behind the position. */
  find(query: Query, position: Position | undefined, count: number): Item[] {
    const { table, index, partition, sort, descending } = query;
    const rows = this.byPartition.get(textOfPartition(table, index ?? '', partition));
    const place = (item: Item) => (index ? item.indexes?.[index] : item.key)?.sort ?? '';
    const order: Order = (one, other) =>
      compareText(place(one), place(other)) ||
      compareText(one.key.partition, other.key.partition) ||
      compareText(one.key.sort, other.key.sort);
    const way = descending ? -1 : 1;
    const start = position && startItem(query, position);
    return [...(rows?.values() ?? [])]
      .map(({ item }) => item)
      .filter((item) => isWithin(place(item), sort))
      .filter((item) => !start || way * order(item, start) > 0)
      .sort((one, other) => way * order(one, other))
      .slice(0, count);
  }
}

/** The row a page ended with, as far as the order of rows needs it; it may be gone meanwhile. */
const startItem = ({ table, index }: Query, position: Position): Item => ({
  key: { table, ...position.key },
  ...(index && position.index ? { indexes: { [index]: position.index } } : {}),
  body: {},
  version: 0,
});

const textOfKey = ({ table, partition, sort }: Key) => JSON.stringify([table, partition, sort]);

const textOfPartition = (...parts: [table: string, index: string, partition: string]) =>
  JSON.stringify(parts);

function partitionsOf({ key, indexes }: Item): string[] {
  const partitions = [textOfPartition(key.table, '', key.partition)];
  for (const index of indexNames) {
    const place = indexes?.[index];
    if (place) partitions.push(textOfPartition(key.table, index, place.partition));
  }
  return partitions;
}
