/** GET /reconciliation/cases: differences in one state, the oldest day first. */
import { listReconciliationCases } from '../contract/reconciliation';
import { type CaseItem, casesPartition } from '../core/payments/reconciliation-case';
import { openStore } from '../platform/composition/store';
import { answer, serve } from '../platform/serve';
import { caseView } from './case-views';

export const handler = serve(listReconciliationCases)
  .using({ store: openStore })
  .with(async ({ query }, { store }) => {
    const page = await store.query<CaseItem['body']>({
      table: 'payments',
      index: 'index1',
      partition: casesPartition(query.state ?? 'open'),
      limit: 50,
      ...(query.cursor && { cursor: query.cursor }),
    });
    return answer(200, {
      cases: page.items.map(({ body }) => caseView(body)),
      ...(page.next && { next: page.next }),
    });
  });
