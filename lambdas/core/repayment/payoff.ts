/**
 * Paying a loan off early. One function prepares the payoff; the quote reads it and the posting
 * keeps it, so the two cannot differ.
 *
 * Exports: PayoffQuote, quotePayoff, payOffDraft.
 */
import { type IsoDate, laterOf } from '../calendar';
import { type Fen, fen } from '../money';
import { earnedThrough, outstandingOf } from './accrual';
import { allocate, allocateDue } from './allocation';
import { addCharge, dropInstalmentFees } from './charges';
import { liveEarned, liveRows, openPrincipal } from './live-rows';
import { advance, draftOf } from './loan-draft';
import type { LoanDraft, LoanState, RowDraft } from './loan-state';
import type { Component } from './loan-terms';
import { prepaymentFee } from './prepayment';

export interface PayoffQuote {
  readonly on: IsoDate;
  readonly principalFen: Fen;
  readonly interestFen: Fen;
  readonly feesFen: Fen;
  readonly penaltyFen: Fen;
  /** The borrower's own credit, already taken off the total. */
  readonly creditFen: Fen;
  /** What to pay on that day so that nothing is left. */
  readonly totalFen: Fen;
}

/** What would settle a loan on a day, not before the state's own day. */
export function quotePayoff(state: LoanState, on: IsoDate): PayoffQuote {
  const draft = draftOf(state);
  advance(draft, on);
  cutToDay(draft, on);
  return quoteOf(draft, on);
}

/**
 * Posts a payoff: exactly what was quoted, then the payment over everything now due. A payoff
 * that falls short, because a fact from before it was recorded later, is an ordinary repayment.
 */
export function payOffDraft(draft: LoanDraft, on: IsoDate, amountFen: Fen): void {
  if (amountFen < quotePayoff(draft, on).totalFen) {
    allocate(draft, on, amountFen);
    return;
  }
  cutToDay(draft, on);
  const lastDueOn = draft.rows.reduce((last, row) => laterOf(last, row.dueOn), on);
  // Everything is due now, so the order for what is due applies to all of it.
  const left = allocateDue(draft, on, amountFen + draft.creditFen, lastDueOn);
  draft.creditFen = fen(left);
}

function quoteOf(draft: LoanDraft, on: IsoDate): PayoffQuote {
  const total = (component: Component) =>
    fen(draft.rows.reduce((sum, row) => sum + outstandingOf(draft.terms, row, component, on), 0));
  const principalFen = total('principal');
  const interestFen = total('interest');
  const feesFen = total('fees');
  const penaltyFen = total('penalty');
  const owed = principalFen + interestFen + feesFen + penaltyFen;
  const creditFen = fen(Math.min(draft.creditFen, owed));
  return {
    on,
    principalFen,
    interestFen,
    feesFen,
    penaltyFen,
    creditFen,
    totalFen: fen(owed - creditFen),
  };
}

/** Makes every instalment owe what a payoff on this day owes: all principal, interest only as far
 * as it is earned, and no fees of instalments that will not come. */
function cutToDay(draft: LoanDraft, on: IsoDate): void {
  const live = liveRows(draft, on);
  const [current] = live;
  if (current === undefined) {
    return;
  }
  const feeFen = prepaymentFee(draft.terms, openPrincipal(draft, on));
  // The running instalment owes all that is earned, also what an interest grace put off.
  const earned = liveEarned(draft, on);
  for (const row of live) {
    earnNoMore(draft, on, row, row === current ? earned : 0);
    if (row !== current) {
      dropInstalmentFees(draft, row);
    }
  }
  if (feeFen > 0) {
    addCharge(current, { code: 'prepayment', n: current.n, dueOn: on, amountFen: fen(feeFen) });
  }
}

/** Interest of this row ends here: it owes what is earned, and what was paid beyond that repays
 * principal. */
function earnNoMore(draft: LoanDraft, on: IsoDate, row: RowDraft, earned: number): void {
  row.paidOn = null;
  row.earnedFen = earnedThrough(draft.terms, row, on);
  row.endOn = laterOf(row.fromOn, on);
  row.due.interest = fen(earned);
  row.waived.interest = fen(Math.min(row.waived.interest, earned));
  const surplus = Math.max(0, row.paid.interest + row.waived.interest - earned);
  const toPrincipal = Math.min(surplus, outstandingOf(draft.terms, row, 'principal', row.dueOn));
  row.paid.interest = fen(row.paid.interest - surplus);
  row.paid.principal = fen(row.paid.principal + toPrincipal);
  draft.creditFen = fen(draft.creditFen + surplus - toPrincipal);
}
