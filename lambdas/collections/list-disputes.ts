/** GET /disputes: those that wait for an answer, oldest first. */
import { listDisputes } from '../contract/collections';
import { type DisputeItem, openDisputesPartition } from '../core/collections/dispute-record';
import { openStore } from '../platform/composition/store';
import { answer, serve } from '../platform/serve';
import { disputeView } from './views';

export const handler = serve(listDisputes)
  .using({ store: openStore })
  .with(async ({ query: { cursor } }, { store }) => {
    const page = await store.query<DisputeItem['body']>({
      table: 'collections',
      index: 'index2',
      partition: openDisputesPartition,
      limit: 50,
      ...(cursor && { cursor }),
    });
    return answer(200, {
      disputes: page.items.map(({ body }) => disputeView(body)),
      ...(page.next && { next: page.next }),
    });
  });
