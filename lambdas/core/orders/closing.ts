/** How an order ends that does not become a loan, and what then happens to its limit. */
import { type Result, success } from '../result';
import { cancelReservation } from './credit-limit';
import type { LimitRecord } from './limit-record';
import type { IllegalTransition, OrderCommand } from './order';
import { advance, type Order } from './order-record';

export type ClosingCause =
  | 'identityIncomplete'
  | 'decision'
  | 'reviewDeclined'
  | 'reviewExpired'
  | 'offerExpired'
  | 'disbursementFailed';

const commands: Readonly<Record<ClosingCause, OrderCommand>> = {
  identityIncomplete: 'reject',
  decision: 'reject',
  reviewDeclined: 'reject',
  reviewExpired: 'expire',
  offerExpired: 'expire',
  disbursementFailed: 'failDisbursement',
};

const events = {
  reject: 'OrderRejected',
  expire: 'OrderExpired',
  failDisbursement: 'OrderDisbursementFailed',
} as const;

export interface Closing {
  readonly order: Order;
  /** Present when a reservation was given back. */
  readonly limit?: LimitRecord;
  readonly event: (typeof events)[keyof typeof events];
}

/** @param decided the reasons of the stored decision, used when the decision is the cause. */
export function closing(
  order: Order,
  limit: LimitRecord | undefined,
  cause: ClosingCause,
  decided: readonly string[],
  nowMillis: number,
): Result<Closing, IllegalTransition> {
  const command = commands[cause] as keyof typeof events;
  const reasons = cause === 'decision' ? decided : [cause];
  const next = advance(order, command, nowMillis, { reasons });
  if (!next.ok) return next;
  const released = limit && cancelReservation(limit.ledger, order.orderId);
  return success({
    order: next.value,
    ...(limit && released?.ok && { limit: { ...limit, ledger: released.value } }),
    event: events[command],
  });
}
