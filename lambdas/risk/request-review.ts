/** Workflow step: puts a referred order before the reviewers and waits by its task token. */
import * as z from 'zod';
import { readVariable } from '../contract/environment';
import { orderId } from '../contract/schemas';
import {
  keepTaskToken,
  type Order,
  type OrderItem,
  orderKey,
  taskTokenKey,
} from '../core/orders/order-record';
import {
  type DecisionItem,
  type DecisionRecord,
  decisionKey,
} from '../core/risk/decision/decision-record';
import {
  insertReview,
  type Review,
  type ReviewItem,
  replaceReview,
  reviewKey,
} from '../core/risk/records';
import { openStore } from '../platform/composition/store';
import { openWorkflow } from '../platform/composition/workflow';
import { task } from '../platform/task';

export const handler = task('requestReview', z.object({ orderId, taskToken: z.string() }))
  .using({
    store: openStore,
    workflow: openWorkflow,
    timeoutSeconds: () => ({ review: Number(readVariable('reviewTimeoutSeconds')) }),
  })
  .with(async ({ orderId, taskToken }, { store, workflow, timeoutSeconds }, { now }) => {
    const order = await store.get<OrderItem['body']>(orderKey(orderId));
    const decision = await store.get<DecisionItem['body']>(decisionKey(orderId));
    if (!order || !decision) throw new Error(`order ${orderId} is not ready for review`);
    const review = await store.get<ReviewItem['body']>(reviewKey(orderId));
    // A step that is tried again may find the answer there already, given to its former token.
    const known = order.body.state === 'pendingReview' ? review?.body.decision : 'closed';
    if (known) {
      await workflow.answer(taskToken, { outcome: known });
      return { outcome: known };
    }

    const earlier = await store.get(taskTokenKey(orderId, 'review'));
    const committed = await store.commit([
      { kind: 'require', key: order.key, version: order.version },
      keepTaskToken(orderId, 'review', taskToken, earlier),
      // Written although unchanged: who decided meanwhile, over the former token, makes this fail.
      review
        ? replaceReview(review, review.body)
        : insertReview(reviewOf(order.body, decision.body, now, timeoutSeconds.review)),
    ]);
    if (!committed.ok) throw new Error('the order changed meanwhile');
    return { outcome: 'requested' };
  });

/**
 * A decision needs a moment to reach the workflow: reviewers are closed a tenth of the time, at
 * most ten minutes, before the workflow stops waiting, so that no accepted decision comes too late.
 */
const reviewSeconds = (timeoutSeconds: number): number =>
  timeoutSeconds - Math.min(600, timeoutSeconds / 10);

const reviewOf = (
  { orderId, customerId, amountFen, termMonths, grade }: Order,
  { decision }: DecisionRecord,
  nowMillis: number,
  timeoutSeconds: number,
): Review => ({
  orderId,
  customerId,
  status: 'open',
  openedAt: new Date(nowMillis).toISOString(),
  expiresAt: new Date(nowMillis + reviewSeconds(timeoutSeconds) * 1000).toISOString(),
  amountFen,
  termMonths,
  grade,
  score: decision.credit.score,
  reasons: decision.reasons.map(({ code }) => code),
});
