/**
 * What has run up by a day: interest earned, and penalty interest on what is late. Exact at any
 * day asked for, without a nightly write.
 *
 * Exports: isDaily, shareBetween, earnedThrough, earnedInterest, penaltyOf, advanceLateness,
 * outstandingOf, rowOutstanding.
 */
import { dayNumberOf, daysBetween, earlierOf, type IsoDate } from '../calendar';
import { daysFraction, type YearFraction } from '../day-count';
import { type Fen, fen, multiplyDivide } from '../money';
import type { LoanRow, LoanState, RowDraft } from './loan-state';
import type { Component, LoanTerms } from './loan-terms';

const million = 1_000_000;

export const isDaily = (terms: LoanTerms): boolean => terms.interestRecalculation === 'daily';

/** The share of a year between two days of a row's period. */
export function shareBetween(
  terms: LoanTerms,
  row: LoanRow,
  from: IsoDate,
  to: IsoDate,
): YearFraction {
  const { numerator, denominator } = row.share;
  if (numerator === 0 || (from <= row.fromOn && to >= row.endOn)) {
    return row.share;
  }
  // A month counted as 1/12 (or 30 days) is shared out over the days it really has.
  return terms.dayCount === 'period' || terms.dayCount === '30/360'
    ? {
        numerator: numerator * daysBetween(from, to),
        denominator: denominator * daysBetween(row.fromOn, row.endOn),
      }
    : daysFraction(terms.dayCount, dayNumberOf(from), dayNumberOf(to));
}

/** Interest of this row's period earned by a day, never more than the period's whole. */
export function earnedThrough(terms: LoanTerms, row: LoanRow, on: IsoDate): Fen {
  if (on >= row.endOn) {
    return row.earnedFen;
  }
  if (on <= row.fromOn) {
    return row.carriedFen;
  }
  if (isDaily(terms)) {
    return row.runFen;
  }
  const { mode } = terms.rounding;
  const ownFen = row.earnedFen - row.carriedFen;
  if (terms.interestMethod === 'flat') {
    const days = daysBetween(row.fromOn, on);
    const length = daysBetween(row.fromOn, row.endOn);
    return fen(row.carriedFen + multiplyDivide(ownFen, days, length, mode));
  }
  const { numerator, denominator } = shareBetween(terms, row, row.fromOn, on);
  const openingFen = row.balanceFen + row.due.principal;
  const earned = multiplyDivide(
    openingFen,
    terms.annualRatePpm * numerator,
    denominator * million,
    mode,
  );
  return fen(row.carriedFen + Math.min(ownFen, earned));
}

/** All interest the loan has earned by the state's own day, whether due yet or not. */
export function earnedInterest(state: LoanState): Fen {
  const until = earlierOf(state.writtenOffOn ?? state.asOf, state.asOf);
  let total = 0;
  for (const row of state.rows) {
    if (row.fromOn < until || row.endOn <= until) {
      total += earnedThrough(state.terms, row, until);
    }
  }
  return fen(total);
}

/** What bears penalty interest on this row. */
function penaltyBase(terms: LoanTerms, row: LoanRow): number {
  const principal = row.due.principal - row.paid.principal - row.waived.principal;
  return terms.penalty.base === 'principal'
    ? principal
    : principal + row.due.interest - row.paid.interest - row.waived.interest;
}

/** Penalty interest run up on a row by a day, plus penalties charged to it. */
export function penaltyOf(terms: LoanTerms, row: LoanRow, on: IsoDate): Fen {
  const { annualRatePpm, graceDays, daysPerYear } = terms.penalty;
  let fenDays = row.lateFenDays;
  let late = row.late;
  if (on > row.lateThroughOn && on > row.dueOn) {
    const base = penaltyBase(terms, row);
    if (base > 0) {
      fenDays += base * daysBetween(row.lateThroughOn, on);
      late ||= daysBetween(row.dueOn, on) > graceDays;
    }
  }
  if (!late || fenDays === 0) {
    return row.due.penalty;
  }
  const runUp = multiplyDivide(fenDays, annualRatePpm, daysPerYear * million, terms.rounding.mode);
  return fen(row.due.penalty + runUp);
}

/** Books lateness up to a day, before a payment changes what is late. */
export function advanceLateness(terms: LoanTerms, row: RowDraft, on: IsoDate): void {
  if (on <= row.lateThroughOn || on <= row.dueOn) {
    return;
  }
  const base = penaltyBase(terms, row);
  if (base > 0) {
    row.lateFenDays += base * daysBetween(row.lateThroughOn, on);
    row.late ||= daysBetween(row.dueOn, on) > terms.penalty.graceDays;
  }
  row.lateThroughOn = on;
}

/** What one component of a row still owes on a day. */
export function outstandingOf(
  terms: LoanTerms,
  row: LoanRow,
  component: Component,
  on: IsoDate,
): number {
  const due = component === 'penalty' ? penaltyOf(terms, row, on) : row.due[component];
  return due - row.paid[component] - row.waived[component];
}

/** What a row still owes in all on a day. */
export const rowOutstanding = (terms: LoanTerms, row: LoanRow, on: IsoDate): number =>
  outstandingOf(terms, row, 'principal', on) +
  outstandingOf(terms, row, 'interest', on) +
  outstandingOf(terms, row, 'fees', on) +
  outstandingOf(terms, row, 'penalty', on);
