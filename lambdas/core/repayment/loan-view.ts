/**
 * A loan as people and screens see it on a day: status, what is due, what is late, row by row.
 *
 * Exports: LoanView, LoanViewRow, LoanStatus, loanView, accruedInterest, payoffQuote.
 */
import { daysBetween, type IsoDate } from '../calendar';
import { type Fen, fen } from '../money';
import { earnedInterest, penaltyOf, rowOutstanding } from './accrual';
import { type FiveGrade, fiveGradeOf } from './classification';
import { advance, draftOf, refreshStatus } from './loan-draft';
import { stateOn } from './loan-history';
import type { LoanRow, LoanState, Parts } from './loan-state';
import type { LoanTerms } from './loan-terms';
import { type PayoffQuote, quotePayoff } from './payoff';

export type LoanStatus = 'repaying' | 'overdue' | 'settled' | 'writtenOff';

export interface LoanViewRow {
  readonly n: number;
  readonly kind: LoanRow['kind'];
  readonly dueOn: IsoDate;
  readonly due: Parts;
  readonly paid: Parts;
  readonly waived: Parts;
  readonly totalFen: Fen;
  readonly paidFen: Fen;
  readonly outstandingFen: Fen;
  readonly balanceFen: Fen;
  readonly daysPastDue: number;
  readonly status: 'upcoming' | 'due' | 'overdue' | 'paid';
  readonly paidOn?: IsoDate;
  readonly paidEarlyFen: Fen;
  readonly paidLateFen: Fen;
}

export interface LoanView {
  readonly loanId: string;
  readonly on: IsoDate;
  readonly status: LoanStatus;
  readonly rows: readonly LoanViewRow[];
  /** Days since the oldest unpaid due date; 0 while its grace days last. */
  readonly daysPastDue: number;
  readonly grade: FiveGrade;
  /** The next instalment to come, with everything it will owe. */
  readonly nextDue?: { readonly n: number; readonly dueOn: IsoDate; readonly totalFen: Fen };
  /** All that is due and unpaid today, penalty included. */
  readonly dueNowFen: Fen;
  readonly outstandingPrincipalFen: Fen;
  readonly accruedInterestFen: Fen;
  readonly creditFen: Fen;
  readonly settledOn?: IsoDate;
}

/** The loan on a day; on an earlier one, as it is known now to have been. */
export function loanView(state: LoanState, on: IsoDate): LoanView {
  const draft = draftOf(stateOn(state, on));
  advance(draft, on);
  refreshStatus(draft);
  const rows = draft.rows.map((row) => viewRow(draft.terms, row, on));
  const daysPastDue = Math.max(0, ...rows.map((row) => row.daysPastDue));
  const next = rows.find((row) => row.dueOn >= on && row.outstandingFen > 0);
  const sum = (amount: (row: LoanViewRow) => number) =>
    fen(rows.reduce((total, row) => total + amount(row), 0));
  return {
    loanId: draft.loanId,
    on,
    status: statusOf(draft.status, daysPastDue),
    rows,
    daysPastDue: draft.status === 'settled' ? 0 : daysPastDue,
    grade: fiveGradeOf({ daysPastDue, writtenOff: draft.status === 'writtenOff' }),
    ...(next === undefined
      ? {}
      : { nextDue: { n: next.n, dueOn: next.dueOn, totalFen: next.outstandingFen } }),
    dueNowFen: sum((row) => (row.dueOn <= on ? row.outstandingFen : 0)),
    outstandingPrincipalFen: sum(
      (row) => row.due.principal - row.paid.principal - row.waived.principal,
    ),
    accruedInterestFen: earnedInterest(draft),
    creditFen: draft.creditFen,
    ...(draft.settledOn === undefined ? {} : { settledOn: draft.settledOn }),
  };
}

/** All interest earned by a day, due or not. */
export function accruedInterest(state: LoanState, on: IsoDate): Fen {
  const draft = draftOf(stateOn(state, on));
  advance(draft, on);
  return earnedInterest(draft);
}

/** What would settle the loan on a day; the function that posts a payoff computes it. */
export const payoffQuote = (state: LoanState, on: IsoDate): PayoffQuote =>
  quotePayoff(stateOn(state, on), on);

function statusOf(status: LoanState['status'], daysPastDue: number): LoanStatus {
  if (status !== 'active') {
    return status;
  }
  return daysPastDue > 0 ? 'overdue' : 'repaying';
}

function viewRow(terms: LoanTerms, row: LoanRow, on: IsoDate): LoanViewRow {
  const penalty = penaltyOf(terms, row, on);
  const due = { ...row.due, penalty };
  const outstanding = rowOutstanding(terms, row, on);
  const late = outstanding > 0 ? Math.max(0, daysBetween(row.dueOn, on)) : 0;
  const daysPastDue = late > terms.penalty.graceDays ? late : 0;
  const total = due.principal + due.interest + due.fees + due.penalty;
  return {
    n: row.n,
    kind: row.kind,
    dueOn: row.dueOn,
    due,
    paid: row.paid,
    waived: row.waived,
    totalFen: fen(total),
    paidFen: fen(row.paid.principal + row.paid.interest + row.paid.fees + row.paid.penalty),
    outstandingFen: fen(outstanding),
    balanceFen: row.balanceFen,
    daysPastDue,
    status: rowStatus(outstanding, daysPastDue, row.dueOn, on),
    ...(row.paidOn === null || outstanding > 0 ? {} : { paidOn: row.paidOn }),
    paidEarlyFen: row.paidEarlyFen,
    paidLateFen: row.paidLateFen,
  };
}

function rowStatus(
  outstanding: number,
  daysPastDue: number,
  dueOn: IsoDate,
  on: IsoDate,
): LoanViewRow['status'] {
  if (outstanding === 0) {
    return 'paid';
  }
  if (daysPastDue > 0) {
    return 'overdue';
  }
  return dueOn <= on ? 'due' : 'upcoming';
}
