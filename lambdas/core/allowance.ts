/** Allowances: so many times in so many seconds for one subject, counted in the Store itself. */
import { createHash } from 'node:crypto';
import type { Change, Store } from './ports/store';
import { failure, type Result, success } from './result';

export interface Allowance {
  /** Names the counter; two allowances of one name share it. */
  readonly name: string;
  readonly times: number;
  readonly perSeconds: number;
}

export interface Exhausted {
  readonly retryAfterSeconds: number;
}

/** The change that uses the allowance once; it conflicts when nothing is left of it. */
export const spend = (allowance: Allowance, subject: string, now: number): Change => ({
  kind: 'add',
  key: {
    table: 'users',
    // Hashed, so that an address or a device is not kept in the open.
    partition: `ALLOWANCE#${allowance.name}#${createHash('sha256').update(subject).digest('hex')}`,
    sort: String(windowOf(allowance, now)),
  },
  by: 1,
  max: allowance.times,
  expiresAtEpochSeconds: (windowOf(allowance, now) + 1) * allowance.perSeconds,
});

/** Spends at once, before anything that costs; all allowances or none. */
export async function spendNow(
  store: Store,
  spending: readonly (readonly [Allowance, string])[],
  now: number,
): Promise<Result<void, Exhausted>> {
  const changes = spending.map(([allowance, subject]) => spend(allowance, subject, now));
  const spent = await store.commit(changes);
  if (spent.ok) return success(undefined);
  const waits = spent.error.failed.map((at) => secondsLeft(spending[at]![0], now));
  return failure({ retryAfterSeconds: Math.max(1, ...waits) });
}

/** Until a new window begins. */
export const secondsLeft = (allowance: Allowance, now: number): number =>
  Math.ceil((windowOf(allowance, now) + 1) * allowance.perSeconds - now / 1000);

const windowOf = ({ perSeconds }: Allowance, now: number): number =>
  Math.floor(now / 1000 / perSeconds);
