/** What a decision on a request for help means for the request and for contacts. */
import { type IsoDate, isoDate } from '../core/calendar';
import type { CaseItem } from '../core/collections/case-record';
import type { DebtorItem } from '../core/collections/debtor-record';
import type { HardshipRefusal, HardshipRequest } from '../core/collections/hardship-record';
import { liftStop, restForPlan } from '../core/collections/stops';
import type { Change, Store } from '../core/ports/store';
import type { Problem } from '../core/problem';
import { type AdjustmentItem, adjustmentKey } from '../core/repayment/adjustment-record';
import { loanView } from '../core/repayment/loan';
import { type LoanItem, loanKey } from '../core/repayment/loan-record';
import { type Result, success } from '../core/result';
import { refuse } from '../platform/serve';

/** One of them. */
export interface Decision {
  readonly adjustmentId?: string | undefined;
  readonly refusal?: HardshipRefusal | undefined;
}

interface Decided {
  readonly outcome: Pick<HardshipRequest, 'status' | 'adjustmentId' | 'restsUntil' | 'refusal'>;
  readonly changes: readonly Change[];
}

/** Help is what was changed of the loan since it was asked for: a word alone is none. */
export async function decided(
  store: Store,
  { loanId, askedAt, restsUntil: restedUntil }: HardshipRequest,
  { adjustmentId, refusal }: Decision,
  debtor: DebtorItem | undefined,
  held: CaseItem | undefined,
  today: IsoDate,
): Promise<Result<Decided, Problem>> {
  const lifted = debtor ? liftStop(debtor, held, { kind: 'hardship', loanId }, today) : [];
  if (refusal) {
    // A plan that runs goes on: only more help than that was refused.
    const changes =
      debtor && restedUntil && restedUntil >= today
        ? restForPlan(debtor, held, loanId, isoDate(restedUntil))
        : lifted;
    return success({ outcome: { status: 'refused', refusal }, changes });
  }
  const [adjustment, loan] = await Promise.all([
    store.get<AdjustmentItem['body']>(adjustmentKey(loanId, adjustmentId ?? 'none')),
    store.get<LoanItem['body']>(loanKey(loanId)),
  ]);
  const isHelp = adjustment?.body.status === 'applied' && adjustment.body.proposedAt >= askedAt;
  if (!adjustmentId || !isHelp || !loan)
    return refuse('validation_failed', undefined, [
      { path: 'body.adjustmentId', reason: 'not applied to this loan since help was asked for' },
    ]);
  const restsUntil = loanView(loan.body.state, today).nextDue?.dueOn;
  const status = 'granted';
  if (!restsUntil || !debtor)
    return success({ outcome: { status, adjustmentId }, changes: lifted });
  const changes = restForPlan(debtor, held, loanId, restsUntil);
  return success({ outcome: { status, adjustmentId, restsUntil }, changes });
}
