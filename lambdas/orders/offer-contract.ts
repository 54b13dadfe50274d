/** Workflow step: approves the order and waits, by its task token, for the borrower to sign. */
import * as z from 'zod';
import { orderId } from '../contract/schemas';
import { addDays } from '../core/calendar';
import { startOfDayInChina } from '../core/china-day';
import { newId } from '../core/identifiers';
import { productOf } from '../core/orders/offer';
import {
  advance,
  keepTaskToken,
  type OrderItem,
  orderKey,
  orderPartition,
  replaceOrder,
  taskTokenKey,
} from '../core/orders/order-record';
import { publish } from '../core/outbox';
import { openCatalogue } from '../platform/composition/products';
import { openRandom } from '../platform/composition/random';
import { openStore } from '../platform/composition/store';
import { openWorkflow } from '../platform/composition/workflow';
import { measure } from '../platform/observability';
import { task } from '../platform/task';

export const handler = task('offerContract', z.object({ orderId, taskToken: z.string() }))
  .using({ store: openStore, catalogue: openCatalogue, random: openRandom, workflow: openWorkflow })
  .with(async ({ orderId, taskToken }, services, { now, today }) => {
    const { store, catalogue, random, workflow } = services;
    const item = await store.get<OrderItem['body']>(orderKey(orderId));
    if (!item) throw new Error(`order ${orderId} does not exist`);
    const { offerValidDays } = productOf(item.body, catalogue);
    const offer = {
      offeredOn: today,
      // The offer ends with the last of its days.
      offerExpiresAtMillis: startOfDayInChina(addDays(today, offerValidDays + 1)) - 1,
    };
    const approved = advance(item.body, 'approve', now, offer);
    if (!approved.ok && item.body.state !== 'approved') {
      await workflow.answer(taskToken, { outcome: 'closed' });
      return { outcome: 'closed' };
    }

    const earlier = await store.get(taskTokenKey(orderId, 'signature'));
    const event = { type: 'OrderApproved', version: 1, data: { orderId } };
    const committed = await store.commit([
      keepTaskToken(orderId, 'signature', taskToken, earlier),
      // A step that is tried again after it had approved only renews its token.
      ...(approved.ok
        ? [
            replaceOrder(item, approved.value),
            publish('orders', orderPartition(orderId), newId('evt', random), event, now),
          ]
        : []),
    ]);
    if (!committed.ok) throw new Error('the order changed meanwhile');
    if (approved.ok) measure('OrdersApproved');
    return { outcome: 'offered' };
  });
