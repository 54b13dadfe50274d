/** Workflow step: decides an order once; the same order is never decided twice differently. */
import * as z from 'zod';
import { orderId } from '../contract/schemas';
import { productOf } from '../core/orders/offer';
import { type OrderItem, orderKey } from '../core/orders/order-record';
import { decideApplication } from '../core/risk/decision/decision-making';
import {
  type DecisionItem,
  decisionKey,
  recordDecision,
} from '../core/risk/decision/decision-record';
import { offerOfOrder } from '../core/risk/decision/offer';
import { decisionProviders } from '../platform/composition/policies';
import { openStore } from '../platform/composition/store';
import { measure, measureDecision } from '../platform/observability';
import { task } from '../platform/task';
import { profileForOrder } from './applicant-profile';

const daySeconds = 86_400;

export const handler = task('assessOrder', z.object({ orderId }))
  .using({ store: openStore, ...decisionProviders })
  .with(async ({ orderId }, services, moment) => {
    const { store, catalogue } = services;
    const order = (await store.get<OrderItem['body']>(orderKey(orderId)))?.body;
    if (!order) throw new Error(`order ${orderId} does not exist`);
    // The days of the offer, counted with the one on which it is made.
    const offerSeconds = (productOf(order, catalogue).offerValidDays + 1) * daySeconds;
    if (order.state !== 'pendingReview') return { outcome: 'closed', offerSeconds };

    const decided = await store.get<DecisionItem['body']>(decisionKey(orderId));
    if (decided) return { outcome: decided.body.decision.outcome, offerSeconds };
    const { profile, listHits } = await profileForOrder(services, order, moment);
    const { customerId } = order;
    const offer = offerOfOrder(order, catalogue, moment.today);
    const application = { stage: 'order' as const, customerId, profile, offer };
    const asked = { subjectId: orderId, application, listHits };
    const { record } = await decideApplication(services, asked, moment.now);
    const committed = await store.commit([recordDecision(record)]);
    if (!committed.ok) throw new Error('the order was decided meanwhile');
    const { outcome } = record.decision;
    if (outcome === 'refer') measure('OrdersReferred');
    measureDecision(record);
    return { outcome, offerSeconds };
  });
