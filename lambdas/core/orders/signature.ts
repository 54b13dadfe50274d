/** Signing: only what was shown, long enough and in time, within limit and cap, can be signed. */
import { type IsoDate, isoDate } from '../calendar';
import { fen } from '../money';
import { type Problem, problem } from '../problem';
import { failure, type Result, success } from '../result';
import { costSheet } from './cost-sheet';
import { reserve } from './credit-limit';
import type { LimitRecord } from './limit-record';
import { type Catalogue, isWithinCapOn, offerOf } from './offer';
import { advance, type Order } from './order-record';

export interface Signed {
  readonly order: Order;
  readonly limit: LimitRecord;
}

/** Answers the signed order and the limit with its reservation, to be written together. */
export function sign(
  order: Order,
  limit: LimitRecord,
  costSheetHash: string,
  catalogue: Catalogue,
  { now, today }: { readonly now: number; readonly today: IsoDate },
): Result<Signed, Problem> {
  const facts = { signedAtMillis: now, costSheetHash };
  const signed = advance(order, 'sign', now, facts);
  if (!signed.ok) return refuse('order_state_conflict', { state: order.state });
  if (order.offeredOn === undefined || now > (order.offerExpiresAtMillis ?? 0))
    return refuse('offer_expired');

  const offered = offerOf(order, catalogue, isoDate(order.offeredOn));
  // Checked again for today: the cap may have changed since the offer was made.
  if (!offered.ok || !isWithinCapOn(order, catalogue, today)) return refuse('cost_cap_exceeded');
  const sheet = costSheet(offered.value);
  if (sheet.sha256 !== costSheetHash) return refuse('cost_sheet_mismatch');
  const readSince = order.costSheetShownAtMillis;
  if (readSince === undefined || now - readSince < sheet.document.readingSeconds * 1000)
    return refuse('cost_sheet_not_read', { readingSeconds: sheet.document.readingSeconds });

  const reserved = reserve(limit.ledger, order.orderId, fen(order.amountFen));
  if (!reserved.ok) return refuse('limit_exceeded');
  return success({ order: signed.value, limit: { ...limit, ledger: reserved.value } });
}

const refuse = (...args: Parameters<typeof problem>) => failure(problem(...args));
