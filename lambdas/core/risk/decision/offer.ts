/** What a decision must know of product and law: rates by grade, amounts, the cap of the day. */
import type { IsoDate } from '../../calendar';
import { capRuleFor } from '../../orders/cap';
import { type Catalogue, productOf } from '../../orders/offer';
import type { Order } from '../../orders/order-record';
import { creditGrades, type Product } from '../../orders/product';
import type { Offer } from './price';

/** For an order: its own product, term and quoted rate. */
export const offerOfOrder = (order: Order, catalogue: Catalogue, today: IsoDate): Offer => ({
  ...offerUnder(productOf(order, catalogue), order.termMonths, catalogue, today),
  quotedPpm: order.annualRatePpm,
});

/** For a limit: the largest product on offer, at its longest term. Throws when nothing is. */
export function offerOfLimit(catalogue: Catalogue, today: IsoDate): Offer {
  const [product] = [...catalogue.onOffer(today)].sort(
    (one, other) => other.amount.maximumFen - one.amount.maximumFen,
  );
  if (!product) throw new Error(`no product is on offer on ${today}`);
  return offerUnder(product, Math.max(...product.termMonths), catalogue, today);
}

function offerUnder(
  product: Product,
  termMonths: number,
  catalogue: Catalogue,
  today: IsoDate,
): Offer {
  const cap = capRuleFor(catalogue.capRules, product.institutionKind, today);
  // Without a cap in force nothing may be lent: quoting refuses before anybody is decided.
  if (!cap.ok) throw new Error(cap.error.message);
  const rates = creditGrades.flatMap((grade) => {
    const ratePpm = product.rateGrid[grade]?.[String(termMonths)];
    return ratePpm === undefined ? [] : [[grade, ratePpm]];
  });
  return {
    productId: product.code,
    productVersion: product.version,
    minimumFen: product.amount.minimumFen,
    maximumFen: product.amount.maximumFen,
    termMonths,
    ratesPpm: Object.fromEntries(rates),
    capPpm: cap.value.capPpm,
    capRule: cap.value.version,
  };
}
