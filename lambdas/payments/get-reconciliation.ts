/** GET /reconciliation/days/{day}: what every channel's day came to, and what is in suspense. */
import { getReconciliation } from '../contract/reconciliation';
import {
  agedSuspense,
  type CaseItem,
  casesPartition,
  type DayBody,
} from '../core/payments/reconciliation-case';
import type { Store } from '../core/ports/store';
import { openStore } from '../platform/composition/store';
import { answer, serve } from '../platform/serve';

export const handler = serve(getReconciliation)
  .using({ store: openStore })
  .with(async ({ params: { day }, now }, { store }) => {
    const partition = `RECONCILIATION#${day}`;
    const days = await store.query<DayBody>({ table: 'payments', partition });
    const [upToDay = 0, week = 0, month = 0, older = 0] = agedSuspense(await standing(store), now);
    return answer(200, {
      day,
      channels: days.items.map(({ body: { day: _, ...sums } }) => sums),
      suspenseFen: { day: upToDay, week, month, older },
    });
  });

async function standing(store: Store): Promise<CaseItem['body'][]> {
  const found: CaseItem['body'][] = [];
  for (const state of ['open', 'proposed'] as const) {
    const partition = casesPartition(state);
    const query = { table: 'payments', index: 'index1', partition, limit: 1000 } as const;
    let page = await store.query<CaseItem['body']>(query);
    for (;;) {
      found.push(...page.items.map(({ body }) => body));
      if (!page.next) break;
      page = await store.query({ ...query, cursor: page.next });
    }
  }
  return found;
}
