/** Allowances: a bucket of tokens for each subject, kept in the Store and refilled evenly. */
import { createHash } from 'node:crypto';
import type { Change, Item, Key, Store } from './ports/store';
import { failure, type Result, success } from './result';

export interface Allowance {
  /** Names the bucket; two allowances of one name share it. */
  readonly name: string;
  /** So many at once, when nothing was used for a while. */
  readonly times: number;
  /** An empty bucket is full again after this long. */
  readonly perSeconds: number;
}

export interface Exhausted {
  readonly retryAfterSeconds: number;
}

/** A full bucket has no row: all that must be known is when it would be full again. */
type BucketBody = { readonly fullAtMillis: number };

const triesAgainstOthers = 8;

/** Spends at once, before anything that costs; all allowances or none. */
export async function spendNow(
  store: Store,
  spending: readonly (readonly [Allowance, string])[],
  now: number,
): Promise<Result<void, Exhausted>> {
  for (let tries = 0; tries < triesAgainstOthers; tries += 1) {
    const rows = await Promise.all(
      spending.map(([allowance, subject]) => store.get<BucketBody>(bucketKey(allowance, subject))),
    );
    const waits = spending.map(([allowance], at) => waitMillis(allowance, rows[at], now));
    const longest = Math.max(...waits);
    if (longest > 0) return failure({ retryAfterSeconds: Math.ceil(longest / 1000) });
    const changes = spending.map(([allowance, subject], at) =>
      take(allowance, subject, rows[at], now),
    );
    if ((await store.commit(changes)).ok) return success(undefined);
  }
  return failure({ retryAfterSeconds: 1 });
}

const tokenMillis = ({ times, perSeconds }: Allowance): number =>
  Math.ceil((perSeconds * 1000) / times);

/** When the bucket would be full again after one more was taken. */
const fullAfter = (allowance: Allowance, row: Item<BucketBody> | undefined, now: number): number =>
  Math.max(row?.body.fullAtMillis ?? 0, now) + tokenMillis(allowance);

function waitMillis(allowance: Allowance, row: Item<BucketBody> | undefined, now: number): number {
  const emptyFor = fullAfter(allowance, row, now) - now - allowance.times * tokenMillis(allowance);
  return Math.max(0, emptyFor);
}

function take(
  allowance: Allowance,
  subject: string,
  row: Item<BucketBody> | undefined,
  now: number,
): Change {
  const fullAtMillis = fullAfter(allowance, row, now);
  const item = {
    key: bucketKey(allowance, subject),
    body: { fullAtMillis },
    expiresAtEpochSeconds: Math.ceil(fullAtMillis / 1000),
  };
  return row ? { kind: 'replace', item, expectedVersion: row.version } : { kind: 'insert', item };
}

/** Hashed to one length. That hides no guessable subject: who counts those gives their index. */
const bucketKey = ({ name }: Allowance, subject: string): Key => ({
  table: 'users',
  partition: `ALLOWANCE#${name}#${createHash('sha256').update(subject).digest('hex')}`,
  sort: 'BUCKET',
});
