/** GET /orders: the borrower's own orders, newest first. */
import { listOrders } from '../contract/orders';
import { type OrderItem, ordersOf } from '../core/orders/order-record';
import { openStore } from '../platform/composition/store';
import { answer, serve } from '../platform/serve';
import { orderView } from './views';

export const handler = serve(listOrders)
  .using({ store: openStore })
  .with(async ({ caller, query }, { store }) => {
    const page = await store.query<OrderItem['body']>({
      table: 'orders',
      index: 'index1',
      partition: ordersOf(caller.id),
      descending: true,
      limit: 20,
      ...(query.cursor && { cursor: query.cursor }),
    });
    return answer(200, {
      orders: page.items.map(({ body }) => orderView(body)),
      ...(page.next && { next: page.next }),
    });
  });
