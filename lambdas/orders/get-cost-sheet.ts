/** GET /orders/{orderId}/cost-sheet: what must be read before signing; its reading time starts. */
import { getCostSheet } from '../contract/orders';
import { isoDate } from '../core/calendar';
import { costSheet } from '../core/orders/cost-sheet';
import { offerOf } from '../core/orders/offer';
import { type OrderItem, replaceOrder } from '../core/orders/order-record';
import type { Store } from '../core/ports/store';
import { openCatalogue } from '../platform/composition/products';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { ownOrder } from './own-order';
import { costSheetView } from './views';

export const handler = serve(getCostSheet)
  .using({ store: openStore, catalogue: openCatalogue })
  .with(async ({ params, caller, now }, { store, catalogue }) => {
    const item = ownOrder(caller, params.orderId);
    const order = item.body;
    if (order.state !== 'approved' || order.offeredOn === undefined)
      return refuse('order_state_conflict', { state: order.state });
    if (now > (order.offerExpiresAtMillis ?? 0)) return refuse('offer_expired');
    const quote = offerOf(order, catalogue, isoDate(order.offeredOn));
    if (!quote.ok) return refuse('order_state_conflict');

    const shownAtMillis = await shownSince(store, item, now);
    if (shownAtMillis === undefined) return refuse('conflict');
    const sheet = costSheet(quote.value);
    return answer(200, costSheetView(order.orderId, quote.value, sheet, shownAtMillis));
  });

/** The first showing counts; of two at once, whichever was written. */
async function shownSince(store: Store, item: OrderItem, now: number): Promise<number | undefined> {
  const { costSheetShownAtMillis } = item.body;
  if (costSheetShownAtMillis !== undefined) return costSheetShownAtMillis;
  const shown = { ...item.body, costSheetShownAtMillis: now };
  if ((await store.commit([replaceOrder(item, shown)])).ok) return now;
  return (await store.get<OrderItem['body']>(item.key))?.body.costSheetShownAtMillis;
}
