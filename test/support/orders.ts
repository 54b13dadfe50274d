/** Builders of orders and limits as they are kept. */
import type { IsoDate } from '../../lambdas/core/calendar';
import { fen } from '../../lambdas/core/money';
import { emptyCreditLimit } from '../../lambdas/core/orders/credit-limit';
import type { LimitRecord } from '../../lambdas/core/orders/limit-record';
import { newOrder, type Order, type Submission } from '../../lambdas/core/orders/order-record';

const orderId = 'ord_aaaaaaaaaaaaaaaaaaaaaaaaaa';
const customerId = 'cus_aaaaaaaaaaaaaaaaaaaaaaaaaa';

const submission: Submission = {
  orderId,
  customerId,
  productId: 'sunlend-flex',
  productVersion: 1,
  amountFen: 1_000_000,
  termMonths: 12,
  annualRatePpm: 128_000,
  grade: 'B',
  instalmentFen: 90_000,
  bankCardId: 'card_aaaaaaaaaaaaaaaaaaaaaaaaaa',
  purpose: 'home',
  quoteId: 'quo_aaaaaaaaaaaaaaaaaaaaaaaaaa',
  createdAtMillis: Date.UTC(2026, 10, 22, 2),
};

export const anOrder = (changes: Partial<Order> = {}): Order => ({
  ...newOrder(submission),
  ...changes,
});

export const aLimit = (
  grantedFen = 2_000_000,
  ledger: Partial<LimitRecord['ledger']> = {},
): LimitRecord => ({
  customerId,
  status: 'granted',
  grade: 'B',
  ledger: { ...emptyCreditLimit, grantedFen: fen(grantedFen), ...ledger },
  expiresOn: '2027-11-22' as IsoDate,
  reasons: [],
});
