/** Workflow step: decides an order once; the same order is never decided twice differently. */
import * as z from 'zod';
import { orderId } from '../contract/schemas';
import { productOf } from '../core/orders/offer';
import { type OrderItem, orderKey } from '../core/orders/order-record';
import { type Assessment, assess } from '../core/risk/assessment';
import { factsFrom } from '../core/risk/facts';
import { valuesOf } from '../core/risk/profile/applicant-profile';
import { type DecisionBody, decisionKey, recordDecision } from '../core/risk/records';
import { profileProviders } from '../platform/composition/data-sources';
import { openCatalogue } from '../platform/composition/products';
import { openRiskModels } from '../platform/composition/risk-models';
import { openStore } from '../platform/composition/store';
import { measure } from '../platform/observability';
import { task } from '../platform/task';
import { profileForOrder } from './applicant-profile';

const daySeconds = 86_400;

export const handler = task('assessOrder', z.object({ orderId }))
  .using({
    store: openStore,
    models: openRiskModels,
    catalogue: openCatalogue,
    ...profileProviders,
  })
  .with(async ({ orderId }, services, moment) => {
    const { store, models, catalogue } = services;
    const order = (await store.get<OrderItem['body']>(orderKey(orderId)))?.body;
    if (!order) throw new Error(`order ${orderId} does not exist`);
    // The days of the offer, counted with the one on which it is made.
    const offerSeconds = (productOf(order, catalogue).offerValidDays + 1) * daySeconds;
    if (order.state !== 'pendingReview') return { outcome: 'closed', offerSeconds };

    const decided = await store.get<DecisionBody & Record<string, unknown>>(decisionKey(orderId));
    if (decided) return { outcome: decided.body.outcome, offerSeconds };
    const { profile } = await profileForOrder(services, order, moment);
    const assessment: Assessment = assess(models, 'order', factsFrom(valuesOf(profile)));
    const decidedAt = new Date(moment.now).toISOString();
    const { customerId } = order;
    const committed = await store.commit([
      recordDecision({ ...assessment, subjectId: orderId, customerId, decidedAt }),
    ]);
    if (!committed.ok) throw new Error('the order was decided meanwhile');
    if (assessment.outcome === 'refer') measure('OrdersReferred');
    return { outcome: assessment.outcome, offerSeconds };
  });
