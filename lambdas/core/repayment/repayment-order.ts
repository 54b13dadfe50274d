/** What a borrower may have debited: one repayment at a time, and never more than is owed. */
import type { IsoDate } from '../calendar';
import { type Problem, problem } from '../problem';
import { failure, type Result, success } from '../result';
import { payoffQuote } from './loan';
import type { LoanRecord, Repayment } from './loan-record';

export interface RepaymentWish {
  readonly repaymentId: string;
  readonly kind: Repayment['kind'];
  /** Absent for a payoff: it costs what it costs that day. */
  readonly amountFen?: number | undefined;
}

export interface OrderedRepayment {
  /** The loan, which waits for this repayment. */
  readonly loan: LoanRecord;
  readonly repayment: Repayment;
}

export function orderRepayment(
  loan: LoanRecord,
  { repaymentId, kind, amountFen: wishedFen }: RepaymentWish,
  today: IsoDate,
  nowMillis: number,
): Result<OrderedRepayment, Problem> {
  if (loan.state.status !== 'active') return refuse('loan_closed');
  if (loan.pendingRepaymentId !== undefined) return refuse('repayment_in_progress');
  if ((kind === 'payoff') !== (wishedFen === undefined))
    return refuse('validation_failed', undefined, [{ path: 'body.amountFen', reason: kind }]);
  const payoffFen = payoffQuote(loan.state, today).totalFen;
  const amountFen = wishedFen ?? payoffFen;
  if (amountFen > payoffFen) return refuse('amount_exceeds_payoff', { payoffFen });

  const createdAt = new Date(nowMillis).toISOString();
  const { loanId } = loan;
  return success({
    loan: { ...loan, pendingRepaymentId: repaymentId },
    repayment: { repaymentId, loanId, kind, amountFen, status: 'pending', createdAt },
  });
}

const refuse = (...args: Parameters<typeof problem>) => failure(problem(...args));
