/** An order's offer: the product version it was made under, priced as of a day. */
import { type IsoDate, isoDate } from '../calendar';
import { fen } from '../money';
import type { Result } from '../result';
import type { CapRule } from './cap';
import type { Order } from './order-record';
import type { Product } from './product';
import { createQuote, type Quote, type QuoteError, quoteTerms } from './quote';

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

/**
 * Whether the contract, paid out on a day, keeps within the cap of that day. The terms are those
 * of the offer, also when the product is no longer on sale.
 */
export function isWithinCapOn(
  order: Priced & Pick<Order, 'offeredOn'>,
  catalogue: Catalogue,
  on: IsoDate,
): boolean {
  if (order.offeredOn === undefined) return false;
  const offer = offerOf(order, catalogue, isoDate(order.offeredOn));
  if (!offer.ok) return false;
  const terms = { ...offer.value.terms, disbursedOn: on };
  const { institutionKind } = productOf(order, catalogue);
  const costed = quoteTerms(terms, institutionKind, catalogue.capRules);
  return costed.ok && costed.value.cap.within;
}

/** Throws when the version is gone: catalogues only ever grow. */
export function productOf(order: Priced, catalogue: Catalogue): Product {
  const product = catalogue.find(order.productId, order.productVersion);
  if (!product) throw new Error(`product ${order.productId} v${order.productVersion} is gone`);
  return product;
}
