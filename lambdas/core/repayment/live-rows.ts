/**
 * The instalments still to come on a day, and what is already in them.
 *
 * Exports: liveRows, openPrincipal, liveEarned, paidAhead, sumRows.
 */
import type { IsoDate } from '../calendar';
import { earnedThrough } from './accrual';
import type { LoanDraft, RowDraft } from './loan-state';

/** Instalments not yet due on a day. */
export const liveRows = (draft: LoanDraft, on: IsoDate): RowDraft[] =>
  draft.rows.filter((row) => row.kind === 'instalment' && row.dueOn > on);

export const sumRows = (rows: readonly RowDraft[], amount: (row: RowDraft) => number): number =>
  rows.reduce((total, row) => total + amount(row), 0);

/** Principal of instalments not yet due, less what was paid on them in advance. */
export const openPrincipal = (draft: LoanDraft, on: IsoDate): number =>
  sumRows(
    liveRows(draft, on),
    (row) => row.due.principal - row.paid.principal - row.waived.principal,
  );

/** Interest earned by a day that no instalment due by then asks for: the running period's. */
export function liveEarned(draft: LoanDraft, on: IsoDate): number {
  const earned = sumRows(draft.rows, (row) => earnedThrough(draft.terms, row, on));
  const past = draft.rows.filter((row) => row.kind !== 'instalment' || row.dueOn <= on);
  return Math.max(0, earned - sumRows(past, (row) => row.due.interest));
}

/** What was already paid and waived on instalments not yet due. */
export function paidAhead(draft: LoanDraft, on: IsoDate) {
  const rows = liveRows(draft, on);
  const of = (side: 'paid' | 'waived') => ({
    principal: sumRows(rows, (row) => row[side].principal),
    interest: sumRows(rows, (row) => row[side].interest),
  });
  return { paid: of('paid'), waived: of('waived') };
}
