/** GET /loans/{loanId}/payoff-quote: what settles the loan today, by the function that posts it. */
import { getPayoffQuote } from '../contract/repayment';
import { payoffQuote } from '../core/repayment/loan';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { ownLoan } from './own-loan';

export const handler = serve(getPayoffQuote)
  .using({ store: openStore })
  .with(async ({ params, caller, today }) => {
    const { state } = ownLoan(caller, params.loanId).body;
    if (state.status !== 'active') return refuse('loan_closed');
    const quote = payoffQuote(state, today);
    return answer(200, {
      loanId: params.loanId,
      on: today,
      principalFen: quote.principalFen,
      interestFen: quote.interestFen,
      feeFen: quote.feesFen,
      penaltyFen: quote.penaltyFen,
      totalFen: quote.totalFen,
    });
  });
