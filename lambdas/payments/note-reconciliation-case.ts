/** POST /reconciliation/cases/{caseId}/notes: an owner for the case, or a note on it. */
import { noteReconciliationCase } from '../contract/reconciliation';
import { replaceCase } from '../core/payments/reconciliation-case';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { caseView, readCase } from './case-views';

export const handler = serve(noteReconciliationCase)
  .using({ store: openStore })
  .with(async ({ params, body, caller, now, remember }, { store }) => {
    const item = await readCase(store, params.caseId);
    if (!item) return refuse('not_found');
    if (item.body.state === 'resolved') return refuse('case_closed');
    const { assignee, text } = body;
    const note = text && [{ at: new Date(now).toISOString(), by: caller.id, text }];
    const next = {
      ...item.body,
      ...(assignee && { assignee }),
      notes: [...item.body.notes, ...(note || [])],
    };
    const reply = { status: 201, body: caseView(next) } as const;
    const committed = await store.commit([replaceCase(item, next), ...remember(reply)]);
    return committed.ok ? answer(201, reply.body) : refuse('conflict');
  });
