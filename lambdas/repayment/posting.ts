/** Writes what a concluded repayment means: loan, entry, order, limit and events in one commit. */
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
  loanPartition,
  type RepaymentItem,
  replaceLoan,
  replaceRepayment,
} from '../core/repayment/loan-record';
import { postRepayment } from '../core/repayment/post-repayment';
import { measure } from '../platform/observability';
import type { Moment } from '../platform/task';

/** No money came: the loan is as it was, and another repayment may be ordered. */
export async function dropRepayment(
  store: Store,
  loan: LoanItem,
  repayment: RepaymentItem,
): Promise<void> {
  const { pendingRepaymentId: _, ...rest } = loan.body;
  await commit(store, [
    replaceLoan(loan, rest),
    replaceRepayment(repayment, { ...repayment.body, status: 'failed' }),
  ]);
}

export async function bookRepayment(
  { store, random }: { readonly store: Store; readonly random: Randomness },
  loan: LoanItem,
  repayment: RepaymentItem,
  { now, today }: Moment,
): Promise<void> {
  const { loanId, orderId, customerId } = loan.body;
  const order = await store.get<OrderItem['body']>(orderKey(orderId));
  const limit = await store.get<LimitItem['body']>(limitKey(customerId));
  const paid = await store.get<InstructionItem['body']>(instructionKey(repayment.body.repaymentId));
  if (!order || !paid?.body.concludedAt) throw new Error('the order or the instruction is missing');
  // A bank's clock may be ahead of ours.
  const receivedOn = dayInChina(Math.min(Date.parse(paid.body.concludedAt), now));
  const posted = postRepayment(loan.body, order.body, limit?.body, repayment.body, receivedOn, now);

  const { amountFen } = repayment.body;
  const settled = posted.status === 'settled';
  const tell = (type: string, data: Record<string, string | number>): Change => {
    const event = { type, version: 1, data };
    return publish('repayment', loanPartition(loanId), newId('evt', random), event, now);
  };
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
