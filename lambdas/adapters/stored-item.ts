/** What every Store keeps of an item: an independent copy of what DynamoDB can hold exactly. */
import { type Body, indexNames, type NewItem, type Value } from '../core/ports/store';

/** DynamoDB's numbers have magnitudes from 1e-130 up to 9.99…e+125, and zero without a sign. */
const smallestMagnitude = 1e-130;
const magnitudeLimit = 1e126;

/** DynamoDB nests 32 levels; the row takes the first and the body the second. */
const deepest = 30;

/**
 * Copies an item's own members.
 * @throws TypeError or RangeError for what DynamoDB cannot give back as it was.
 */
export function storedItem({ key, body, indexes, expiresAtEpochSeconds }: NewItem): NewItem {
  const places = indexNames.flatMap((index) => {
    const place = indexes?.[index];
    return place ? [[index, { partition: place.partition, sort: place.sort }]] : [];
  });
  return {
    key: { table: key.table, partition: key.partition, sort: key.sort },
    body: storedBody(body),
    ...(places.length > 0 ? { indexes: Object.fromEntries(places) } : {}),
    ...(expiresAtEpochSeconds === undefined ? {} : { expiresAtEpochSeconds }),
  };
}

/**
 * Copies a body without its undefined members.
 * @throws TypeError or RangeError for what DynamoDB cannot give back as it was.
 */
export const storedBody = (body: Body): Record<string, Value> => copyMembers(body, deepest);

function copyMembers(members: Body, levels: number): Record<string, Value> {
  const copies: [string, Value][] = [];
  for (const [name, value] of Object.entries(members)) {
    // Such a member would set an object's prototype on its way through other people's JSON.
    if (name === '__proto__') throw new TypeError('a body cannot have a member named __proto__');
    if (value !== undefined) copies.push([name.toWellFormed(), copyValue(value, levels - 1)]);
  }
  return Object.fromEntries(copies);
}

function copyValue(value: Value, levels: number): Value {
  if (levels < 0) throw new RangeError(`a body cannot be nested deeper than ${deepest} levels`);
  if (value === null || typeof value === 'boolean') return value;
  // Half a surrogate pair has no UTF-8: it becomes U+FFFD, as it would on the wire.
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value === 'number') return copyNumber(value);
  if (value instanceof Uint8Array) return new Uint8Array(value);
  if (Array.isArray(value)) return value.map((one: Value) => copyValue(one, levels - 1));
  const kind = Object.prototype.toString.call(value);
  if (kind === '[object Object]') return copyMembers(value as Body, levels);
  throw new TypeError(`a body cannot hold ${kind}`);
}

function copyNumber(value: number): number {
  const magnitude = Math.abs(value);
  if (magnitude === 0) return 0;
  if (magnitude >= smallestMagnitude && magnitude < magnitudeLimit) return value;
  throw new RangeError('a body cannot hold a number of this magnitude');
}
