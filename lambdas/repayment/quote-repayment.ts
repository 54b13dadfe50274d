/** POST /loans/{loanId}/repayment-quotes: what a repayment would cost, and what follows from it. */
import { quoteRepayment } from '../contract/repayment';
import { newId } from '../core/identifiers';
import { repaymentTerms } from '../core/repayment/repayment-order';
import {
  insertRepaymentQuote,
  owedAfter,
  quoteRepayment as quote,
} from '../core/repayment/repayment-quote';
import { openRandom } from '../platform/composition/random';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { ownLoan } from './own-loan';
import { paidView } from './views';

export const handler = serve(quoteRepayment)
  .using({ store: openStore, random: openRandom })
  .with(async ({ params: { loanId }, body, caller, today }, { store, random }) => {
    const { state } = ownLoan(caller, loanId).body;
    if (state.status !== 'active') return refuse('loan_closed');
    const terms = repaymentTerms(state, body, today);
    if (!terms.ok) return terms;
    const quoted = quote(state, newId('rqt', random), terms.value, today);
    const committed = await store.commit([insertRepaymentQuote(loanId, quoted.quote)]);
    if (!committed.ok) return refuse('conflict');
    const { repaymentQuoteId, kind, amountFen, expiresAtMillis } = quoted.quote;
    return answer(201, {
      repaymentQuoteId,
      loanId,
      kind,
      amountFen,
      paid: paidView(quoted.receipt),
      after: owedAfter(quoted.after, today),
      expiresAt: new Date(expiresAtMillis).toISOString(),
    });
  });
