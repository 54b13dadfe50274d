/** The cursor of a page: where the next one begins, and which query it belongs to. */
import { createHash } from 'node:crypto';
import { type IndexPlace, InvalidCursorError, type Query } from '../core/ports/store';
import { isWithin } from './sort-range';

/** The last row of a page: its key within the table, and its place in the index that was read. */
export interface Position {
  readonly key: IndexPlace;
  readonly index?: IndexPlace;
}

export function encodeCursor(query: Query, { key, index }: Position): string {
  const parts = [key.partition, key.sort, ...(index ? [index.partition, index.sort] : [])];
  return Buffer.from(JSON.stringify([fingerprint(query), ...parts])).toString('base64url');
}

/** @throws InvalidCursorError */
export function decodeCursor(query: Query): Position | undefined {
  if (query.cursor === undefined) return undefined;
  const [print, partition, sort, indexPartition, indexSort, ...rest] = parse(query.cursor);
  if (print !== fingerprint(query) || !partition || !sort || rest.length > 0) {
    throw new InvalidCursorError('the cursor belongs to another query');
  }
  const key = { partition, sort };
  const index = indexSort && { partition: indexPartition ?? '', sort: indexSort };
  const read = query.index ? index : key;
  if (!read || read.partition !== query.partition || !isWithin(read.sort, query.sort)) {
    throw new InvalidCursorError('the cursor is outside of the query');
  }
  return query.index && index ? { key, index } : { key };
}

function parse(cursor: string): readonly (string | undefined)[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(parts) && parts.every((part) => typeof part === 'string')) return parts;
  } catch {
    // Answered below: no JSON and another JSON are refused alike.
  }
  throw new InvalidCursorError('the cursor is damaged');
}

/** The limit may change from page to page; everything else makes it another query. */
function fingerprint({ table, index, partition, sort, descending }: Query): string {
  const range = sort && Object.entries(sort).sort();
  const parts = JSON.stringify([table, index, partition, range, descending === true]);
  return createHash('sha256').update(parts).digest('base64url').slice(0, 16);
}
