/** GET /orders/{orderId}/cost-sheet: what must be read before signing; its reading time starts. */
import { getCostSheet } from '../contract/orders';
import { isoDate } from '../core/calendar';
import { costSheet } from '../core/orders/cost-sheet';
import { offerOf } from '../core/orders/offer';
import { replaceOrder } from '../core/orders/order-record';
import { openCatalogue } from '../platform/composition/products';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { ownOrder } from './own-order';
import { costSheetView } from './views';

export const handler = serve(getCostSheet)
  .using({ store: openStore, catalogue: openCatalogue })
  .with(async ({ params, caller, now }, { store, catalogue }) => {
    const item = await ownOrder(store, caller, params.orderId);
    if (!item.ok) return item;
    const order = item.value.body;
    if (order.state !== 'approved' || order.offeredOn === undefined)
      return refuse('order_state_conflict', { state: order.state });
    if (now > (order.offerExpiresAtMillis ?? 0)) return refuse('offer_expired');
    const quote = offerOf(order, catalogue, isoDate(order.offeredOn));
    if (!quote.ok) return refuse('order_state_conflict');

    const shownAtMillis = order.costSheetShownAtMillis ?? now;
    if (order.costSheetShownAtMillis === undefined) {
      const shown = { ...order, costSheetShownAtMillis: shownAtMillis };
      const committed = await store.commit([replaceOrder(item.value, shown)]);
      if (!committed.ok) return refuse('conflict');
    }
    const sheet = costSheet(quote.value);
    return answer(200, costSheetView(order.orderId, quote.value, sheet, shownAtMillis));
  });
