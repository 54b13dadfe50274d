/** POST /reconciliation/cases/{caseId}/decision: a second person's word where money is at stake. */
import { decideReconciliationCase } from '../contract/reconciliation';
import {
  decideResolution,
  replaceCase,
  settleSuspense,
} from '../core/payments/reconciliation-case';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { caseView, readCase } from './case-views';

export const handler = serve(decideReconciliationCase)
  .using({ store: openStore })
  .with(async ({ params, body, caller, today, remember }, { store }) => {
    const item = await readCase(store, params.caseId);
    if (!item) return refuse('not_found');
    const decided = decideResolution(item.body, body.decision, caller.id);
    if (!decided.ok)
      return refuse(decided.error === 'closed' ? 'case_closed' : 'second_person_required');
    const next = decided.value;
    const reply = { status: 201, body: caseView(next) } as const;
    const committed = await store.commit([
      replaceCase(item, next),
      ...(next.state === 'resolved' ? settleSuspense(next, today) : []),
      ...remember(reply),
    ]);
    return committed.ok ? answer(201, reply.body) : refuse('conflict');
  });
