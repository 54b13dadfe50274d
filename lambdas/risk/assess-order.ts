/** Workflow step: decides an order once; the same order is never decided twice differently. */
import * as z from 'zod';
import { orderId } from '../contract/schemas';
import { productOf } from '../core/orders/offer';
import { type Order, type OrderItem, orderKey } from '../core/orders/order-record';
import type { Store } from '../core/ports/store';
import { applicantFacts } from '../core/risk/applicant';
import { type Assessment, assess } from '../core/risk/assessment';
import type { DeclaredMeans } from '../core/risk/facts';
import { type DecisionBody, decisionKey, meansKey, recordDecision } from '../core/risk/records';
import { loadCustomer } from '../core/users/rows';
import { openCatalogue } from '../platform/composition/products';
import { openRiskModels } from '../platform/composition/risk-models';
import { openStore } from '../platform/composition/store';
import { measure } from '../platform/observability';
import { type Moment, task } from '../platform/task';
import { earlierOrders } from './earlier-orders';

const daySeconds = 86_400;

export const handler = task('assessOrder', z.object({ orderId }))
  .using({ store: openStore, models: openRiskModels, catalogue: openCatalogue })
  .with(async ({ orderId }, { store, models, catalogue }, moment) => {
    const order = (await store.get<OrderItem['body']>(orderKey(orderId)))?.body;
    if (!order) throw new Error(`order ${orderId} does not exist`);
    // The days of the offer, counted with the one on which it is made.
    const offerSeconds = (productOf(order, catalogue).offerValidDays + 1) * daySeconds;
    if (order.state !== 'pendingReview') return { outcome: 'closed', offerSeconds };

    const decided = await store.get<DecisionBody & Record<string, unknown>>(decisionKey(orderId));
    if (decided) return { outcome: decided.body.outcome, offerSeconds };
    const facts = await factsFor(store, order, moment);
    const assessment: Assessment = assess(models, 'order', facts);
    const decidedAt = new Date(moment.now).toISOString();
    const { customerId } = order;
    const committed = await store.commit([
      recordDecision({ ...assessment, subjectId: orderId, customerId, decidedAt }),
    ]);
    if (!committed.ok) throw new Error('the order was decided meanwhile');
    if (assessment.outcome === 'refer') measure('OrdersReferred');
    return { outcome: assessment.outcome, offerSeconds };
  });

async function factsFor(store: Store, order: Order, { now, today }: Moment) {
  const customer = await loadCustomer(store, order.customerId);
  const means = await store.get<DeclaredMeans & Record<string, string | number>>(
    meansKey(order.customerId),
  );
  const bornInMonth = customer?.profile.body.bornInMonth;
  // A verified borrower with a limit has both: without them nothing can be decided.
  if (!bornInMonth || !means) throw new Error('the applicant is incomplete');
  const orders = await earlierOrders(store, order.customerId, order.orderId);
  const applicant = { bornInMonth, means: means.body, orders };
  return applicantFacts(applicant, order.instalmentFen, today, now);
}
