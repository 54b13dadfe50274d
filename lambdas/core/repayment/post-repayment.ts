/** What a concluded repayment does to the loan, its order and the credit limit, all at once. */
import type { IsoDate } from '../calendar';
import { dayInChina } from '../china-day';
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
  /** Present when principal came back. */
  readonly limit: LimitRecord | undefined;
  readonly event: LoanEvent;
  readonly postings: readonly Posting[];
  readonly status: LoanStatus;
}

/**
 * Posts the money that was received on a day, today or before. Money received is always booked:
 * what exceeds the debt becomes the borrower's credit.
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
  // As of today, not of the day the money came: something else may be late by now.
  const { status } = loanView(state, dayInChina(nowMillis));
  return {
    loan: { ...rest, state },
    order: follow(order, status, nowMillis),
    limit: limit && freeRepaid(limit, loan.state, state),
    event,
    postings: postingsOf(loan.state, state),
    status,
  };
}

/**
 * Who ordered to pay what settled the loan on that day has settled it, however long the bank took:
 * posted as of its arrival, the money would be short of a day's interest.
 */
function commandFor(state: LoanState, repayment: Repayment, receivedOn: IsoDate): LoanCommand {
  const { repaymentId: id } = repayment;
  const amountFen = fen(repayment.amountFen);
  const orderedOn = dayInChina(Date.parse(repayment.createdAt));
  if (payoffQuote(state, orderedOn).totalFen === amountFen)
    return { type: 'payOff', id, on: orderedOn, amountFen };
  // A bank's clock may be behind ours: no money comes before it was asked for.
  const on = receivedOn < orderedOn ? orderedOn : receivedOn;
  return { type: 'repay', id, on, amountFen };
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

/** Repaid principal can be borrowed again; undefined when none came back. */
function freeRepaid(
  limit: LimitRecord,
  before: LoanState,
  after: LoanState,
): LimitRecord | undefined {
  const open = (state: LoanState) => loanView(state, state.asOf).outstandingPrincipalFen;
  const released = release(limit.ledger, after.loanId, fen(open(before) - open(after)));
  return released.ok ? { ...limit, ledger: released.value } : undefined;
}
