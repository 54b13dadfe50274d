/** PUT /loans/{loanId}/autopay: what is due is debited from now on, the proof kept for ever. */
import { authoriseAutopay } from '../contract/autopay';
import { withAutopay } from '../core/repayment/autopay';
import { replaceLoan } from '../core/repayment/loan-record';
import { bankCardKey } from '../core/users/rows';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { ownLoan } from './own-loan';
import { autopayView } from './views';

export const handler = serve(authoriseAutopay)
  .using({ store: openStore })
  .with(async ({ params, body, caller, now, today }, { store }) => {
    const item = ownLoan(caller, params.loanId);
    if (item.body.state.status !== 'active') return refuse('loan_closed');
    if (!(await store.get(bankCardKey(caller.id, body.bankCardId)))) return refuse('not_found');
    // Already so: the authorisation that stands is the proof.
    if (item.body.autopay?.bankCardId === body.bankCardId)
      return answer(200, autopayView(item.body));
    const { loan, changes } = withAutopay(item.body, body.bankCardId, now);
    const committed = await store.commit([replaceLoan(item, loan, today), ...changes]);
    return committed.ok ? answer(200, autopayView(loan)) : refuse('conflict');
  });
