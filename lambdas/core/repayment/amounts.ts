/**
 * The numbers of a schedule while it is being computed, and what every method shares.
 *
 * Exports: Amounts, periodInterest, deferInterest, trimmed.
 */
import { multiplyDivide } from '../money';
import type { Periods } from './periods';
import type { ScheduleTerms } from './schedule-terms';

export interface Amounts {
  readonly principals: number[];
  readonly interests: number[];
  /** Rows in use: a fixed instalment may repay the loan before its term ends. */
  readonly count: number;
}

const million = 1_000_000;

/** Interest of one period on a balance, rounded once. */
export function periodInterest(
  terms: ScheduleTerms,
  balanceFen: number,
  periods: Periods,
  index: number,
): number {
  const { mode, amountMultipleFen = 1 } = terms.rounding;
  const interest = multiplyDivide(
    balanceFen,
    terms.annualRatePpm * (periods.numerators[index] as number),
    (periods.denominators[index] as number) * million * amountMultipleFen,
    mode,
  );
  return interest * amountMultipleFen;
}

/** Interest grace: the interest of the first instalments falls due with the one after them. */
export function deferInterest(terms: ScheduleTerms, interests: number[]): void {
  const grace = terms.interestGraceInstalments ?? 0;
  let deferred = 0;
  for (let index = 0; index < grace; index += 1) {
    deferred += interests[index] as number;
    interests[index] = 0;
  }
  if (grace > 0) {
    interests[grace] = (interests[grace] as number) + deferred;
  }
}

/** Drops instalments after the loan is repaid. */
export function trimmed(principals: number[], interests: number[]): Amounts {
  let count = principals.length;
  while (count > 1 && principals[count - 1] === 0 && interests[count - 1] === 0) {
    count -= 1;
  }
  return { principals, interests, count };
}
