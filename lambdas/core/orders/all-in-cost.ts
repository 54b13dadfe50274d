/**
 * The all-in annual cost (综合融资成本): the IRR of everything the borrower really receives and
 * pays, to anyone. Two figures, always said which is which: the nominal one (IRR per period ×
 * periods a year) and the effective one (XIRR, actual days / 365).
 *
 * Exports: AllInCost, allInCost, flowsOf, periodsPerYearOf.
 */
import type { IsoDate } from '../calendar';
import type { Frequency } from '../repayment/schedule-terms';
import { failure, type Result, success } from '../result';
import { type Flow, irr, type RateOfReturnError, xirr } from './rate-of-return';

export interface AllInCost {
  readonly nominal: number;
  readonly effective: number;
  /** Dated flows as the lender sees them: the payout negative, payments positive. */
  readonly flows: readonly Flow[];
  /** The same by period: 0 is the day of payout, k the k-th due date. */
  readonly periodic: readonly number[];
  readonly periodsPerYear: number;
}

/** What the borrower pays on a due date, all parts together; n 0 is the day of payout. */
export interface Payment {
  readonly n: number;
  readonly dueOn: IsoDate;
  readonly amountFen: number;
}

export const periodsPerYearOf = ({ unit, every }: Frequency): number => {
  const perYear = { days: 365, weeks: 52, months: 12, years: 1 };
  return perYear[unit] / every;
};

/** @param instalments how many periods the loan runs for, even where nothing is due in some. */
export function allInCost(
  principalFen: number,
  disbursedOn: IsoDate,
  payments: readonly Payment[],
  frequency: Frequency,
  instalments: number,
): Result<AllInCost, RateOfReturnError> {
  const flows: Flow[] = [{ on: disbursedOn, amountFen: -principalFen }];
  const periodic = new Array<number>(instalments + 1).fill(0);
  periodic[0] = -principalFen;
  for (const payment of payments) {
    flows.push({ on: payment.dueOn, amountFen: payment.amountFen });
    periodic[payment.n] = (periodic[payment.n] ?? 0) + payment.amountFen;
  }
  const perPeriod = irr(periodic);
  const effective = xirr(flows);
  if (!perPeriod.ok) {
    return failure(perPeriod.error);
  }
  if (!effective.ok) {
    return failure(effective.error);
  }
  const periodsPerYear = periodsPerYearOf(frequency);
  return success({
    nominal: perPeriod.value * periodsPerYear,
    effective: effective.value,
    flows,
    periodic,
    periodsPerYear,
  });
}
