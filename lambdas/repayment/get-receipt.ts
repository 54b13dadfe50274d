/** GET /loans/{loanId}/repayments/{repaymentId}/receipt: what a repayment paid for. */
import { getReceipt } from '../contract/repayment';
import { sha256Of } from '../core/canonical';
import { formatYuan } from '../core/money';
import { receiptOf } from '../core/repayment/receipt';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { ownLoan } from './own-loan';
import { paidView } from './views';

export const handler = serve(getReceipt)
  .using({ store: openStore })
  .with(async ({ params: { loanId, repaymentId }, caller }) => {
    const receipt = receiptOf(ownLoan(caller, loanId).body.state, repaymentId);
    if (!receipt) return refuse('not_found');
    const { receivedOn, amountFen, outstandingPrincipalFen } = receipt;
    const figures = {
      repaymentId,
      loanId,
      receivedOn,
      amountFen,
      paid: paidView(receipt),
      outstandingPrincipalFen,
    };
    return answer(200, {
      ...figures,
      text: {
        en: `Received on ${receivedOn}: ${formatYuan(amountFen)} yuan.`,
        zh: `${receivedOn} 收到还款 ${formatYuan(amountFen)} 元。`,
      },
      receiptHash: sha256Of(figures),
    });
  });
