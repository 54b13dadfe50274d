/** Workflow step: ends an order that does not become a loan; a reserved limit is given back. */
import * as z from 'zod';
import { orderId } from '../contract/schemas';
import { newId } from '../core/identifiers';
import { closing } from '../core/orders/closing';
import { type LimitItem, limitKey, writeLimit } from '../core/orders/limit-record';
import {
  type OrderItem,
  orderKey,
  orderPartition,
  replaceOrder,
} from '../core/orders/order-record';
import { publish } from '../core/outbox';
import { type DecisionItem, decisionKey } from '../core/risk/decision/decision-record';
import { endReview, type ReviewItem, reviewKey } from '../core/risk/records';
import { openRandom } from '../platform/composition/random';
import { openStore } from '../platform/composition/store';
import { measure } from '../platform/observability';
import { task } from '../platform/task';

const because = z.enum([
  'identityIncomplete',
  'decision',
  'reviewDeclined',
  'reviewExpired',
  'offerExpired',
  'disbursementFailed',
]);

const metrics = {
  OrderRejected: 'OrdersRejected',
  OrderExpired: undefined,
  OrderDisbursementFailed: 'DisbursementsFailed',
} as const;

export const handler = task('closeOrder', z.object({ orderId, because }))
  .using({ store: openStore, random: openRandom })
  .with(async ({ orderId, because }, { store, random }, { now }) => {
    const item = await store.get<OrderItem['body']>(orderKey(orderId));
    if (!item) throw new Error(`order ${orderId} does not exist`);
    const decision = await store.get<DecisionItem['body']>(decisionKey(orderId));
    const limit = await store.get<LimitItem['body']>(limitKey(item.body.customerId));

    const closed = closing(item.body, limit?.body, because, reasonCodes(decision), now);
    // Somebody was quicker: cancelled, signed, or this step ran before.
    if (!closed.ok) return { outcome: 'moved', state: item.body.state };
    const event = { type: closed.value.event, version: 1, data: { orderId } };
    const review = await store.get<ReviewItem['body']>(reviewKey(orderId));
    const committed = await store.commit([
      replaceOrder(item, closed.value.order),
      ...endReview(review),
      ...(limit && closed.value.limit ? [writeLimit(limit, closed.value.limit)] : []),
      publish('orders', orderPartition(orderId), newId('evt', random), event, now),
    ]);
    if (!committed.ok) throw new Error('the order changed meanwhile');
    const metric = metrics[closed.value.event];
    if (metric) measure(metric);
    return { outcome: 'closed', state: closed.value.order.state };
  });

const reasonCodes = (item: DecisionItem | undefined): readonly string[] =>
  item?.body.decision.reasons.map(({ code }) => code) ?? [];
