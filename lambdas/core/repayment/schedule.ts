/**
 * The repayment schedule: what is due when, split into principal and interest. Pure and exact.
 *
 * Exports: schedule, Schedule, ScheduleRow, ScheduleTotals, scheduleFrom.
 */
import { type IsoDate, isoDateOf } from '../calendar';
import type { YearFraction } from '../day-count';
import { type Fen, fen } from '../money';
import { failure, type Result, success } from '../result';
import type { Amounts } from './amounts';
import { decliningAmounts } from './declining-interest';
import { flatAmounts } from './flat-interest';
import { isOrdinary, ordinarySchedule } from './ordinary-schedule';
import { type Periods, periodsOf } from './periods';
import { checkScheduleTerms, type ScheduleError, type ScheduleTerms } from './schedule-terms';

export interface ScheduleRow {
  /** The number of the instalment, from 1. */
  readonly n: number;
  readonly dueOn: IsoDate;
  readonly principalFen: Fen;
  readonly interestFen: Fen;
  readonly totalFen: Fen;
  /** Principal still owed after this row is paid. */
  readonly balanceFen: Fen;
}

export interface ScheduleTotals {
  readonly principalFen: Fen;
  readonly interestFen: Fen;
  readonly totalFen: Fen;
}

export interface Schedule {
  readonly rows: readonly ScheduleRow[];
  readonly totals: ScheduleTotals;
}

/**
 * The schedule of these terms. Principal rows sum to the principal, the balance ends at 0 and no
 * amount is negative. Refuses terms that make no sense and an instalment that never repays.
 */
export function schedule(terms: ScheduleTerms): Result<Schedule, ScheduleError> {
  if (isOrdinary(terms)) {
    return success(ordinarySchedule(terms));
  }
  const checked = checkScheduleTerms(terms);
  return checked.ok ? scheduleOver(terms, periodsOf(terms), 0) : checked;
}

/**
 * The same over given periods, for a loan restructured inside a period: `carriedFen` is interest
 * run up before the first period began, due with its instalment.
 */
export function scheduleFrom(
  terms: ScheduleTerms,
  firstFraction: YearFraction | undefined,
  carriedFen: Fen,
): Result<Schedule, ScheduleError> {
  const checked = checkScheduleTerms(terms);
  return checked.ok ? scheduleOver(terms, periodsOf(terms, firstFraction), carriedFen) : checked;
}

function scheduleOver(
  terms: ScheduleTerms,
  periods: Periods,
  carriedFen: number,
): Result<Schedule, ScheduleError> {
  const downPaymentFen = terms.downPaymentFen ?? 0;
  const financedFen = terms.principalFen - downPaymentFen;
  const amounts =
    terms.interestMethod === 'flat'
      ? flatAmounts(terms, financedFen, periods, carriedFen)
      : decliningAmounts(terms, financedFen, periods, carriedFen);
  if (amounts === undefined) {
    return failure({
      code: 'instalmentTooSmall',
      message: 'the instalment does not cover the interest: the loan would never be repaid',
    });
  }
  return success(assemble(terms, periods, amounts, downPaymentFen));
}

function assemble(
  terms: ScheduleTerms,
  periods: Periods,
  { principals, interests, count }: Amounts,
  downPaymentFen: number,
): Schedule {
  const rows: ScheduleRow[] = [];
  let balance: number = terms.principalFen;
  let interestTotal = 0;
  if (downPaymentFen > 0) {
    balance -= downPaymentFen;
    rows.push(scheduleRow(1, terms.disbursedOn, downPaymentFen, 0, balance));
  }
  // A bullet loan has one row, due when the last of its periods ends.
  const shift = terms.method === 'bullet' ? terms.instalments - 1 : 0;
  for (let index = 0; index < count; index += 1) {
    const principal = principals[index] as number;
    const interest = interests[index] as number;
    balance -= principal;
    interestTotal += interest;
    const dueOn = isoDateOf(periods.dueDays[index + shift] as number);
    rows.push(scheduleRow(rows.length + 1, dueOn, principal, interest, balance));
  }
  return {
    rows,
    totals: {
      principalFen: terms.principalFen,
      interestFen: fen(interestTotal),
      totalFen: fen(terms.principalFen + interestTotal),
    },
  };
}

const scheduleRow = (
  n: number,
  dueOn: IsoDate,
  principal: number,
  interest: number,
  balance: number,
): ScheduleRow => ({
  n,
  dueOn,
  principalFen: fen(principal),
  interestFen: fen(interest),
  totalFen: fen(principal + interest),
  balanceFen: fen(balance),
});
