/** GET /loans/{loanId}/repayments: all repayments of a loan. */
import { listRepayments } from '../contract/repayment';
import { loanPartition, type RepaymentItem } from '../core/repayment/loan-record';
import { openStore } from '../platform/composition/store';
import { answer, serve } from '../platform/serve';
import { repaymentView } from './views';

export const handler = serve(listRepayments)
  .using({ store: openStore })
  .with(async ({ params, query }, { store }) => {
    const page = await store.query<RepaymentItem['body']>({
      table: 'repayment',
      partition: loanPartition(params.loanId),
      sort: { beginsWith: 'REPAYMENT#' },
      limit: 100,
      ...(query.cursor && { cursor: query.cursor }),
    });
    const repayments = page.items.map(({ body }) => repaymentView(body));
    // Ids are random: within a page, by time. A loan has more than a hundred hardly ever.
    repayments.sort((one, other) => (one.createdAt < other.createdAt ? 1 : -1));
    return answer(200, { repayments, ...(page.next && { next: page.next }) });
  });
