/**
 * Failed face checks: five within a day lock for 45 minutes. An attempt is counted when it begins,
 * before anybody is asked, and taken back if it was no failure: however many begin at one moment,
 * five are judged.
 */
import type { Change, Item, Store } from '../ports/store';
import { livenessFailuresKey } from './checks';

export const failuresUntilLock = 5;
export const lockSeconds = 45 * 60;

/** Failures of another day do not add up to a lock. */
const failuresForgottenSeconds = 86_400;

export type FailuresBody = {
  /** Of the last day: failed, or being judged. */
  readonly attempts: readonly { readonly livenessId: string; readonly atMillis: number }[];
  /** Those from before then had their lock. */
  readonly countedFromMillis: number;
  readonly lockedUntilMillis?: number;
};
export type Failures = Item<FailuresBody> | undefined;

export const readFailures = (store: Store, customerId: string): Promise<Failures> =>
  store.get<FailuresBody>(livenessFailuresKey(customerId));

/** How long a face check is still locked; 0 when it is not. */
export const lockedForSeconds = (failures: Failures, now: number): number =>
  Math.max(0, Math.ceil(((failures?.body.lockedUntilMillis ?? 0) - now) / 1000));

/** Of the last day, for whoever judges the person otherwise. */
export const recentFailures = (failures: Failures, now: number): number =>
  ofLastDay(failures, now).length;

const ofLastDay = (failures: Failures, now: number) =>
  (failures?.body.attempts ?? []).filter(
    ({ atMillis }) => atMillis > now - failuresForgottenSeconds * 1000,
  );

/**
 * One attempt more; the fifth locks. The same session counts once, also when it is judged again
 * after a function broke off. Only while nothing is locked.
 */
export function countAttempt(
  customerId: string,
  failures: Failures,
  livenessId: string,
  now: number,
): Change {
  const { countedFromMillis: from = 0, lockedUntilMillis: lockEnded } = failures?.body ?? {};
  const countedFromMillis = lockEnded ?? from;
  const others = ofLastDay(failures, now).filter((each) => each.livenessId !== livenessId);
  const attempts = [...others, { livenessId, atMillis: now }];
  const counted = attempts.filter(({ atMillis }) => atMillis >= countedFromMillis);
  const isLocked = counted.length >= failuresUntilLock;
  const lock = isLocked && { lockedUntilMillis: now + lockSeconds * 1000 };
  return written(customerId, failures, { attempts, countedFromMillis, ...lock }, now);
}

/** It was no failure: one fewer, and if it was the fifth nothing is locked any more. */
export function takeBack(
  customerId: string,
  failures: Failures,
  livenessId: string,
  now: number,
): Change | undefined {
  if (!failures?.body.attempts.some((each) => each.livenessId === livenessId)) return undefined;
  const { lockedUntilMillis, countedFromMillis } = failures.body;
  const attempts = ofLastDay(failures, now).filter((each) => each.livenessId !== livenessId);
  const counted = attempts.filter(({ atMillis }) => atMillis >= countedFromMillis);
  const staysLocked = lockedUntilMillis && counted.length >= failuresUntilLock;
  const lock = staysLocked && { lockedUntilMillis };
  return written(customerId, failures, { attempts, countedFromMillis, ...lock }, now);
}

function written(customerId: string, before: Failures, body: FailuresBody, now: number): Change {
  const expiresAtEpochSeconds = Math.ceil(now / 1000) + failuresForgottenSeconds;
  const item = { key: livenessFailuresKey(customerId), body, expiresAtEpochSeconds };
  return before
    ? { kind: 'replace', item, expectedVersion: before.version }
    : { kind: 'insert', item };
}
