/** Consumer: money is back with the borrower, or is not: the loan hears of it once. */
import { dayInChina } from '../core/china-day';
import { fen } from '../core/money';
import { changeLoan } from '../core/repayment/loan-change';
import type { LoanCommand } from '../core/repayment/loan-events';
import { type LoanItem, loanKey, replaceLoan } from '../core/repayment/loan-record';
import { type Refund, type RefundItem, refundKey, replaceRefund } from '../core/repayment/refund';
import { openRandom } from '../platform/composition/random';
import { openStore } from '../platform/composition/store';
import { consume } from '../platform/consume';
import { measure } from '../platform/observability';
import { bodiesOf, changesOf, readAround, tell } from './loan-commit';

export const handler = consume('postRefund')
  .using({ store: openStore, random: openRandom })
  .with(async (event, { store, random }, moment) => {
    if (event.type !== 'InstructionConcluded' || event.data.purpose !== 'refund') return;
    const { subjectId: loanId, instructionId: refundId, status, amountFen } = event.data;
    const loan = await store.get<LoanItem['body']>(loanKey(loanId));
    const refund = await store.get<RefundItem['body']>(refundKey(loanId, refundId));
    if (!loan || !refund) throw new Error('the loan or its refund is missing');
    // The event came again.
    if (refund.body.status !== 'pending') return;
    const { pendingRepaymentId, ...rest } = loan.body;
    const free = pendingRepaymentId === refundId ? rest : loan.body;
    const concluded = replaceRefund(refund, { ...refund.body, status });
    if (status === 'failed') {
      // The money is still owed to the borrower: people must look.
      measure('RefundsFailed');
      const freed = free === loan.body ? [] : [replaceLoan(loan, free, moment.today)];
      if (!(await store.commit([concluded, ...freed])).ok) throw new Error('the loan changed');
      return;
    }
    const items = await readAround(store, loan);
    const command = commandOf(refund.body, moment.now);
    const changed = changeLoan({ ...bodiesOf(items), loan: free }, command, moment.now);
    if (!changed.ok) throw new Error(`a refund was refused: ${changed.error.code}`);
    const committed = await store.commit([
      ...changesOf(items, changed.value, moment, random),
      concluded,
      tell(loanId, 'LoanRefunded', { loanId, amountFen }, moment.now, random),
    ]);
    if (!committed.ok) throw new Error('the loan changed meanwhile');
  });

function commandOf(
  { kind, refundId: id, repaymentId, amountFen }: Refund,
  now: number,
): LoanCommand {
  const on = dayInChina(now);
  return kind === 'credit'
    ? { type: 'refund', id, on, amountFen: fen(amountFen) }
    : { type: 'reverse', id, on, eventId: repaymentId };
}
