/** Gesture passwords: a path over nine dots, peppered by KMS, hashed slowly, locked after five. */
import { type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import type { Randomness } from '../identifiers';
import type { Change, Item, Key, Store } from '../ports/store';
import type { Vault } from '../ports/vault';
import { failure, type Result, success } from '../result';
import { customerPartition } from './partitions';

/** Wrong ones in a row; then only another factor helps, by setting a new gesture. */
export const gestureTries = 5;

/**
 * OWASP's equal of N=2^17, p=1 that needs 32 MiB instead of 128 (Password Storage Cheat Sheet,
 * 2026): a Lambda function of 1.8 GB has room for many, and a whole processor to itself.
 */
export const gestureCost: GestureCost = { N: 2 ** 15, r: 8, p: 3 };

export type GestureCost = { readonly N: number; readonly r: number; readonly p: number };

export type GestureBody = {
  readonly salt: Uint8Array;
  readonly hash: Uint8Array;
  /** Kept with the hash: a gesture set under an older cost still opens. */
  readonly cost: GestureCost;
  /** Wrong ones since the last right one. */
  readonly failures: number;
  readonly setAt: string;
};

export const gestureKey = (customerId: string): Key => ({
  table: 'users',
  partition: customerPartition(customerId),
  sort: 'GESTURE',
});

export interface GestureServices {
  readonly store: Store;
  readonly vault: Pick<Vault, 'blindIndex'>;
}

/** Sets the gesture, with a new salt and all tries. The caller has proven another factor. */
export async function gestureChange(
  { store, vault, random }: GestureServices & { readonly random: Randomness },
  customerId: string,
  gesture: string,
  now: number,
  cost = gestureCost,
): Promise<Change> {
  const before = await store.get<GestureBody>(gestureKey(customerId));
  const salt = random(16);
  const hash = await slowHash(await pepper(vault, customerId, gesture), salt, cost);
  const setAt = new Date(now).toISOString();
  const item = {
    key: gestureKey(customerId),
    body: { salt, hash, cost, failures: 0, setAt },
  };
  return before
    ? { kind: 'replace', item, expectedVersion: before.version }
    : { kind: 'insert', item };
}

export type GestureProblem = 'gesture_wrong' | 'gesture_locked' | 'conflict';

/**
 * Whether the gesture is the customer's. A failure is written before the comparison and taken
 * back after a right one: of guesses sent at once, one is compared and the others are in conflict.
 */
export async function checkGesture(
  { store, vault }: GestureServices,
  customerId: string,
  gesture: string,
): Promise<Result<void, GestureProblem>> {
  const row = await store.get<GestureBody>(gestureKey(customerId));
  if (!row) return failure('gesture_wrong');
  const { failures, salt, hash } = row.body;
  if (failures >= gestureTries) return failure('gesture_locked');
  const counted = await store.commit([withFailures(row, failures + 1)]);
  if (!counted.ok) return failure('conflict');

  const drawn = await slowHash(await pepper(vault, customerId, gesture), salt, row.body.cost);
  if (!timingSafeEqual(drawn, hash))
    return failure(failures + 1 >= gestureTries ? 'gesture_locked' : 'gesture_wrong');
  await store.commit([withFailures({ ...row, version: row.version + 1 }, 0)]);
  return success(undefined);
}

const withFailures = ({ key, body, version }: Item<GestureBody>, failures: number): Change => ({
  kind: 'replace',
  item: { key, body: { ...body, failures } },
  expectedVersion: version,
});

/**
 * There are only 985,824 paths of four to nine dots: whoever has the table tries them all. With a
 * key that never leaves KMS in front of the hash, the table alone is worth nothing.
 */
const pepper = (vault: Pick<Vault, 'blindIndex'>, customerId: string, gesture: string) =>
  vault.blindIndex('gesture', `${customerId}:${gesture}`);

const derive = (
  secret: string,
  salt: Uint8Array,
  bytes: number,
  options: ScryptOptions,
): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(secret, salt, bytes, options, (error, key) => (error ? reject(error) : resolve(key)));
  });

const slowHash = (peppered: string, salt: Uint8Array, { N, r, p }: GestureCost) =>
  derive(peppered, salt, 32, { N, r, p, maxmem: 256 * N * r });
