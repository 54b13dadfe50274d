/** GET /risk-lists/{list}/entries: latest change first, or what waits for a second person. */
import { listListings } from '../contract/risk-lists';
import { type ListingItem, listingsOf } from '../core/risk/lists/listing-rows';
import { openStore } from '../platform/composition/store';
import { answer, serve } from '../platform/serve';
import { listingView } from './listing-view';

export const handler = serve(listListings)
  .using({ store: openStore })
  .with(async ({ params, query }, { store }) => {
    const page = await store.query<ListingItem['body']>({
      ...listingsOf(params.list, query.pending === 'true'),
      ...(query.cursor && { cursor: query.cursor }),
    });
    return answer(200, {
      entries: page.items.map(({ body }) => listingView(body)),
      ...(page.next && { next: page.next }),
    });
  });
