/** Workflow step: approves the order and waits, by its task token, for the borrower to sign. */
import * as z from 'zod';
import { instant, orderId } from '../contract/schemas';
import { addDays } from '../core/calendar';
import { dayInChina, startOfDayInChina } from '../core/china-day';
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

const input = z.object({ orderId, taskToken: z.string(), enteredAt: instant });

export const handler = task('offerContract', input)
  .using({ store: openStore, catalogue: openCatalogue, random: openRandom, workflow: openWorkflow })
  .with(async ({ orderId, taskToken, enteredAt }, services, { now }) => {
    const { store, catalogue, random, workflow } = services;
    const item = await store.get<OrderItem['body']>(orderKey(orderId));
    if (!item) throw new Error(`order ${orderId} does not exist`);
    const { offerValidDays } = productOf(item.body, catalogue);
    // The day on which the workflow began to wait, so that both end the offer at one instant.
    const offeredOn = dayInChina(Date.parse(enteredAt));
    const offer = {
      offeredOn,
      // The offer ends with the last of its days.
      offerExpiresAtMillis: startOfDayInChina(addDays(offeredOn, offerValidDays + 1)) - 1,
    };
    const approved = advance(item.body, 'approve', now, offer);
    if (!approved.ok && item.body.state !== 'approved') {
      // A step that is tried again may come after the signature that its former token missed.
      const outcome = item.body.signedAtMillis === undefined ? 'closed' : 'signed';
      await workflow.answer(taskToken, { outcome });
      return { outcome };
    }

    const earlier = await store.get(taskTokenKey(orderId, 'signature'));
    const event = { type: 'OrderApproved', version: 1, data: { orderId } };
    const committed = await store.commit([
      keepTaskToken(orderId, 'signature', taskToken, earlier),
      // Tried again after it had approved, the step renews its token and no more; the order is
      // written all the same, so that nobody signs meanwhile over the former token.
      replaceOrder(item, approved.ok ? approved.value : item.body),
      ...(approved.ok
        ? [publish('orders', orderPartition(orderId), newId('evt', random), event, now)]
        : []),
    ]);
    if (!committed.ok) throw new Error('the order changed meanwhile');
    if (approved.ok) measure('OrdersApproved');
    return { outcome: 'offered' };
  });
