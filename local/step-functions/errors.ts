/** How a state fails, which error names match it, and when the next attempt may be made. */
import type { JsonObject } from './json';
import type { Retrier } from './language';

/** The end of an attempt at a state; Retry and Catch decide what becomes of it. */
export class StateError extends Error {
  constructor(
    /** The name reported, e.g. 'Lambda.TooManyRequestsException'. */
    readonly error: string,
    override readonly cause: string,
    /** Further names it is matched by: a missed heartbeat is reported as a timeout. */
    readonly aliases: readonly string[] = [],
  ) {
    super(`${error}: ${cause}`);
    this.name = 'StateError';
  }

  /** What Catch sees as $states.errorOutput. */
  get output(): JsonObject {
    return { Error: this.error, Cause: this.cause };
  }
}

/** No wildcard catches these: too large a payload only its name does, a broken machine nothing. */
const NOT_IN_ALL: readonly string[] = ['States.Runtime', 'States.DataLimitExceeded'];

/** Whether one of the names in ErrorEquals stands for the failure. */
export function matches(errorEquals: readonly string[], failure: StateError): boolean {
  if (failure.error === 'States.Runtime') return false;
  return errorEquals.some((name) => {
    if (name === failure.error || failure.aliases.includes(name)) return true;
    if (NOT_IN_ALL.includes(failure.error)) return false;
    if (name === 'States.ALL') return true;
    return name === 'States.TaskFailed' && failure.error !== 'States.Timeout';
  });
}

export interface NextAttempt {
  /** Which of the retriers counts the attempt. */
  readonly retrier: number;
  readonly delayMillis: number;
}

/**
 * When to try again: the first retrier that matches decides, and says nothing once its attempts are
 * used up. The delay is interval × rate^attempts, capped, and with FULL jitter anything up to it.
 * @param attempts how often each retrier has been used
 */
export function nextAttempt(
  retriers: readonly Retrier[],
  attempts: readonly number[],
  failure: StateError,
  random: () => number,
): NextAttempt | undefined {
  const index = retriers.findIndex((retrier) => matches(retrier.ErrorEquals, failure));
  const retrier = retriers[index];
  if (!retrier) return undefined;
  const used = attempts[index] ?? 0;
  if (used >= (retrier.MaxAttempts ?? 3)) return undefined;
  const backedOff = (retrier.IntervalSeconds ?? 1) * (retrier.BackoffRate ?? 2) ** used;
  const seconds = Math.min(backedOff, retrier.MaxDelaySeconds ?? Number.POSITIVE_INFINITY);
  const jitter = retrier.JitterStrategy === 'FULL' ? random() : 1;
  return { retrier: index, delayMillis: Math.round(seconds * jitter * 1000) };
}
