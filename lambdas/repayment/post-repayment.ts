/** Consumer: a repayment's money has come, or has not: the loan hears of it once. */
import { limitKey } from '../core/orders/limit-record';
import { orderKey } from '../core/orders/order-record';
import { instructionKey } from '../core/payments/instruction';
import { readAhead } from '../core/read-ahead';
import { orderIdOf } from '../core/repayment/activation';
import {
  type LoanItem,
  loanKey,
  type RepaymentItem,
  repaymentKey,
} from '../core/repayment/loan-record';
import { openRandom } from '../platform/composition/random';
import { openStore } from '../platform/composition/store';
import { consume } from '../platform/consume';
import { bookRepayment, dropRepayment } from './posting';

export const handler = consume('postRepayment')
  .using({ store: openStore, random: openRandom })
  .with(async (event, services, moment) => {
    if (event.type !== 'InstructionConcluded' || event.data.purpose !== 'repayment') return;
    const { subjectId: loanId, customerId, instructionId, status } = event.data;
    const store = readAhead(services.store, [
      loanKey(loanId),
      repaymentKey(loanId, instructionId),
      instructionKey(instructionId),
      orderKey(orderIdOf(loanId)),
      limitKey(customerId),
    ]);
    const loan = await store.get<LoanItem['body']>(loanKey(loanId));
    const repayment = await store.get<RepaymentItem['body']>(repaymentKey(loanId, instructionId));
    if (!loan || !repayment) throw new Error('the loan or its repayment is missing');
    // The event came again.
    if (repayment.body.status !== 'pending') return;
    if (status === 'failed') return dropRepayment(store, loan, repayment, moment);
    return bookRepayment({ ...services, store }, loan, repayment, moment);
  });
