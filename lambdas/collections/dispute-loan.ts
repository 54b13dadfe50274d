/** POST /loans/{loanId}/disputes: the borrower does not agree; contacts rest until an answer. */
import { disputeLoan } from '../contract/debtors';
import { type CaseItem, caseKey } from '../core/collections/case-record';
import {
  type DebtorItem,
  debtorKey,
  debtorOf,
  writeDebtor,
} from '../core/collections/debtor-record';
import { type DisputeItem, disputeKey } from '../core/collections/dispute-record';
import { placeDispute } from '../core/collections/stops';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { disputeView } from './views';

export const handler = serve(disputeLoan)
  .using({ store: openStore })
  .with(async ({ params: { loanId }, body: { reason }, caller, now, remember }, { store }) => {
    const [item, held, read] = await Promise.all([
      store.get<DebtorItem['body']>(debtorKey(caller.id)),
      store.get<CaseItem['body']>(caseKey(loanId)),
      store.get<DisputeItem['body']>(disputeKey(loanId)),
    ]);
    if (read?.body.status === 'open') return refuse('dispute_open');
    const about = { loanId, customerId: caller.id, reason };
    const placed = placeDispute(debtorOf(item, caller.id), held, read, about, now);
    const reply = { status: 201, body: disputeView(placed.dispute) };
    const committed = await store.commit([
      ...placed.changes,
      writeDebtor(item, placed.debtor),
      ...remember(reply),
    ]);
    return committed.ok ? answer(reply.status, reply.body) : refuse('conflict');
  });
