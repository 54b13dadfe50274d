/** DELETE /loans/{loanId}/autopay: nothing more is debited; what is on its way arrives. */
import { stopAutopay } from '../contract/autopay';
import { withoutAutopay } from '../core/repayment/autopay';
import { replaceLoan } from '../core/repayment/loan-record';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { ownLoan } from './own-loan';
import { autopayView } from './views';

export const handler = serve(stopAutopay)
  .using({ store: openStore })
  .with(async ({ params, caller, now, today }, { store }) => {
    const item = ownLoan(caller, params.loanId);
    if (!item.body.autopay) return answer(200, autopayView(item.body));
    const { loan, changes } = withoutAutopay(item.body, now);
    const committed = await store.commit([replaceLoan(item, loan, today), ...changes]);
    return committed.ok ? answer(200, autopayView(loan)) : refuse('conflict');
  });
