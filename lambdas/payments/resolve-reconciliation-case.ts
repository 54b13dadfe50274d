/** POST /reconciliation/cases/{caseId}/resolution: what explains the difference. */
import { resolveReconciliationCase } from '../contract/reconciliation';
import { proposeResolution, replaceCase } from '../core/payments/reconciliation-case';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { caseView, readCase } from './case-views';

export const handler = serve(resolveReconciliationCase)
  .using({ store: openStore })
  .with(async ({ params, body, caller, remember }, { store }) => {
    const item = await readCase(store, params.caseId);
    if (!item) return refuse('not_found');
    const proposed = proposeResolution(item.body, body.resolution, caller.id);
    if (!proposed.ok) return refuse('case_closed');
    const reply = { status: 201, body: caseView(proposed.value) } as const;
    const changes = [replaceCase(item, proposed.value), ...remember(reply)];
    return (await store.commit(changes)).ok ? answer(201, reply.body) : refuse('conflict');
  });
