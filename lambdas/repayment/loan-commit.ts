/** Writes one change of a loan with all that follows from it: entry, order, limit, events. */
import { newId, type Randomness } from '../core/identifiers';
import { type LimitItem, limitKey, writeLimit } from '../core/orders/limit-record';
import { type OrderItem, orderKey, replaceOrder } from '../core/orders/order-record';
import { publish } from '../core/outbox';
import type { Change, Store } from '../core/ports/store';
import { delinquencyChange, delinquencyEvent } from '../core/repayment/delinquency-change';
import { loanView } from '../core/repayment/loan';
import type { ChangedLoan, LoanBefore } from '../core/repayment/loan-change';
import { insertNote, noteOfChange } from '../core/repayment/loan-note';
import {
  insertEvent,
  type LoanItem,
  loanPartition,
  replaceLoan,
} from '../core/repayment/loan-record';
import type { Moment } from '../platform/task';

/** A loan with its order and the limit it uses, as they were read together. */
export interface LoanItems {
  readonly loan: LoanItem;
  readonly order: OrderItem;
  readonly limit: LimitItem | undefined;
}

export async function readAround(store: Store, loan: LoanItem): Promise<LoanItems> {
  const { orderId, customerId } = loan.body;
  const order = await store.get<OrderItem['body']>(orderKey(orderId));
  const limit = await store.get<LimitItem['body']>(limitKey(customerId));
  if (!order) throw new Error(`order ${orderId} is missing`);
  return { loan, order, limit };
}

export const bodiesOf = ({ loan, order, limit }: LoanItems): LoanBefore => ({
  loan: loan.body,
  order: order.body,
  limit: limit?.body,
});

/** At most nine changes; whoever commits them adds what the change came from. */
export function changesOf(
  { loan, order, limit }: LoanItems,
  changed: ChangedLoan,
  { now, today }: Moment,
  random: Randomness,
): readonly Change[] {
  const { loanId, orderId } = loan.body;
  const settled = changed.status === 'settled' && loan.body.state.status !== 'settled';
  const sequence = changed.loan.state.events.length;
  const view = loanView(changed.loan.state, today);
  const { told, change } = delinquencyChange(changed.loan, view);
  return [
    replaceLoan(loan, told, today),
    insertEvent(loanId, sequence, changed.event, changed.postings, today),
    ...(change ? [insertNote({ loanId, ...noteOfChange(change) }, `${sequence}`, today)] : []),
    ...(change ? [tell(loanId, ...delinquencyEvent(told, change), now, random)] : []),
    ...(changed.order === order.body ? [] : [replaceOrder(order, changed.order)]),
    ...(limit && changed.limit ? [writeLimit(limit, changed.limit)] : []),
    ...(settled ? [tell(loanId, 'LoanSettled', { loanId, orderId }, now, random)] : []),
  ];
}

export const tell = (
  loanId: string,
  type: string,
  data: Readonly<Record<string, string | number>>,
  now: number,
  random: Randomness,
): Change =>
  publish(
    'repayment',
    loanPartition(loanId),
    newId('evt', random),
    { type, version: 1, data },
    now,
  );
