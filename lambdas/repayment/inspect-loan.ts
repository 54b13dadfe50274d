/** GET /loan-accounts/{loanId}: a borrower's loan as staff see it; no person is in it. */
import { inspectLoan } from '../contract/loan-care';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { readLoan } from './adjusting';
import { loanView } from './views';

export const handler = serve(inspectLoan)
  .using({ store: openStore })
  .with(async ({ params, today }, { store }) => {
    const loan = await readLoan(store, params.loanId);
    return loan ? answer(200, loanView(loan.body, today)) : refuse('not_found');
  });
