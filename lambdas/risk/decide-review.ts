/** POST /reviews/{orderId}/decision: a reviewer approves or declines; the workflow hears of it. */
import { decideReview } from '../contract/risk';
import { newId } from '../core/identifiers';
import { publish } from '../core/outbox';
import { type ReviewItem, replaceReview, reviewKey, reviewPartition } from '../core/risk/records';
import { staffEntry } from '../core/users/audit';
import { commitAudited } from '../core/users/audit-chain';
import { openRandom } from '../platform/composition/random';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { reviewView } from './review-view';

export const handler = serve(decideReview)
  .using({ store: openStore, random: openRandom })
  .with(async ({ params, body, caller, now, requestId, remember }, { store, random }) => {
    const { orderId } = params;
    const item = await store.get<ReviewItem['body']>(reviewKey(orderId));
    if (!item) return refuse('not_found');
    const decidedAt = new Date(now).toISOString();
    if (item.body.status === 'closed' || item.body.expiresAt <= decidedAt)
      return refuse('review_closed');

    const next = {
      ...item.body,
      status: 'closed' as const,
      decidedBy: caller.id,
      decidedAt,
      decision: body.decision,
      reason: body.reason,
    };
    const reply = { status: 201, body: reviewView(next) };
    const data = { orderId, decision: body.decision };
    const event = { type: 'ReviewDecided', version: 1, data };
    const entries = [staffEntry(caller.id, 'decideReview', requestId, [orderId, body.decision])];
    const committed = await commitAudited(store, { subjectId: next.customerId, entries, now }, [
      replaceReview(item, next),
      publish('risk', reviewPartition(orderId), newId('evt', random), event, now),
      ...remember(reply),
    ]);
    return committed.ok ? answer(reply.status, reply.body) : refuse('conflict');
  });
