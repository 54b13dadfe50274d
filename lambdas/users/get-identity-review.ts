/** How far the review of one's identity is. */
import { getIdentityReview } from '../contract/identity-reviews';
import { type IdentityReviewItem, reviewView } from '../core/users/identity-reviews';
import { openStore } from '../platform/composition/store';
import { answer, serve } from '../platform/serve';

export const handler = serve(getIdentityReview)
  .using({ store: openStore })
  .with(async ({ params: { identityReviewId }, caller, now }) => {
    const { body } = caller.owned.get(identityReviewId) as IdentityReviewItem;
    return answer(200, reviewView(body, now));
  });
