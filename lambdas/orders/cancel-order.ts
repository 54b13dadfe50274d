/** POST /orders/{orderId}/cancellation: the borrower changes their mind before signing. */
import { cancelOrder } from '../contract/orders';
import { newId } from '../core/identifiers';
import { advance, orderPartition, replaceOrder } from '../core/orders/order-record';
import { publish } from '../core/outbox';
import { endReview, type ReviewItem, reviewKey } from '../core/risk/records';
import { openRandom } from '../platform/composition/random';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { ownOrder } from './own-order';
import { orderView } from './views';

export const handler = serve(cancelOrder)
  .using({ store: openStore, random: openRandom })
  .with(async ({ params, caller, now, remember }, { store, random }) => {
    const item = ownOrder(caller, params.orderId);
    const next = advance(item.body, 'cancel', now, { reasons: ['cancelledByBorrower'] });
    if (!next.ok) return refuse('order_state_conflict', { state: next.error.state });

    const { orderId } = next.value;
    const reply = { status: 201, body: orderView(next.value) };
    const event = { type: 'OrderCancelled', version: 1, data: { orderId } };
    const review = await store.get<ReviewItem['body']>(reviewKey(orderId));
    const committed = await store.commit([
      replaceOrder(item, next.value),
      ...endReview(review),
      publish('orders', orderPartition(orderId), newId('evt', random), event, now),
      ...remember(reply),
    ]);
    return committed.ok ? answer(reply.status, reply.body) : refuse('conflict');
  });
