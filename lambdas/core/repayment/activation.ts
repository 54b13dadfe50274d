/** Turns a paid-out order into a running loan: schedule fixed, limit used, first entry booked. */
import type { IsoDate } from '../calendar';
import { isoDate } from '../calendar';
import { sameIdAs } from '../identifiers';
import type { Posting } from '../ledger/postings';
import { use } from '../orders/credit-limit';
import type { LimitRecord } from '../orders/limit-record';
import { type Catalogue, offerOf } from '../orders/offer';
import { advance, type Order } from '../orders/order-record';
import { apply, decide, postingsOf } from './loan';
import type { LoanEvent } from './loan-events';
import type { LoanRecord } from './loan-record';

export interface Activation {
  readonly order: Order;
  readonly limit: LimitRecord;
  readonly loan: LoanRecord;
  readonly event: LoanEvent;
  readonly postings: readonly Posting[];
}

/** One order, one loan: the loan's id follows from the order's. */
export const loanIdOf = (orderId: string): string => sameIdAs('loan', orderId);
export const orderIdOf = (loanId: string): string => sameIdAs('ord', loanId);

/**
 * The terms are those of the signed offer; the schedule counts from the day the money was paid.
 * Throws when the order, the offer or the limit do not fit: none of that can happen after a
 * signature, so it is a fault to be seen.
 */
export function activate(
  order: Order,
  limit: LimitRecord,
  catalogue: Catalogue,
  paidOutOn: IsoDate,
  nowMillis: number,
): Activation {
  const loanId = loanIdOf(order.orderId);
  const offer = offerOf(order, catalogue, isoDate(order.offeredOn ?? ''));
  const active = advance(order, 'activate', nowMillis, { loanId });
  const used = use(limit.ledger, order.orderId, loanId);
  if (!offer.ok || !active.ok || !used.ok)
    throw new Error(`order ${order.orderId} cannot become a loan`);
  const decided = decide(undefined, {
    type: 'disburse',
    id: `disbursed-${order.orderId}`,
    loanId,
    on: paidOutOn,
    terms: { ...offer.value.terms, disbursedOn: paidOutOn },
  });
  const event = decided.ok ? decided.value[0] : undefined;
  if (!event) throw new Error(`the terms of order ${order.orderId} make no loan`);
  const state = apply(undefined, event);
  const { orderId, customerId } = order;
  return {
    order: active.value,
    limit: { ...limit, ledger: used.value },
    loan: { loanId, orderId, customerId, state },
    event,
    postings: postingsOf(undefined, state),
  };
}
