/** POST /loans/{loanId}/hardship-requests: the borrower asks for help; contacts rest meanwhile. */
import { requestHardshipHelp } from '../contract/hardship';
import { type CaseItem, caseKey } from '../core/collections/case-record';
import {
  type DebtorItem,
  debtorKey,
  debtorOf,
  writeDebtor,
} from '../core/collections/debtor-record';
import { type HardshipItem, hardshipKey } from '../core/collections/hardship-record';
import { placeHardship } from '../core/collections/stops';
import type { LoanItem } from '../core/repayment/loan-record';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { hardshipView } from './views';

export const handler = serve(requestHardshipHelp)
  .using({ store: openStore })
  .with(async ({ params: { loanId }, body, caller, now, remember }, { store }) => {
    const loan = caller.owned.get(loanId) as LoanItem;
    if (loan.body.state.status === 'settled') return refuse('loan_closed');
    const [item, held, read] = await Promise.all([
      store.get<DebtorItem['body']>(debtorKey(caller.id)),
      store.get<CaseItem['body']>(caseKey(loanId)),
      store.get<HardshipItem['body']>(hardshipKey(loanId)),
    ]);
    if (read?.body.status === 'open') return refuse('hardship_open');
    const about = { loanId, customerId: caller.id, askedBy: 'borrower' } as const;
    const placed = placeHardship(debtorOf(item, caller.id), held, read, about, body, now);
    const reply = { status: 201, body: hardshipView(placed.request) };
    const committed = await store.commit([
      ...placed.changes,
      writeDebtor(item, placed.debtor),
      ...remember(reply),
    ]);
    return committed.ok ? answer(reply.status, reply.body) : refuse('conflict');
  });
