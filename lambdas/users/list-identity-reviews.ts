/** Identities that wait for a reviewer, oldest first. */
import { listIdentityReviews } from '../contract/identity-reviews';
import {
  type IdentityReviewBody,
  openReviewsQuery,
  reviewView,
} from '../core/users/identity-reviews';
import { openStore } from '../platform/composition/store';
import { answer, serve } from '../platform/serve';

export const handler = serve(listIdentityReviews)
  .using({ store: openStore })
  .with(async ({ query, now }, { store }) => {
    const page = await store.query<IdentityReviewBody>(openReviewsQuery(now, query.cursor));
    return answer(200, {
      reviews: page.items.map(({ body }) => reviewView(body, now)),
      ...(page.next && { next: page.next }),
    });
  });
