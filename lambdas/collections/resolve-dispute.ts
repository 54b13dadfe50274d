/** POST /disputes/{loanId}/resolution: the debtor has an answer; contacts may begin again. */
import { resolveDispute } from '../contract/collections';
import { type CaseItem, caseKey } from '../core/collections/case-record';
import { type DebtorItem, debtorKey } from '../core/collections/debtor-record';
import {
  type Dispute,
  type DisputeItem,
  disputeKey,
  writeDispute,
} from '../core/collections/dispute-record';
import { liftStop } from '../core/collections/stops';
import { staffEntry } from '../core/users/audit';
import { commitAudited } from '../core/users/audit-chain';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { disputeView } from './views';

export const handler = serve(resolveDispute)
  .using({ store: openStore })
  .with(async ({ params, body: { resolution }, caller, now, today, requestId }, { store }) => {
    const { loanId } = params;
    const item = await store.get<DisputeItem['body']>(disputeKey(loanId));
    if (item?.body.status !== 'open') return refuse('not_found');
    const { customerId } = item.body;
    const [debtor, held] = await Promise.all([
      store.get<DebtorItem['body']>(debtorKey(customerId)),
      store.get<CaseItem['body']>(caseKey(loanId)),
    ]);
    const resolvedAt = new Date(now).toISOString();
    const by = { resolution, resolvedAt, resolvedBy: caller.id };
    const next: Dispute = { ...item.body, ...by, status: 'resolved' };
    const objects = [`dispute ${loanId}`, resolution];
    const entries = [staffEntry(caller.id, 'resolveDispute', requestId, objects)];
    const committed = await commitAudited(store, { subjectId: customerId, entries, now }, [
      writeDispute(item, next),
      ...(debtor ? liftStop(debtor, held, { kind: 'dispute', loanId }, today) : []),
    ]);
    return committed.ok ? answer(201, disputeView(next)) : refuse('conflict');
  });
