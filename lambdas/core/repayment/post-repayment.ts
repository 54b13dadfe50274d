/** What a concluded repayment does to the loan, its order and the credit limit, all at once. */
import type { IsoDate } from '../calendar';
import type { Posting } from '../ledger/postings';
import { fen } from '../money';
import { release } from '../orders/credit-limit';
import type { LimitRecord } from '../orders/limit-record';
import type { OrderCommand } from '../orders/order';
import { advance, type Order } from '../orders/order-record';
import { unreachable } from '../result';
import { apply, decide, loanView, payoffQuote, postingsOf } from './loan';
import type { LoanCommand, LoanEvent } from './loan-events';
import type { LoanRecord, Repayment } from './loan-record';
import type { LoanState } from './loan-state';
import type { LoanStatus } from './loan-view';

export interface PostedRepayment {
  readonly loan: LoanRecord;
  readonly order: Order;
  readonly limit: LimitRecord | undefined;
  readonly event: LoanEvent;
  readonly postings: readonly Posting[];
  readonly status: LoanStatus;
}

/**
 * Posts the money that was received on a day. Money received is always booked: what exceeds the
 * debt becomes the borrower's credit, and a payoff that came a day later pays what it can.
 */
export function postRepayment(
  loan: LoanRecord,
  order: Order,
  limit: LimitRecord | undefined,
  repayment: Repayment,
  receivedOn: IsoDate,
  nowMillis: number,
): PostedRepayment {
  const command = commandFor(loan.state, repayment, receivedOn);
  const decided = decide(loan.state, command);
  if (!decided.ok) throw new Error(`a received repayment was refused: ${decided.error.code}`);
  const [event] = decided.value;
  if (!event) throw new Error('a repayment leads to an event');
  const state = apply(loan.state, event);
  const { pendingRepaymentId: _, ...rest } = loan;
  const { status } = loanView(state, laterOf(state.asOf, receivedOn));
  return {
    loan: { ...rest, state },
    order: follow(order, status, nowMillis),
    limit: limit && freeRepaid(limit, loan, state),
    event,
    postings: postingsOf(loan.state, state),
    status,
  };
}

const laterOf = (left: IsoDate, right: IsoDate): IsoDate => (left > right ? left : right);

function commandFor(state: LoanState, repayment: Repayment, on: IsoDate): LoanCommand {
  const { repaymentId: id, amountFen } = repayment;
  const paysOff = repayment.kind === 'payoff' && payoffQuote(state, on).totalFen === amountFen;
  return { type: paysOff ? 'payOff' : 'repay', id, on, amountFen: fen(amountFen) };
}

/** The order's state follows the loan's: repaying ⇄ overdue → settled. */
function follow(order: Order, status: LoanStatus, nowMillis: number): Order {
  const command = orderCommand(order, status);
  if (!command) return order;
  const next = advance(order, command, nowMillis);
  if (!next.ok) throw new Error(`order ${order.orderId} is ${order.state}, its loan ${status}`);
  return next.value;
}

function orderCommand(order: Order, status: LoanStatus): OrderCommand | undefined {
  switch (status) {
    case 'settled':
      return 'settle';
    case 'repaying':
      return order.state === 'overdue' ? 'catchUp' : undefined;
    case 'overdue':
      return order.state === 'repaying' ? 'becomeOverdue' : undefined;
    case 'writtenOff':
      return undefined;
    default:
      return unreachable(status);
  }
}

/** Repaid principal can be borrowed again. */
function freeRepaid(limit: LimitRecord, before: LoanRecord, after: LoanState): LimitRecord {
  const open = (state: LoanState) => loanView(state, state.asOf).outstandingPrincipalFen;
  const repaidFen = open(before.state) - open(after);
  const released = release(limit.ledger, before.loanId, fen(repaidFen));
  return released.ok ? { ...limit, ledger: released.value } : limit;
}
