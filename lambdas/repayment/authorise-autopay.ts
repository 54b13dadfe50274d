/** PUT /loans/{loanId}/autopay: what is due is debited from now on, the proof kept for ever. */
import { authoriseAutopay } from '../contract/autopay';
import { withAutopay } from '../core/repayment/autopay';
import { replaceLoan } from '../core/repayment/loan-record';
import { findSource, isSameSource, namedSource } from '../core/users/debit-source';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { ownLoan } from './own-loan';
import { autopayView } from './views';

export const handler = serve(authoriseAutopay)
  .using({ store: openStore })
  .with(async ({ params, body, caller, now, today }, { store }) => {
    const item = ownLoan(caller, params.loanId);
    if (item.body.state.status !== 'active') return refuse('loan_closed');
    const source = namedSource(body);
    if (!source.ok) return source;
    const found = await findSource(store, caller.id, source.value);
    if (!found.ok) return found;
    const { autopay } = item.body;
    // Already so: the authorisation that stands is the proof.
    if (autopay && isSameSource(autopay, source.value)) return answer(200, autopayView(item.body));
    const { loan, changes } = withAutopay(item.body, source.value, now);
    const committed = await store.commit([replaceLoan(item, loan, today), ...changes]);
    return committed.ok ? answer(200, autopayView(loan)) : refuse('conflict');
  });
