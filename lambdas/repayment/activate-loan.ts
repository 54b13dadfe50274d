/** Workflow step: the money is out, so the order becomes a loan, in one commit. */
import * as z from 'zod';
import { orderId } from '../contract/schemas';
import { dayInChina } from '../core/china-day';
import { newId } from '../core/identifiers';
import { type LimitItem, limitKey, writeLimit } from '../core/orders/limit-record';
import { type OrderItem, orderKey, replaceOrder } from '../core/orders/order-record';
import { publish } from '../core/outbox';
import { disbursementId, type InstructionItem, instructionKey } from '../core/payments/instruction';
import { activate } from '../core/repayment/activation';
import { enterBook } from '../core/repayment/loan-book';
import { insertEvent, insertLoan, loanPartition } from '../core/repayment/loan-record';
import { openCatalogue } from '../platform/composition/products';
import { openRandom } from '../platform/composition/random';
import { openStore } from '../platform/composition/store';
import { measure } from '../platform/observability';
import { task } from '../platform/task';

export const handler = task('activateLoan', z.object({ orderId }))
  .using({ store: openStore, catalogue: openCatalogue, random: openRandom })
  .with(async ({ orderId }, { store, catalogue, random }, { now, today }) => {
    const order = await store.get<OrderItem['body']>(orderKey(orderId));
    if (order?.body.loanId !== undefined) return { outcome: 'active' };
    const instruction = await store.get<InstructionItem['body']>(
      instructionKey(disbursementId(orderId)),
    );
    const limit = order && (await store.get<LimitItem['body']>(limitKey(order.body.customerId)));
    const paidAt = instruction?.body.state === 'succeeded' && instruction.body.concludedAt;
    if (!order || !limit || !paidAt) throw new Error(`order ${orderId} is not paid out`);

    // A bank's clock may be ahead of ours.
    const paidOutOn = dayInChina(Math.min(Date.parse(paidAt), now));
    const active = activate(order.body, limit.body, catalogue, paidOutOn, now);
    const { loanId, customerId, state } = active.loan;
    const data = { loanId, orderId, customerId, principalFen: state.principalFen };
    const event = { type: 'LoanActivated', version: 1, data };
    const committed = await store.commit([
      insertLoan(active.loan, today),
      enterBook(loanId, state.disbursedOn),
      insertEvent(loanId, 1, active.event, active.postings, today),
      replaceOrder(order, active.order),
      writeLimit(limit, active.limit),
      publish('repayment', loanPartition(loanId), newId('evt', random), event, now),
    ]);
    if (!committed.ok) throw new Error('the order changed meanwhile');
    measure('DisbursedFen', state.principalFen);
    return { outcome: 'active' };
  });
