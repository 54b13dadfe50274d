/** How loans and repayments are shown: the contract's answers from what is kept. */
import type * as z from 'zod';
import type { authoriseAutopay } from '../contract/autopay';
import type { adjustLoan } from '../contract/loan-care';
import type { getLoan, getRepayment, listLoans } from '../contract/repayment';
import type { IsoDate } from '../core/calendar';
import type { Adjustment } from '../core/repayment/adjustment-record';
import { loanView as viewOf } from '../core/repayment/loan';
import type { LoanEvent } from '../core/repayment/loan-events';
import type { LoanRecord, Repayment } from '../core/repayment/loan-record';
import type { Receipt } from '../core/repayment/receipt';

type LoanView = z.input<(typeof getLoan)['responses'][200]>;
type LoanSummary = z.input<(typeof listLoans)['responses'][200]>['loans'][number];

export const autopayView = ({
  loanId,
  autopay,
}: LoanRecord): z.input<(typeof authoriseAutopay)['responses'][200]> => ({
  loanId,
  ...(autopay && { authorisation: autopay }),
});

export function loanSummary(loan: LoanRecord, today: IsoDate): LoanSummary {
  const { state } = loan;
  const view = viewOf(state, today);
  const overdue = view.rows.filter(({ status }) => status === 'overdue');
  return {
    loanId: loan.loanId,
    orderId: loan.orderId,
    state: view.status,
    principalFen: state.principalFen,
    annualRatePpm: state.terms.annualRatePpm,
    disbursedOn: state.disbursedOn,
    outstandingPrincipalFen: view.outstandingPrincipalFen,
    ...(view.nextDue && { nextDueOn: view.nextDue.dueOn }),
    nextDueFen: view.nextDue?.totalFen ?? 0,
    overdueFen: overdue.reduce((sum, row) => sum + row.outstandingFen, 0),
    daysPastDue: view.daysPastDue,
  };
}

export const loanView = (loan: LoanRecord, today: IsoDate): LoanView => ({
  ...loanSummary(loan, today),
  asOf: today,
  rows: viewOf(loan.state, today)
    .rows.filter(({ kind }) => kind === 'instalment')
    .map((row) => ({
      n: row.n,
      dueOn: row.dueOn,
      principalFen: row.due.principal,
      interestFen: row.due.interest,
      feeFen: row.due.fees,
      penaltyFen: row.due.penalty,
      totalFen: row.totalFen,
      paidFen: row.paidFen,
      ...(row.paidOn && { paidOn: row.paidOn }),
    })),
  events: loan.state.events.map((event, index) => ({
    sequence: index + 1,
    type: event.type,
    on: event.on,
    ...amountOf(event),
  })),
});

const amountOf = (event: LoanEvent): { amountFen?: number } =>
  'amountFen' in event ? { amountFen: event.amountFen } : {};

export const repaymentView = (
  repayment: Repayment,
): z.input<(typeof getRepayment)['responses'][200]> => ({
  repaymentId: repayment.repaymentId,
  loanId: repayment.loanId,
  kind: repayment.kind,
  amountFen: repayment.amountFen,
  ...(repayment.effect && { effect: repayment.effect }),
  status: repayment.status,
  createdAt: repayment.createdAt,
});

export const paidView = ({ paid, creditFen }: Receipt) => ({
  principalFen: paid.principal,
  interestFen: paid.interest,
  feeFen: paid.fees,
  penaltyFen: paid.penalty,
  creditFen,
});

/** Who proposed and who decided is in the audit trail, not in the answer. */
export const adjustmentView = (
  adjustment: Adjustment,
): z.input<(typeof adjustLoan)['responses'][201]> => ({
  adjustmentId: adjustment.adjustmentId,
  loanId: adjustment.loanId,
  ...adjustment.terms,
  reason: adjustment.reason,
  status: adjustment.status,
  concernedFen: adjustment.concernedFen,
  proposedAt: adjustment.proposedAt,
  ...(adjustment.decidedAt && { decidedAt: adjustment.decidedAt }),
});
