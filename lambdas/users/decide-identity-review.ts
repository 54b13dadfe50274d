/** A reviewer approves or declines: approved, the person is as proven as by the face. */
import { decideIdentityReview } from '../contract/identity-reviews';
import { failure } from '../core/result';
import { staffEntry } from '../core/users/audit';
import { commitAudited } from '../core/users/audit-chain';
import * as reviews from '../core/users/identity-reviews';
import { loadCustomer } from '../core/users/rows';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';

export const handler = serve(decideIdentityReview)
  .using({ store: openStore })
  .with(async ({ params, body, caller, now, requestId, remember }, { store }) => {
    if (!reviews.isCoherent(body))
      return refuse('validation_failed', undefined, [{ path: 'body.reason', reason: 'invalid' }]);
    const { identityReviewId } = params;
    const key = reviews.identityReviewKey(identityReviewId);
    const review = await store.get<reviews.IdentityReviewBody>(key);
    if (!review) return refuse('not_found');
    const customer = await loadCustomer(store, review.body.customerId);
    if (!customer || !reviews.isOpen(review, now)) return refuse('review_closed');
    if (!review.body.seenBy.includes(caller.id)) return refuse('review_not_opened');
    const outcome = await reviews.outcomeOf(store, customer, body, now);
    if (!outcome.ok) return failure(outcome.error);

    const decided = reviews.decideReview(review, customer, body, caller.id, now);
    const reply = { status: 201, body: reviews.reviewView(decided.body, now) };
    const objects = [identityReviewId, body.decision, body.reason];
    const entries = [staffEntry(caller.id, 'decideIdentityReview', requestId, objects)];
    const { customerId } = customer;
    const committed = await commitAudited(store, { subjectId: customerId, entries, now }, [
      ...decided.changes,
      ...outcome.value,
      ...remember(reply),
    ]);
    return committed.ok ? answer(reply.status, reply.body) : refuse('conflict');
  });
