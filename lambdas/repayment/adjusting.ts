/** Applies an adjustment to its loan, in one commit with what follows and the audit entry. */
import { readVariable } from '../contract/environment';
import type { IsoDate } from '../core/calendar';
import { dayInChina } from '../core/china-day';
import { newId, type Randomness } from '../core/identifiers';
import type { Change, Store } from '../core/ports/store';
import { type Problem, problem } from '../core/problem';
import { planAdjustment } from '../core/repayment/adjustment';
import type { Adjustment } from '../core/repayment/adjustment-record';
import { changeLoan } from '../core/repayment/loan-change';
import { type LoanItem, loanKey, replaceLoan } from '../core/repayment/loan-record';
import { refundShares } from '../core/repayment/refund';
import { failure, type Result, success } from '../core/result';
import { staffEntry } from '../core/users/audit';
import { commitAudited } from '../core/users/audit-chain';
import type { Moment } from '../platform/task';
import { bodiesOf, changesOf, readAround, tell } from './loan-commit';
import { creditRefundChanges, creditReturn, readRefunds, refundChanges } from './refunding';

export const readLoan = (store: Store, loanId: string): Promise<LoanItem | undefined> =>
  store.get<LoanItem['body']>(loanKey(loanId));

/** Above which amount, in fen, one person is not enough. */
export const secondPerson = () => ({ aboveFen: Number(readVariable('secondPersonAboveFen')) });

type Asked = Pick<Adjustment, 'adjustmentId' | 'terms'>;

interface Services {
  readonly store: Store;
  readonly random: Randomness;
}

/** What is at stake, in fen; refuses what the loan does not accept. */
export async function concernOf(
  store: Store,
  { body: { loanId, state } }: LoanItem,
  { adjustmentId, terms }: Asked,
  today: IsoDate,
): Promise<Result<number, Problem>> {
  if (terms.kind === 'refund') {
    const shares = refundShares(state, await readRefunds(store, loanId), terms.repaymentId);
    const sumFen = shares.reduce((sum, { amountFen }) => sum + amountFen, 0);
    return sumFen > 0 ? success(sumFen) : refuse('nothingToRefund');
  }
  const planned = planAdjustment(state, adjustmentId, terms, today);
  return planned.ok ? success(planned.value.concernedFen) : refuse(planned.error.code);
}

/** What an applied adjustment does to the loan, as changes, and nothing for another. */
export async function changesOfAdjustment(
  services: Services,
  loan: LoanItem,
  adjustment: Asked & Pick<Adjustment, 'status'>,
  moment: Moment,
): Promise<Result<readonly Change[], Problem>> {
  if (adjustment.status !== 'applied') return success([]);
  // A repayment on its way was computed for the loan as it is.
  if (loan.body.pendingRepaymentId) return failure(problem('repayment_in_progress'));
  const { adjustmentId, terms } = adjustment;
  if (terms.kind === 'refund') return refundOf(services, loan, terms, moment.now);
  const planned = planAdjustment(loan.body.state, adjustmentId, terms, moment.today);
  if (!planned.ok) return refuse(planned.error.code);
  const items = await readAround(services.store, loan);
  const changed = changeLoan(bodiesOf(items), planned.value.command, moment.now);
  if (!changed.ok) return refuse(changed.error.code);
  const { loanId } = loan.body;
  return success([
    ...changesOf(items, changed.value, moment, services.random),
    ...(await creditReturn(services, changed.value.loan, moment.now)),
    tell(loanId, 'LoanAdjusted', { loanId, kind: terms.kind }, moment.now, services.random),
  ]);
}

async function refundOf(
  { store, random }: Services,
  loan: LoanItem,
  { repaymentId }: Adjustment['terms'],
  now: number,
): Promise<Result<readonly Change[], Problem>> {
  const shares = refundShares(
    loan.body.state,
    await readRefunds(store, loan.body.loanId),
    repaymentId,
  );
  const [share] = shares;
  if (!share) return refuse('nothingToRefund');
  // Written although unchanged: a second refund at the same moment makes this fail.
  if (repaymentId === undefined)
    return success([
      replaceLoan(loan, loan.body, dayInChina(now)),
      ...(await creditRefundChanges({ store, random }, loan.body, shares, 'staff', now)),
    ]);
  const order = { kind: 'repayment', orderedBy: 'staff', refundId: newId('ref', random) } as const;
  // Nothing else moves while it is on its way: the repayment still counts until its money is back.
  return success([
    replaceLoan(loan, { ...loan.body, pendingRepaymentId: order.refundId }, dayInChina(now)),
    ...(await refundChanges(store, loan.body, share, order, now)),
  ]);
}

const refuse = (reason: string) => failure(problem('adjustment_refused', { reason }));

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
