/** POST /orders: applies for the loan of a quote; the event that is committed starts the way. */
import { submitOrder } from '../contract/orders';
import { newId } from '../core/identifiers';
import { availableFen } from '../core/orders/credit-limit';
import { type LimitItem, limitKey, usableLimit } from '../core/orders/limit-record';
import { insertOrder, newOrder, orderPartition } from '../core/orders/order-record';
import { type QuoteItem, quoteKey, useQuote } from '../core/orders/quote-record';
import { publish } from '../core/outbox';
import { keepOrigin, readOrigin } from '../core/risk/profile/origin';
import {
  consentsToBorrow,
  findBankCard,
  isVerified,
  missingToCollect,
} from '../core/users/customer-facts';
import { loadCustomer } from '../core/users/rows';
import { openConsentTexts } from '../platform/composition/consent-texts';
import { originProviders } from '../platform/composition/data-sources';
import { openRandom } from '../platform/composition/random';
import { openStore } from '../platform/composition/store';
import { measure } from '../platform/observability';
import { answer, refuse, serve } from '../platform/serve';
import { orderView } from './views';

export const handler = serve(submitOrder)
  .using({ store: openStore, random: openRandom, texts: openConsentTexts, ...originProviders })
  .with(async (request, services) => {
    const { caller, now, today, remember } = request;
    const { store, random, texts } = services;
    const { quoteId, bankCardId, purpose } = request.body;
    const quote = await store.get<QuoteItem['body']>(quoteKey(quoteId));
    if (quote?.body.customerId !== caller.id) return refuse('not_found');
    if (quote.body.usedByOrderId !== undefined) return refuse('quote_used');
    if (quote.body.expiresAtMillis < now) return refuse('quote_expired');
    const customer = await loadCustomer(store, caller.id);
    if (!customer || !isVerified(customer)) return refuse('identity_incomplete');
    const missing = missingToCollect(customer, { texts, today }, ...consentsToBorrow);
    if (missing.length > 0) return refuse('consent_missing', { missing });
    if (!findBankCard(customer, bankCardId)) return refuse('not_found');
    const limit = usableLimit(await store.get<LimitItem['body']>(limitKey(caller.id)), today);
    if (!limit) return refuse('limit_not_granted');
    if (quote.body.amountFen > availableFen(limit.ledger)) return refuse('limit_exceeded');

    const { expiresAtMillis: _, instalmentFen, usedByOrderId: __, ...terms } = quote.body;
    const orderId = newId('ord', random);
    const asked = { ...terms, orderId, bankCardId, purpose, instalmentFen, createdAtMillis: now };
    const order = newOrder(asked);
    const reply = { status: 201, body: orderView(order) };
    const origin = await readOrigin(services, request);
    const event = { type: 'OrderSubmitted', version: 1, data: { orderId } };
    const committed = await store.commit([
      insertOrder(order),
      useQuote(quote, orderId),
      keepOrigin(orderId, origin, now),
      publish('orders', orderPartition(orderId), newId('evt', random), event, now),
      ...remember(reply),
    ]);
    if (!committed.ok) return refuse('conflict');
    measure('OrdersSubmitted');
    return answer(reply.status, reply.body);
  });
