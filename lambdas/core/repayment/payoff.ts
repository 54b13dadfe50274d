/**
 * Paying a loan off early. One function prepares the payoff; the quote reads it and the posting
 * keeps it, so the two cannot differ.
 *
 * Exports: PayoffQuote, payoffQuote, payOffDraft.
 */
import type { IsoDate } from '../calendar';
import { type Fen, fen } from '../money';
import { outstandingOf } from './accrual';
import { allocate } from './allocation';
import { advance, draftOf } from './loan-draft';
import { addCharge, type LoanDraft, type LoanState, type RowDraft } from './loan-state';
import { type Component, codesAtEnd } from './loan-terms';
import { liveEarned, liveRows, openPrincipal, prepaymentFee } from './restructure';

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

/** What would settle the loan on a day, not before the state's own day. */
export function payoffQuote(state: LoanState, on: IsoDate): PayoffQuote {
  const draft = draftOf(state);
  advance(draft, on);
  cutToDay(draft, on);
  return quoteOf(draft, on);
}

/** Posts a payoff: exactly what was quoted, then the payment over everything now due. */
export function payOffDraft(draft: LoanDraft, on: IsoDate, amountFen: Fen): void {
  cutToDay(draft, on);
  const creditFen = draft.creditFen;
  draft.creditFen = fen(0);
  allocate(draft, on, fen(amountFen + creditFen));
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
  let earned = liveEarned(draft, on);
  for (const row of live) {
    // With an interest grace more may be earned than this row was to owe.
    row.due.interest = fen(Math.max(row.due.interest, earned));
    earned = earnNoMore(draft, row, earned);
    if (row !== current) {
      dropFutureFees(draft, row);
    }
  }
  if (feeFen > 0) {
    addCharge(current, { code: 'prepayment', n: current.n, dueOn: on, amountFen: fen(feeFen) });
  }
}

/** Interest of this row ends here: it owes what is earned, and what was paid beyond that repays
 * principal. Returns the earned interest that later rows still have to owe. */
function earnNoMore(draft: LoanDraft, row: RowDraft, earned: number): number {
  const keep = Math.min(row.due.interest, Math.max(earned, row.waived.interest));
  const surplus = Math.max(0, row.paid.interest + row.waived.interest - keep);
  const toPrincipal = Math.min(surplus, outstandingOf(draft.terms, row, 'principal', row.dueOn));
  row.paid.interest = fen(row.paid.interest - surplus);
  row.paid.principal = fen(row.paid.principal + toPrincipal);
  draft.creditFen = fen(draft.creditFen + surplus - toPrincipal);
  row.due.interest = fen(keep);
  row.earnedFen = fen(keep);
  return Math.max(0, earned - keep);
}

function dropFutureFees(draft: LoanDraft, row: RowDraft): void {
  const atEnd = codesAtEnd(draft.terms);
  row.charges = row.charges.filter(({ code }) => atEnd.has(code));
  const kept = row.charges.reduce((sum, charge) => sum + charge.amountFen, 0);
  row.due.fees = fen(Math.max(kept, row.paid.fees + row.waived.fees));
}
