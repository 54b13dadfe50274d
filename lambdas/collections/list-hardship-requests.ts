/** GET /hardship-requests: those that wait for a decision, oldest first. */
import { listHardshipRequests } from '../contract/hardship';
import { type HardshipItem, openHardshipPartition } from '../core/collections/hardship-record';
import { openStore } from '../platform/composition/store';
import { answer, serve } from '../platform/serve';
import { hardshipView } from './views';

export const handler = serve(listHardshipRequests)
  .using({ store: openStore })
  .with(async ({ query: { cursor } }, { store }) => {
    const page = await store.query<HardshipItem['body']>({
      table: 'collections',
      index: 'index2',
      partition: openHardshipPartition,
      limit: 50,
      ...(cursor && { cursor }),
    });
    return answer(200, {
      requests: page.items.map(({ body }) => ({ ...hardshipView(body), earlier: body.earlier })),
      ...(page.next && { next: page.next }),
    });
  });
