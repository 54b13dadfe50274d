/** GET /loans: the borrower's own loans, newest first. */
import { listLoans } from '../contract/repayment';
import { type LoanItem, loansOf } from '../core/repayment/loan-record';
import { openStore } from '../platform/composition/store';
import { answer, serve } from '../platform/serve';
import { loanSummary } from './views';

export const handler = serve(listLoans)
  .using({ store: openStore })
  .with(async ({ caller, query, today }, { store }) => {
    const page = await store.query<LoanItem['body']>({
      table: 'repayment',
      index: 'index1',
      partition: loansOf(caller.id),
      descending: true,
      limit: 20,
      ...(query.cursor && { cursor: query.cursor }),
    });
    return answer(200, {
      loans: page.items.map(({ body }) => loanSummary(body, today)),
      ...(page.next && { next: page.next }),
    });
  });
