/** POST /orders/{orderId}/signature: the confirmed cost sheet, the limit and the state, at once. */
import { signOrder } from '../contract/orders';
import { newId } from '../core/identifiers';
import { type LimitItem, limitKey, writeLimit } from '../core/orders/limit-record';
import { orderPartition, replaceOrder } from '../core/orders/order-record';
import { sign } from '../core/orders/signature';
import { publish } from '../core/outbox';
import { openCatalogue } from '../platform/composition/products';
import { openRandom } from '../platform/composition/random';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { ownOrder } from './own-order';
import { orderView } from './views';

export const handler = serve(signOrder)
  .using({ store: openStore, catalogue: openCatalogue, random: openRandom })
  .with(async ({ params, body, caller, now, today, remember }, { store, catalogue, random }) => {
    const item = ownOrder(caller, params.orderId);
    const limit = await store.get<LimitItem['body']>(limitKey(caller.id));
    if (!limit) return refuse('limit_exceeded');
    const moment = { now, today };
    const signed = sign(item.body, limit.body, body.costSheetHash, catalogue, moment);
    if (!signed.ok) return signed;

    const { orderId } = params;
    const reply = { status: 201, body: orderView(signed.value.order) };
    const event = { type: 'OrderSigned', version: 1, data: { orderId } };
    const committed = await store.commit([
      replaceOrder(item, signed.value.order),
      writeLimit(limit, signed.value.limit),
      publish('orders', orderPartition(orderId), newId('evt', random), event, now),
      ...remember(reply),
    ]);
    return committed.ok ? answer(reply.status, reply.body) : refuse('conflict');
  });
