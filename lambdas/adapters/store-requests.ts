/** What every Store refuses as a mistake of its caller, before it does anything. */
import {
  type Change,
  type IndexPlace,
  type Key,
  maximumChanges,
  maximumKeys,
  type NewItem,
  type Query,
} from '../core/ports/store';

const longestPartitionBytes = 2048;
const longestSortBytes = 1024;
const maximumLimit = 1000;

export const defaultLimit = 100;

export const keyOfChange = (change: Change): Key =>
  change.kind === 'insert' || change.kind === 'replace' ? change.item.key : change.key;

/** @throws RangeError */
export function checkChanges(changes: readonly Change[]): void {
  if (changes.length < 1 || changes.length > maximumChanges) {
    throw new RangeError(`a commit has 1 to ${maximumChanges} changes, not ${changes.length}`);
  }
  for (const change of changes) {
    checkKey(keyOfChange(change));
    if (change.kind === 'add') checkAddition(change);
    if (change.kind === 'insert' || change.kind === 'replace') checkItem(change.item);
  }
  if (rowsOf(changes.map(keyOfChange)) < changes.length)
    throw new RangeError('a commit changes each row once');
}

/** @throws RangeError */
export function checkKeys(keys: readonly Key[]): void {
  if (keys.length < 1 || keys.length > maximumKeys) {
    throw new RangeError(`1 to ${maximumKeys} rows are read together, not ${keys.length}`);
  }
  keys.forEach(checkKey);
  if (rowsOf(keys) < keys.length) throw new RangeError('rows that are read together differ');
}

export const textOfKey = ({ table, partition, sort }: Key): string =>
  JSON.stringify([table, partition, sort]);

const rowsOf = (keys: readonly Key[]): number => new Set(keys.map(textOfKey)).size;

/** @throws RangeError */
export const checkKey = (key: Key): void => checkPlace(key);

/** @throws RangeError */
export function checkQuery({ partition, limit = defaultLimit }: Query): void {
  checkPart(partition, longestPartitionBytes);
  if (!Number.isInteger(limit) || limit < 1 || limit > maximumLimit) {
    throw new RangeError(`a query reads 1 to ${maximumLimit} rows`);
  }
}

function checkItem({ indexes = {}, expiresAtEpochSeconds }: NewItem): void {
  for (const place of Object.values(indexes)) checkPlace(place);
  checkExpiry(expiresAtEpochSeconds);
}

function checkPlace({ partition, sort }: IndexPlace): void {
  checkPart(partition, longestPartitionBytes);
  checkPart(sort, longestSortBytes);
}

function checkPart(part: string, longestBytes: number): void {
  if (part === '' || Buffer.byteLength(part) > longestBytes) {
    throw new RangeError(`a key part has 1 to ${longestBytes} bytes`);
  }
}

function checkAddition(change: Extract<Change, { kind: 'add' }>): void {
  const { min, max } = boundsOf(change);
  if (![change.by, min, max].every(Number.isSafeInteger) || min > max) {
    throw new RangeError('a counter adds safe integers, within bounds that are such');
  }
  checkExpiry(change.expiresAtEpochSeconds);
}

function checkExpiry(expiresAtEpochSeconds = 0): void {
  if (!Number.isSafeInteger(expiresAtEpochSeconds) || expiresAtEpochSeconds < 0) {
    throw new RangeError('an expiry is a whole number of seconds since the epoch');
  }
}

/** The bounds of a counter: those asked for, within what a number holds exactly. */
export const boundsOf = ({ min, max }: Extract<Change, { kind: 'add' }>) => ({
  min: min ?? Number.MIN_SAFE_INTEGER,
  max: max ?? Number.MAX_SAFE_INTEGER,
});
