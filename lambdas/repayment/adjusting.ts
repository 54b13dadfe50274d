/** Applies an adjustment to its loan, in one commit with what follows and the audit entry. */
import { readVariable } from '../contract/environment';
import type { Randomness } from '../core/identifiers';
import type { Change, Store } from '../core/ports/store';
import { type Problem, problem } from '../core/problem';
import { planAdjustment } from '../core/repayment/adjustment';
import type { Adjustment } from '../core/repayment/adjustment-record';
import { changeLoan } from '../core/repayment/loan-change';
import { type LoanItem, loanKey } from '../core/repayment/loan-record';
import { failure, type Result, success } from '../core/result';
import { staffEntry } from '../core/users/audit';
import { commitAudited } from '../core/users/audit-chain';
import type { Moment } from '../platform/task';
import { bodiesOf, changesOf, readAround } from './loan-commit';

export const readLoan = (store: Store, loanId: string): Promise<LoanItem | undefined> =>
  store.get<LoanItem['body']>(loanKey(loanId));

/** Above which amount, in fen, one person is not enough. */
export const secondPerson = () => ({ aboveFen: Number(readVariable('secondPersonAboveFen')) });

/**
 * What an applied adjustment does to the loan, as changes, and nothing for another; refuses what
 * the loan does not accept.
 */
export async function changesOfAdjustment(
  { store, random }: { readonly store: Store; readonly random: Randomness },
  loan: LoanItem,
  { adjustmentId, terms, status }: Pick<Adjustment, 'adjustmentId' | 'terms' | 'status'>,
  moment: Moment,
): Promise<Result<readonly Change[], Problem>> {
  if (status !== 'applied') return success([]);
  // A repayment on its way was computed for the loan as it is.
  if (loan.body.pendingRepaymentId) return failure(problem('repayment_in_progress'));
  const planned = planAdjustment(loan.body.state, adjustmentId, terms, moment.today);
  if (!planned.ok) return failure(problem('adjustment_refused', { reason: planned.error.code }));
  const items = await readAround(store, loan);
  const changed = changeLoan(bodiesOf(items), planned.value.command, moment.now);
  if (!changed.ok) return failure(problem('adjustment_refused', { reason: changed.error.code }));
  return success(changesOf(items, changed.value, moment, random));
}

export interface StaffAct {
  readonly actorId: string;
  readonly operationId: string;
  readonly requestId: string;
  readonly now: number;
}

/** The borrower's own trail tells who did what to their loan. */
export const commitCare = (
  store: Store,
  loan: LoanItem,
  { actorId, operationId, requestId, now }: StaffAct,
  { adjustmentId, terms, status }: Adjustment,
  changes: readonly Change[],
) => {
  const objects = [loan.body.loanId, adjustmentId, terms.kind, status];
  const entries = [staffEntry(actorId, operationId, requestId, objects)];
  return commitAudited(store, { subjectId: loan.body.customerId, entries, now }, changes);
};
