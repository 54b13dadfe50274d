/** POST /quotes: prices an amount and a term at the borrower's grade, within limit and cap. */
import { createQuote } from '../contract/orders';
import { newId } from '../core/identifiers';
import { availableFen } from '../core/orders/credit-limit';
import { type LimitItem, limitKey, usableLimit } from '../core/orders/limit-record';
import { offerOf } from '../core/orders/offer';
import type { QuoteError } from '../core/orders/quote';
import { insertQuote, quoteValidMillis } from '../core/orders/quote-record';
import type { ProblemCode } from '../core/problem';
import { openCatalogue } from '../platform/composition/products';
import { openRandom } from '../platform/composition/random';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { quoteView } from './views';

const refusals: Partial<Record<QuoteError['code'], ProblemCode>> = {
  amountNotOffered: 'amount_out_of_range',
  termNotOffered: 'term_unavailable',
  gradeNotOffered: 'product_unavailable',
  productNotOnSale: 'product_unavailable',
  overCap: 'cost_cap_exceeded',
};

export const handler = serve(createQuote)
  .using({ store: openStore, catalogue: openCatalogue, random: openRandom })
  .with(async ({ body, caller, now, today }, { store, catalogue, random }) => {
    const limit = usableLimit(await store.get<LimitItem['body']>(limitKey(caller.id)), today);
    if (!limit) return refuse('limit_not_granted');
    const { productId, amountFen, termMonths } = body;
    const product = catalogue.onOffer(today).find(({ code }) => code === productId);
    if (!product) return refuse('product_unavailable');
    const available = availableFen(limit.ledger);
    if (amountFen > available) return refuse('limit_exceeded', { availableFen: available });

    const { grade, customerId } = limit;
    const asked = { productId, productVersion: product.version, grade, amountFen, termMonths };
    const offer = offerOf(asked, catalogue, today);
    if (!offer.ok) return refuse(refusals[offer.error.code] ?? 'product_unavailable');
    const quote = offer.value;
    const record = {
      ...asked,
      quoteId: newId('quo', random),
      customerId,
      annualRatePpm: quote.terms.annualRatePpm,
      instalmentFen: Math.max(...quote.rows.map(({ payableFen }) => payableFen)),
      expiresAtMillis: now + quoteValidMillis,
    };
    const committed = await store.commit([insertQuote(record)]);
    if (!committed.ok) return refuse('conflict');
    return answer(201, quoteView(quote, record.quoteId, record.expiresAtMillis));
  });
