/** PUT /collection-cases/{loanId}/assignment: takes a case, hands it on, or puts it back. */
import { assignCollectionCase } from '../contract/collections';
import { type CaseItem, caseKey, writeCase } from '../core/collections/case-record';
import { assigned } from '../core/collections/collection-case';
import { staffEntry } from '../core/users/audit';
import { commitAudited } from '../core/users/audit-chain';
import { readStaff } from '../core/users/staff';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { caseView } from './views';

export const handler = serve(assignCollectionCase)
  .using({ store: openStore })
  .with(async ({ params: { loanId }, body: { assigneeId }, caller, now, requestId }, { store }) => {
    const item = await store.get<CaseItem['body']>(caseKey(loanId));
    if (!item) return refuse('not_found');
    if (item.body.status === 'closed') return refuse('collection_closed');
    if (caller.role !== 'admin') {
      // A collector takes what nobody has, and gives back their own.
      const isTheirs = [undefined, caller.id].includes(item.body.assigneeId);
      if (!isTheirs || (assigneeId && assigneeId !== caller.id)) return refuse('forbidden');
    } else if (assigneeId && (await readStaff(store, assigneeId))?.body.role !== 'collector')
      return refuse('not_found');

    const next = assigned(item.body, assigneeId, now);
    const objects = [`case ${loanId}`, `assignee ${assigneeId ?? 'nobody'}`];
    const entries = [staffEntry(caller.id, 'assignCollectionCase', requestId, objects)];
    const audited = { subjectId: next.customerId, entries, now };
    const committed = await commitAudited(store, audited, [writeCase(item, next)]);
    return committed.ok ? answer(200, caseView(next)) : refuse('conflict');
  });
