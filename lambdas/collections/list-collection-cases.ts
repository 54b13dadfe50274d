/** GET /collection-cases: those that wait for people in a bucket, or those one has taken. */
import { listCollectionCases } from '../contract/collections';
import { assignedPartition, type CaseItem, queuePartition } from '../core/collections/case-record';
import { queueOf } from '../core/collections/collection-case';
import { openStore } from '../platform/composition/store';
import { answer, serve } from '../platform/serve';
import { caseView } from './views';

export const handler = serve(listCollectionCases)
  .using({ store: openStore })
  .with(async ({ query: { bucket, cursor }, caller }, { store }) => {
    const page = await store.query<CaseItem['body']>({
      table: 'collections',
      index: 'index2',
      partition: bucket ? queuePartition(queueOf({ bucket })) : assignedPartition(caller.id),
      descending: true,
      limit: 50,
      ...(cursor && { cursor }),
    });
    return answer(200, {
      cases: page.items.map(({ body }) => caseView(body)),
      ...(page.next && { next: page.next }),
    });
  });
