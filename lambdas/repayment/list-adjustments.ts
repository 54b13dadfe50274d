/** GET /loan-adjustments: what waits for a second person, oldest first. */
import { listAdjustments } from '../contract/loan-care';
import { type AdjustmentItem, proposedAdjustments } from '../core/repayment/adjustment-record';
import { openStore } from '../platform/composition/store';
import { answer, serve } from '../platform/serve';
import { adjustmentView } from './views';

export const handler = serve(listAdjustments)
  .using({ store: openStore })
  .with(async ({ query }, { store }) => {
    const page = await store.query<AdjustmentItem['body']>({
      table: 'repayment',
      index: 'index1',
      partition: proposedAdjustments,
      limit: 50,
      ...(query.cursor && { cursor: query.cursor }),
    });
    return answer(200, {
      adjustments: page.items.map(({ body }) => adjustmentView(body)),
      ...(page.next && { next: page.next }),
    });
  });
