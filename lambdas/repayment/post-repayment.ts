/** Consumer: a repayment's money has come (or not): loan, order and limit change in one commit. */
import type { DomainEvent } from '../contract/events';
import { dayInChina } from '../core/china-day';
import { newId, type Randomness } from '../core/identifiers';
import { type LimitItem, limitKey, writeLimit } from '../core/orders/limit-record';
import { type OrderItem, orderKey, replaceOrder } from '../core/orders/order-record';
import { publish } from '../core/outbox';
import { type InstructionItem, instructionKey } from '../core/payments/instruction';
import type { Change, Store } from '../core/ports/store';
import {
  insertEvent,
  type LoanItem,
  loanKey,
  loanPartition,
  type RepaymentItem,
  repaymentKey,
  replaceLoan,
  replaceRepayment,
} from '../core/repayment/loan-record';
import { postRepayment } from '../core/repayment/post-repayment';
import { openRandom } from '../platform/composition/random';
import { openStore } from '../platform/composition/store';
import { consume } from '../platform/consume';
import { measure } from '../platform/observability';
import type { Moment } from '../platform/task';

export const handler = consume('postRepayment')
  .using({ store: openStore, random: openRandom })
  .with(async (event, services, moment) => {
    if (event.type !== 'InstructionConcluded' || event.data.purpose !== 'repayment') return;
    const { store } = services;
    const { subjectId: loanId, instructionId } = event.data;
    const loan = await store.get<LoanItem['body']>(loanKey(loanId));
    const repayment = await store.get<RepaymentItem['body']>(repaymentKey(loanId, instructionId));
    if (!loan || !repayment) throw new Error('the loan or its repayment is missing');
    // The event came again.
    if (repayment.body.status !== 'pending') return;
    if (event.data.status === 'failed') return fail(store, loan, repayment);
    return post(services, loan, repayment, moment, event);
  });

async function fail(store: Store, loan: LoanItem, repayment: RepaymentItem): Promise<void> {
  const { pendingRepaymentId: _, ...rest } = loan.body;
  await commit(store, [
    replaceLoan(loan, rest),
    replaceRepayment(repayment, { ...repayment.body, status: 'failed' }),
  ]);
}

async function post(
  { store, random }: { store: Store; random: Randomness },
  loan: LoanItem,
  repayment: RepaymentItem,
  { now, today }: Moment,
  { data }: Extract<DomainEvent, { type: 'InstructionConcluded' }>,
): Promise<void> {
  const { loanId, orderId, customerId } = loan.body;
  const order = await store.get<OrderItem['body']>(orderKey(orderId));
  const limit = await store.get<LimitItem['body']>(limitKey(customerId));
  const paid = await store.get<InstructionItem['body']>(instructionKey(data.instructionId));
  if (!order || !paid?.body.concludedAt) throw new Error('the order or the instruction is missing');
  const receivedOn = dayInChina(Date.parse(paid.body.concludedAt));
  const posted = postRepayment(loan.body, order.body, limit?.body, repayment.body, receivedOn, now);

  const { amountFen } = repayment.body;
  const settled = posted.status === 'settled';
  const tell = (type: string, told: Record<string, string | number>): Change =>
    publish(
      'repayment',
      loanPartition(loanId),
      newId('evt', random),
      { type, version: 1, data: told },
      now,
    );
  await commit(store, [
    replaceLoan(loan, posted.loan),
    insertEvent(loanId, posted.loan.state.events.length, posted.event, posted.postings, today),
    replaceRepayment(repayment, { ...repayment.body, status: 'succeeded' }),
    ...(posted.order === order.body ? [] : [replaceOrder(order, posted.order)]),
    ...(limit && posted.limit ? [writeLimit(limit, posted.limit)] : []),
    tell('LoanRepaid', { loanId, amountFen }),
    ...(settled ? [tell('LoanSettled', { loanId, orderId })] : []),
  ]);
  measure('RepaidFen', amountFen);
  if (settled) measure('LoansSettled');
}

/** A conflict is tried again by the stream. */
async function commit(store: Store, changes: readonly Change[]): Promise<void> {
  if (!(await store.commit(changes)).ok) throw new Error('the loan changed meanwhile');
}
