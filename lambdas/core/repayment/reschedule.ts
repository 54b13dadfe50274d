/**
 * A new plan for a borrower in difficulty: what is late joins what is still to come, so that
 * nothing is due before the first new instalment. Late interest is carried over, never capitalised.
 *
 * Exports: reschedule.
 */
import type { IsoDate } from '../calendar';
import { fen, zeroFen } from '../money';
import { advanceLateness, outstandingOf } from './accrual';
import { addCharge } from './charges';
import { liveRows } from './live-rows';
import type { LoanDraft, RowDraft } from './loan-state';
import type { Component } from './loan-terms';
import { type NewTerms, restructure } from './restructure';

export function reschedule(draft: LoanDraft, on: IsoDate, change: NewTerms): void {
  if (liveRows(draft, on).length === 0) {
    return;
  }
  const late = draft.rows.filter((row) => row.dueOn <= on);
  const arrears = { principal: 0, interest: 0, fees: 0, penalty: 0 };
  for (const row of late) {
    advanceLateness(draft.terms, row, on);
    for (const component of ['penalty', 'fees', 'interest', 'principal'] as const) {
      arrears[component] += outstandingOf(draft.terms, row, component, on);
    }
    for (const component of ['penalty', 'fees', 'interest', 'principal'] as const) {
      takeOut(row, component);
    }
    row.lateFenDays = 0;
    row.late = false;
    row.paidOn ??= on;
  }
  restructure(draft, on, change, undefined, {
    principalFen: arrears.principal,
    interestFen: arrears.interest,
  });
  const [first] = liveRows(draft, on);
  if (first !== undefined) {
    first.due.penalty = fen(first.due.penalty + arrears.penalty);
    if (arrears.fees > 0) {
      const amountFen = fen(arrears.fees);
      addCharge(first, { code: 'arrears', n: first.n, dueOn: first.dueOn, amountFen });
    }
  }
}

/** The row keeps what was settled of it; the rest is owed elsewhere from now on. */
function takeOut(row: RowDraft, component: Component): void {
  const settled = fen(row.paid[component] + row.waived[component]);
  if (component === 'interest') {
    // What moves is earned still, but as interest carried into the first new instalment.
    const moved = row.due.interest - settled;
    row.earnedFen = fen(Math.max(zeroFen, row.earnedFen - moved));
  }
  row.due[component] = settled;
}
