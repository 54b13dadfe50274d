/** GET /loans/{loanId}/repayments/{repaymentId}: what became of a repayment. */
import { getRepayment } from '../contract/repayment';
import { type RepaymentItem, repaymentKey } from '../core/repayment/loan-record';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { repaymentView } from './views';

export const handler = serve(getRepayment)
  .using({ store: openStore })
  .with(async ({ params }, { store }) => {
    const key = repaymentKey(params.loanId, params.repaymentId);
    const repayment = await store.get<RepaymentItem['body']>(key);
    return repayment ? answer(200, repaymentView(repayment.body)) : refuse('not_found');
  });
