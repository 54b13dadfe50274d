/** What money that came means: the loan's event, its postings, the order's state, the limit. */
import type { IsoDate } from '../calendar';
import { dayInChina } from '../china-day';
import { fen } from '../money';
import { decide, payoffQuote } from './loan';
import { type ChangedLoan, changeLoan, type LoanBefore } from './loan-change';
import type { LoanCommand } from './loan-events';
import type { Repayment } from './loan-record';
import type { LoanState } from './loan-state';

/**
 * Posts the money that was received on a day, today or before. Money received is always booked:
 * what exceeds the debt becomes the borrower's credit.
 */
export function postRepayment(
  before: LoanBefore,
  repayment: Repayment,
  receivedOn: IsoDate,
  nowMillis: number,
): ChangedLoan {
  const command = commandFor(before.loan.state, repayment, receivedOn);
  const changed = changeLoan(before, command, nowMillis);
  if (!changed.ok) throw new Error(`a received repayment was refused: ${changed.error.code}`);
  const { pendingRepaymentId: _, ...loan } = changed.value.loan;
  return { ...changed.value, loan };
}

/**
 * Who ordered to pay what settled the loan on that day has settled it, however long the bank took:
 * posted as of its arrival, the money would be short of a day's interest. What goes beyond the
 * debt becomes the borrower's credit. A part repaid early counts from its arrival; if the loan has
 * changed so that it cannot, it is an ordinary repayment.
 */
function commandFor(state: LoanState, repayment: Repayment, receivedOn: IsoDate): LoanCommand {
  const { repaymentId: id, effect } = repayment;
  const amountFen = fen(repayment.amountFen);
  const orderedOn = dayInChina(Date.parse(repayment.createdAt));
  // A bank's clock may be behind ours: no money comes before it was asked for.
  const on = receivedOn < orderedOn ? orderedOn : receivedOn;
  if (state.status === 'writtenOff') return { type: 'recover', id, on, amountFen };
  if (amountFen >= payoffQuote(state, orderedOn).totalFen)
    return { type: 'payOff', id, on: orderedOn, amountFen };
  const prepay = effect && ({ type: 'prepay', id, on, amountFen, effect } as const);
  return prepay && decide(state, prepay).ok ? prepay : { type: 'repay', id, on, amountFen };
}
