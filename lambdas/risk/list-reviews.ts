/** GET /reviews: the open reviews, oldest first. */
import { listReviews } from '../contract/risk';
import { openReviewsPartition, type ReviewItem } from '../core/risk/records';
import { openStore } from '../platform/composition/store';
import { answer, serve } from '../platform/serve';
import { reviewView } from './review-view';

export const handler = serve(listReviews)
  .using({ store: openStore })
  .with(async ({ query, now }, { store }) => {
    const page = await store.query<ReviewItem['body']>({
      table: 'risk',
      index: 'index1',
      partition: openReviewsPartition,
      limit: 50,
      ...(query.cursor && { cursor: query.cursor }),
    });
    const at = new Date(now).toISOString();
    return answer(200, {
      // The workflow has closed the orders of those that nobody decided in time.
      reviews: page.items
        .filter(({ body }) => body.expiresAt > at)
        .map(({ body }) => reviewView(body)),
      ...(page.next && { next: page.next }),
    });
  });
