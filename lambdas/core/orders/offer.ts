/** An order's offer: the product version it was made under, priced as of a day. */
import type { IsoDate } from '../calendar';
import { fen } from '../money';
import type { Result } from '../result';
import type { CapRule } from './cap';
import type { Order } from './order-record';
import type { Product } from './product';
import { createQuote, type Quote, type QuoteError } from './quote';

export interface Catalogue {
  readonly capRules: readonly CapRule[];
  /** The versions that may be offered on a day. */
  onOffer(today: IsoDate): readonly Product[];
  /** Any version, also one no longer on offer: contracts keep theirs. */
  find(code: string, version: number): Product | undefined;
}

type Priced = Pick<Order, 'productId' | 'productVersion' | 'grade' | 'amountFen' | 'termMonths'>;

/** The same order, catalogue and day always give the same offer, to the fen and to the hash. */
export function offerOf(
  order: Priced,
  catalogue: Catalogue,
  on: IsoDate,
): Result<Quote, QuoteError> {
  const choice = {
    grade: order.grade,
    amountFen: fen(order.amountFen),
    termMonths: order.termMonths,
    disbursedOn: on,
  };
  return createQuote(productOf(order, catalogue), choice, catalogue.capRules);
}

/** Throws when the version is gone: catalogues only ever grow. */
export function productOf(order: Priced, catalogue: Catalogue): Product {
  const product = catalogue.find(order.productId, order.productVersion);
  if (!product) throw new Error(`product ${order.productId} v${order.productVersion} is gone`);
  return product;
}
