/**
 * The instalments still to come on a day, and what is already in them.
 *
 * Exports: liveRows, openPrincipal, liveEarned, Ahead, settledAhead, sumRows.
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

/** What is settled already on instalments not yet due. */
export interface Ahead {
  readonly interestPaid: number;
  readonly interestWaived: number;
  readonly principalPaid: number;
  readonly principalWaived: number;
  /** Interest paid ahead of being earned that no open principal could take. */
  readonly creditFen: number;
  /** Interest earned and not settled yet. */
  readonly interestOpen: number;
  readonly principalOpen: number;
}

/** Interest paid ahead of being earned is not kept: it repays principal instead. */
export function settledAhead(draft: LoanDraft, on: IsoDate): Ahead {
  const rows = liveRows(draft, on);
  const earned = liveEarned(draft, on);
  const interestWaived = Math.min(
    earned,
    sumRows(rows, (row) => row.waived.interest),
  );
  const paid = sumRows(rows, (row) => row.paid.interest);
  const interestPaid = Math.min(paid, earned - interestWaived);
  const open = openPrincipal(draft, on);
  const toPrincipal = Math.min(paid - interestPaid, open);
  return {
    interestPaid,
    interestWaived,
    principalPaid: sumRows(rows, (row) => row.paid.principal) + toPrincipal,
    principalWaived: sumRows(rows, (row) => row.waived.principal),
    creditFen: paid - interestPaid - toPrincipal,
    interestOpen: earned - interestPaid - interestWaived,
    principalOpen: open - toPrincipal,
  };
}
