/** Reads a borrower's recent orders, which every decision looks at. */
import { type Order, type OrderItem, ordersOf } from '../core/orders/order-record';
import type { Store } from '../core/ports/store';

/** The latest hundred, without the order that is being decided. */
export async function earlierOrders(
  store: Store,
  customerId: string,
  exceptOrderId?: string,
): Promise<Order[]> {
  const page = await store.query<OrderItem['body']>({
    table: 'orders',
    index: 'index1',
    partition: ordersOf(customerId),
    descending: true,
    limit: 100,
  });
  return page.items.map(({ body }) => body).filter(({ orderId }) => orderId !== exceptOrderId);
}
