/** A Store item as DynamoDB attributes, and back. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import {
  type Body,
  type IndexName,
  type IndexPlace,
  type Item,
  indexNames,
  type Key,
  type NewItem,
  type TableName,
  type Value,
} from '../core/ports/store';
import { storedItem } from './stored-item';

export type Row = Record<string, AttributeValue>;

export const keyAttributes = ({ partition, sort }: IndexPlace): Row => ({
  pk: { S: partition },
  sk: { S: sort },
});

export const indexAttributes = (index: IndexName, { partition, sort }: IndexPlace): Row => ({
  [`${index}pk`]: { S: partition },
  [`${index}sk`]: { S: sort },
});

export const numberAttribute = (value: number | bigint): AttributeValue => ({ N: String(value) });

export function rowOf(newItem: NewItem, version: number): Row {
  const item = storedItem(newItem);
  const row: Row = {
    ...keyAttributes(item.key),
    version: numberAttribute(version),
    body: toAttribute(item.body as Value),
  };
  for (const index of indexNames) {
    const place = item.indexes?.[index];
    if (place) Object.assign(row, indexAttributes(index, place));
  }
  const { expiresAtEpochSeconds } = item;
  if (expiresAtEpochSeconds !== undefined) row.expiresAt = numberAttribute(expiresAtEpochSeconds);
  return row;
}

/** A counter's row has its number beside the body, where DynamoDB can add to it. */
export function itemOf<B = Body>(table: TableName, row: Row): Item<B> {
  const key: Key = { table, partition: row.pk?.S ?? '', sort: row.sk?.S ?? '' };
  const body = row.counter
    ? { value: Number(row.counter.N) }
    : fromAttribute(row.body ?? { M: {} });
  const indexes = Object.fromEntries(
    indexNames.flatMap((index) => {
      const place = indexPlaceOf(row, index);
      return place ? [[index, place]] : [];
    }),
  );
  return {
    key,
    body: body as B,
    version: Number(row.version?.N),
    ...(Object.keys(indexes).length > 0 ? { indexes } : {}),
    ...(row.expiresAt ? { expiresAtEpochSeconds: Number(row.expiresAt.N) } : {}),
  };
}

function indexPlaceOf(row: Row, index: IndexName): IndexPlace | undefined {
  const [partition, sort] = [row[`${index}pk`]?.S, row[`${index}sk`]?.S];
  return partition === undefined || sort === undefined ? undefined : { partition, sort };
}

/**
 * As @aws-sdk/util-dynamodb, but exact: that one reads large numbers as BigInt and cannot write
 * an object with a member named `constructor`.
 */
export function toAttribute(value: Value): AttributeValue {
  if (value === null) return { NULL: true };
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return numberAttribute(value);
  if (typeof value === 'boolean') return { BOOL: value };
  if (value instanceof Uint8Array) return { B: value };
  if (Array.isArray(value)) return { L: value.map(toAttribute) };
  const members = Object.entries(value as Record<string, Value>);
  return { M: Object.fromEntries(members.map(([name, one]) => [name, toAttribute(one)])) };
}

/** @throws TypeError for a set, which no Store writes. */
export function fromAttribute(attribute: AttributeValue): Value {
  if (attribute.S !== undefined) return attribute.S;
  if (attribute.N !== undefined) return Number(attribute.N);
  if (attribute.BOOL !== undefined) return attribute.BOOL;
  if (attribute.NULL !== undefined) return null;
  if (attribute.B !== undefined) return new Uint8Array(attribute.B);
  if (attribute.L !== undefined) return attribute.L.map(fromAttribute);
  if (attribute.M === undefined) throw new TypeError('a stored row holds a set');
  const members = Object.entries(attribute.M);
  return Object.fromEntries(members.map(([name, one]) => [name, fromAttribute(one)]));
}
