/** GET /loans/{loanId}: one loan of the caller's with schedule, payments and events. */
import { getLoan } from '../contract/repayment';
import { openStore } from '../platform/composition/store';
import { answer, serve } from '../platform/serve';
import { ownLoan } from './own-loan';
import { loanView } from './views';

export const handler = serve(getLoan)
  .using({ store: openStore })
  .with(async ({ params, caller, today }) =>
    answer(200, loanView(ownLoan(caller, params.loanId).body, today)),
  );
