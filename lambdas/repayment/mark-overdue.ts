/** Marks the order of a loan that is late, once; a loan repaid meanwhile is left alone. */
import { newId, type Randomness } from '../core/identifiers';
import { advance, type OrderItem, orderKey, replaceOrder } from '../core/orders/order-record';
import { publish } from '../core/outbox';
import type { Store } from '../core/ports/store';
import { loanView } from '../core/repayment/loan';
import {
  type LoanItem,
  type LoanRecord,
  loanKey,
  loanPartition,
} from '../core/repayment/loan-record';
import { measure } from '../platform/observability';
import type { Moment } from '../platform/task';

export async function markOverdue(
  { store, random }: { store: Store; random: Randomness },
  { loanId, orderId }: LoanRecord,
  { now, today }: Moment,
): Promise<boolean> {
  const loan = await store.get<LoanItem['body']>(loanKey(loanId));
  const order = await store.get<OrderItem['body']>(orderKey(orderId));
  if (!loan || !order) throw new Error('the loan or its order is missing');
  if (loanView(loan.body.state, today).status !== 'overdue') return false;
  const next = advance(order.body, 'becomeOverdue', now);
  // It is overdue already.
  if (!next.ok) return false;
  const event = { type: 'LoanOverdue', version: 1, data: { loanId, orderId } };
  const committed = await store.commit([
    { kind: 'require', key: loan.key, version: loan.version },
    replaceOrder(order, next.value),
    publish('repayment', loanPartition(loanId), newId('evt', random), event, now),
  ]);
  if (!committed.ok) throw new Error('the loan changed meanwhile');
  measure('LoansOverdue');
  return true;
}
