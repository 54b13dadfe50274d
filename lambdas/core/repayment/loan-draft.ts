/**
 * A loan while events are being applied: a private copy that may change, brought day by day to
 * where the next event counts.
 *
 * Exports: draftOf, advance, recalculate, refreshRow,
 * refreshStatus.
 */
import type { IsoDate } from '../calendar';
import { fen } from '../money';
import { isDaily, rowOutstanding } from './accrual';
import { payRow } from './allocation';
import type { LoanDraft, LoanState, RowDraft } from './loan-state';
import { project, runInterest } from './recalculation';

const draftRow = (row: RowDraft | LoanState['rows'][number]): RowDraft => ({
  ...row,
  due: { ...row.due },
  paid: { ...row.paid },
  waived: { ...row.waived },
});

/** A copy that can be changed without anybody noticing. */
export const draftOf = (state: LoanState): LoanDraft => ({
  ...state,
  rows: state.rows.map(draftRow),
});

/** Brings the draft to a day: credit the borrower holds pays each instalment as it falls due, and
 * interest that follows the balance runs up. */
export function advance(draft: LoanDraft, on: IsoDate): void {
  if (on <= draft.asOf) {
    return;
  }
  if (draft.creditFen > 0) {
    const { order } = draft.terms.allocation;
    for (const row of draft.rows) {
      if (draft.creditFen > 0 && row.dueOn > draft.asOf && row.dueOn <= on) {
        recalculate(draft, row.dueOn);
        draft.creditFen = fen(
          payRow(draft, row, order, row.dueOn, draft.creditFen, draft.creditFen),
        );
      }
    }
  }
  recalculate(draft, on);
  draft.asOf = on;
}

/** Under daily interest, books what has run up and plans the rest anew. */
export function recalculate(draft: LoanDraft, on: IsoDate): void {
  if (isDaily(draft.terms)) {
    runInterest(draft, on);
    project(draft, on);
  }
}

/** Whether a row is paid, as a fact about it: a charge or a reversal can undo it. */
export function refreshRow(draft: LoanDraft, row: RowDraft, on: IsoDate): void {
  if (rowOutstanding(draft.terms, row, on) > 0) {
    row.paidOn = null;
  } else if (row.paidOn === null && row.paidEarlyFen + row.paid.principal > 0) {
    row.paidOn = on;
  }
}

/** Settled is no event either: the loan is when nothing is owed on any row. */
export function refreshStatus(draft: LoanDraft): void {
  if (isDaily(draft.terms)) {
    for (const row of draft.rows) {
      refreshRow(draft, row, draft.asOf);
    }
  }
  const owed = draft.rows.some((row) => isOwed(draft, row));
  if (draft.status === 'active' && !owed) {
    draft.status = 'settled';
    draft.settledOn = draft.asOf;
  } else if (draft.status === 'settled' && owed) {
    draft.status = 'active';
    delete draft.settledOn;
  }
}

const isOwed = (draft: LoanDraft, row: RowDraft): boolean =>
  row.paidOn === null && rowOutstanding(draft.terms, row, draft.asOf) > 0;
