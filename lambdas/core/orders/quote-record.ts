/** A quote as it is kept until an order uses it: what was asked and under which terms. */
import type { Change, Item, Key } from '../ports/store';
import type { CreditGrade } from './product';

export interface QuoteRecord {
  readonly quoteId: string;
  readonly customerId: string;
  readonly productId: string;
  readonly productVersion: number;
  readonly amountFen: number;
  readonly termMonths: number;
  readonly annualRatePpm: number;
  readonly grade: CreditGrade;
  /** The largest instalment, for what the borrower can afford. */
  readonly instalmentFen: number;
  readonly expiresAtMillis: number;
  readonly usedByOrderId?: string;
}

type QuoteBody = QuoteRecord & Record<string, string | number | undefined>;
export type QuoteItem = Item<QuoteBody>;

export const quoteValidMillis = 30 * 60_000;

export const quoteKey = (quoteId: string): Key => ({
  table: 'orders',
  partition: `QUOTE#${quoteId}`,
  sort: 'STATE',
});

const quoteItem = (quote: QuoteRecord) => ({
  key: quoteKey(quote.quoteId),
  body: { ...quote },
  expiresAtEpochSeconds: Math.floor(quote.expiresAtMillis / 1000) + 86_400,
});

export const insertQuote = (quote: QuoteRecord): Change => ({
  kind: 'insert',
  item: quoteItem(quote),
});

/** A quote serves one order. */
export const useQuote = (read: QuoteItem, orderId: string): Change => ({
  kind: 'replace',
  item: quoteItem({ ...read.body, usedByOrderId: orderId }),
  expectedVersion: read.version,
});
