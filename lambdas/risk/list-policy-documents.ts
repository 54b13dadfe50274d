/** GET /policy-documents: what of a kind is in force, what runs beside it, and all versions. */
import { listPolicyDocuments } from '../contract/policy-documents';
import { type DocumentItem, documentsPartition } from '../core/risk/decision/document-rows';
import { openDocuments } from '../platform/composition/policy-documents';
import { openStore } from '../platform/composition/store';
import { answer, serve } from '../platform/serve';
import { documentView } from './policy-document-views';

export const handler = serve(listPolicyDocuments)
  .using({ store: openStore, documents: openDocuments })
  .with(async ({ query: { kind, cursor } }, { store, documents }) => {
    const [placed, page] = await Promise.all([
      documents.readInForce(kind),
      store.query<DocumentItem['body']>({
        table: 'risk',
        index: 'index1',
        partition: documentsPartition(kind),
        descending: true,
        limit: 20,
        ...(cursor && { cursor }),
      }),
    ]);
    // Those that came with the software are the oldest: they close the last page.
    const deployed = page.next ? [] : [...documents.deployedOf(kind)].reverse();
    return answer(200, {
      inForce: placed.live,
      shadows: [...placed.shadows],
      versions: [...page.items.map(({ body }) => body), ...deployed].map(documentView),
      ...(page.next && { next: page.next }),
    });
  });
