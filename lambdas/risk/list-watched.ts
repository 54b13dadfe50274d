/** GET /watch-list: borrowers who gave signs of trouble, a shard at a time. */
import { listWatched } from '../contract/early-warning';
import { type WatchItem, watchedPartition } from '../core/risk/warnings/watch-record';
import { openStore } from '../platform/composition/store';
import { answer, serve } from '../platform/serve';
import { watchView } from './watch-view';

export const handler = serve(listWatched)
  .using({ store: openStore })
  .with(async ({ query }, { store }) => {
    const page = await store.query<WatchItem['body']>({
      table: 'risk',
      index: 'index1',
      partition: watchedPartition(query.shard),
      limit: 50,
      ...(query.cursor && { cursor: query.cursor }),
    });
    return answer(200, {
      watched: page.items.map(({ body }) => watchView(body)),
      ...(page.next && { next: page.next }),
    });
  });
