/**
 * Letting the borrower off a part of what is owed: oldest instalment first.
 *
 * Exports: waiveDraft, waivable.
 */
import type { IsoDate } from '../calendar';
import { type Fen, fen } from '../money';
import { advanceLateness, outstandingOf, rowOutstanding } from './accrual';
import type { LoanDraft, LoanState } from './loan-state';
import type { Component } from './loan-terms';

/** How much of a component is owed on a day, on instalments due or not. */
export const waivable = (state: LoanState, component: Component, on: IsoDate): Fen =>
  fen(
    state.rows.reduce(
      (sum, row) => sum + Math.max(0, outstandingOf(state.terms, row, component, on)),
      0,
    ),
  );

export function waiveDraft(
  draft: LoanDraft,
  on: IsoDate,
  component: Component,
  amountFen: Fen,
): void {
  let left: number = amountFen;
  for (const row of draft.rows) {
    advanceLateness(draft.terms, row, on);
    const part = Math.min(left, Math.max(0, outstandingOf(draft.terms, row, component, on)));
    if (part > 0) {
      row.waived[component] = fen(row.waived[component] + part);
      left -= part;
      if (rowOutstanding(draft.terms, row, on) === 0) {
        row.paidOn = on;
      }
    }
  }
}
