/** GET /servicing-cases: the loans that the night could not serve. */
import { listServicingCases } from '../contract/night';
import { casesPartition, type ServicingCaseItem } from '../core/repayment/servicing-case';
import { openStore } from '../platform/composition/store';
import { answer, serve } from '../platform/serve';

export const handler = serve(listServicingCases)
  .using({ store: openStore })
  .with(async ({ query }, { store }) => {
    const page = await store.query<ServicingCaseItem['body']>({
      table: 'repayment',
      index: 'index1',
      partition: casesPartition(query.state),
      limit: 50,
      ...(query.cursor && { cursor: query.cursor }),
    });
    const cases = page.items.map(({ body }) => body);
    return answer(200, { cases, ...(page.next && { next: page.next }) });
  });
