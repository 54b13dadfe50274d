/** Opens the ID card of a case for a reviewer: on the record first, then shown. */
import { openIdentityReview } from '../contract/identity-reviews';
import { staffEntry } from '../core/users/audit';
import { commitAudited } from '../core/users/audit-chain';
import { readFailures } from '../core/users/face-failures';
import * as reviews from '../core/users/identity-reviews';
import { loadCustomer } from '../core/users/rows';
import { openPictures as pictures } from '../platform/composition/pictures';
import { openStore as store } from '../platform/composition/store';
import { openVault as vault } from '../platform/composition/vault';
import { answer, refuse, serve } from '../platform/serve';
import { openedCase } from './identity-case';

export const handler = serve(openIdentityReview)
  .using({ store, vault, pictures })
  .with(async ({ params: { identityReviewId }, caller, now, requestId }, services) => {
    const { store } = services;
    const key = reviews.identityReviewKey(identityReviewId);
    const review = await store.get<reviews.IdentityReviewBody>(key);
    if (!review) return refuse('not_found');
    if (!reviews.isOpen(review, now)) return refuse('review_closed');
    const { customerId } = review.body;
    const customer = await loadCustomer(store, customerId);
    if (!customer) return refuse('review_closed');

    const objects = [identityReviewId, 'pictures of the ID card'];
    const entries = [staffEntry(caller.id, 'openIdentityReview', requestId, objects)];
    const seen = reviews.markSeen(review, caller.id);
    const written = await commitAudited(store, { subjectId: customerId, entries, now }, [seen]);
    if (!written.ok) return refuse('conflict');
    const opening = { purpose: 'review', actorId: caller.id, requestId, now } as const;
    const failures = await readFailures(store, customerId);
    const shown = await openedCase(services, customer, review.body, failures, opening);
    return answer(200, { ...reviews.reviewView(review.body, now), ...shown });
  });
