/** POST /hardship-requests/{loanId}/decision: help, by an adjustment that was made, or a reason. */
import { decideHardshipRequest } from '../contract/hardship';
import { type CaseItem, caseKey } from '../core/collections/case-record';
import { type DebtorItem, debtorKey } from '../core/collections/debtor-record';
import { type HardshipItem, hardshipKey, writeHardship } from '../core/collections/hardship-record';
import { staffEntry } from '../core/users/audit';
import { commitAudited } from '../core/users/audit-chain';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { decided } from './hardship-decision';
import { hardshipView } from './views';

export const handler = serve(decideHardshipRequest)
  .using({ store: openStore })
  .with(async ({ params: { loanId }, body, caller, now, today, requestId }, { store }) => {
    const item = await store.get<HardshipItem['body']>(hardshipKey(loanId));
    if (item?.body.status !== 'open') return refuse('not_found');
    const { customerId } = item.body;
    const [debtor, held] = await Promise.all([
      store.get<DebtorItem['body']>(debtorKey(customerId)),
      store.get<CaseItem['body']>(caseKey(loanId)),
    ]);
    const by = { decidedBy: caller.id, decidedAt: new Date(now).toISOString() };
    const decision = await decided(store, item.body, body, debtor, held, today);
    if (!decision.ok) return decision;
    const next = { ...item.body, ...by, ...decision.value.outcome };
    const objects = [`hardship ${loanId}`, next.status];
    const entries = [staffEntry(caller.id, 'decideHardshipRequest', requestId, objects)];
    const committed = await commitAudited(store, { subjectId: customerId, entries, now }, [
      writeHardship(item, next),
      ...decision.value.changes,
    ]);
    return committed.ok ? answer(201, hardshipView(next)) : refuse('conflict');
  });
