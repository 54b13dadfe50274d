/** Failed face checks: five within a day lock for 45 minutes. */
import type { Change, Item, Store } from '../ports/store';
import { livenessFailuresKey } from './checks';

export const failuresUntilLock = 5;
export const lockSeconds = 45 * 60;

/** Failures of another day do not add up to a lock. */
const failuresForgottenSeconds = 86_400;

export type FailuresBody = {
  readonly count: number;
  readonly lastAtMillis: number;
  readonly lockedUntilMillis?: number;
};
export type Failures = Item<FailuresBody> | undefined;

export const readFailures = (store: Store, customerId: string): Promise<Failures> =>
  store.get<FailuresBody>(livenessFailuresKey(customerId));

/** How long a face check is still locked; 0 when it is not. */
export const lockedForSeconds = (failures: Failures, now: number): number =>
  Math.max(0, Math.ceil(((failures?.body.lockedUntilMillis ?? 0) - now) / 1000));

/** Of the last day, for whoever judges the person otherwise. */
export function recentFailures(failures: Failures, now: number): number {
  if (!failures || failures.body.lastAtMillis <= now - failuresForgottenSeconds * 1000) return 0;
  const { count, lockedUntilMillis } = failures.body;
  return lockedUntilMillis === undefined ? count : count + failuresUntilLock;
}

/** One failure more; the fifth locks and starts the count anew. */
export function countFailure(customerId: string, failures: Failures, now: number): Change {
  const isRecent = failures && failures.body.lastAtMillis > now - failuresForgottenSeconds * 1000;
  const { count: before = 0, ...rest } = isRecent ? failures.body : {};
  const count = before + 1;
  // A lock outlives what is counted after it: checks that were under way when it fell end later.
  const body: FailuresBody =
    count >= failuresUntilLock
      ? { count: 0, lastAtMillis: now, lockedUntilMillis: now + lockSeconds * 1000 }
      : { ...rest, count, lastAtMillis: now };
  const item = { key: livenessFailuresKey(customerId), body };
  return failures
    ? { kind: 'replace', item, expectedVersion: failures.version }
    : { kind: 'insert', item };
}
