/** The caller's order that the path names: what is somebody else's was refused before. */
import type { OrderItem } from '../core/orders/order-record';
import type { Caller } from '../platform/request';

export const ownOrder = ({ owned }: Caller, orderId: string): OrderItem =>
  owned.get(orderId) as OrderItem;
