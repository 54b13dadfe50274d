/** One change of a loan with all that follows from it: its order, its limit, its postings. */
import { dayInChina } from '../china-day';
import type { Posting } from '../ledger/postings';
import { fen } from '../money';
import { release } from '../orders/credit-limit';
import type { LimitRecord } from '../orders/limit-record';
import type { OrderCommand } from '../orders/order';
import { advance, type Order } from '../orders/order-record';
import { failure, type Result, success, unreachable } from '../result';
import { apply, decide, loanView, postingsOf } from './loan';
import type { LoanCommand, LoanError, LoanEvent } from './loan-events';
import type { LoanRecord } from './loan-record';
import type { LoanState } from './loan-state';
import type { LoanStatus } from './loan-view';

export interface LoanBefore {
  readonly loan: LoanRecord;
  readonly order: Order;
  readonly limit: LimitRecord | undefined;
}

export interface ChangedLoan {
  readonly loan: LoanRecord;
  readonly order: Order;
  /** Present when principal came back. */
  readonly limit: LimitRecord | undefined;
  readonly event: LoanEvent;
  readonly postings: readonly Posting[];
  readonly status: LoanStatus;
}

/** Refuses what `decide` refuses. */
export function changeLoan(
  { loan, order, limit }: LoanBefore,
  command: LoanCommand,
  nowMillis: number,
): Result<ChangedLoan, LoanError> {
  const decided = decide(loan.state, command);
  if (!decided.ok) return decided;
  const [event] = decided.value;
  if (!event) return failure({ code: 'nothingToChange', message: 'the command leads to no event' });
  const state = apply(loan.state, event);
  // As of today, not of the day it counts from: something else may be late by now.
  const { status } = loanView(state, dayInChina(nowMillis));
  return success({
    loan: { ...loan, state },
    order: follow(order, status, nowMillis),
    limit: limit && freeRepaid(limit, loan.state, state),
    event,
    postings: postingsOf(loan.state, state),
    status,
  });
}

/** The order's state follows the loan's: repaying ⇄ overdue → settled or written off. */
function follow(order: Order, status: LoanStatus, nowMillis: number): Order {
  return orderCommands(order, status).reduce((current, command) => {
    const next = advance(current, command, nowMillis);
    if (!next.ok) throw new Error(`order ${order.orderId} is ${order.state}, its loan ${status}`);
    return next.value;
  }, order);
}

function orderCommands(order: Order, status: LoanStatus): readonly OrderCommand[] {
  switch (status) {
    case 'settled':
      return order.state === 'settled' ? [] : ['settle'];
    case 'repaying':
      return order.state === 'overdue' ? ['catchUp'] : [];
    case 'overdue':
      return order.state === 'repaying' ? ['becomeOverdue'] : [];
    case 'writtenOff':
      if (order.state === 'writtenOff') return [];
      return order.state === 'repaying' ? ['becomeOverdue', 'writeOff'] : ['writeOff'];
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
  const freedFen = open(before) - open(after);
  if (freedFen <= 0) return undefined;
  const released = release(limit.ledger, after.loanId, fen(freedFen));
  return released.ok ? { ...limit, ledger: released.value } : undefined;
}
