/** Reads an order of the caller's; another's and a missing one answer alike. */
import { type OrderItem, orderKey } from '../core/orders/order-record';
import type { Store } from '../core/ports/store';
import { type Problem, problem } from '../core/problem';
import { failure, type Result, success } from '../core/result';
import type { Caller } from '../platform/request';

export async function ownOrder(
  store: Store,
  caller: Caller,
  orderId: string,
): Promise<Result<OrderItem, Problem>> {
  const item = await store.get<OrderItem['body']>(orderKey(orderId));
  return item?.body.customerId === caller.id ? success(item) : failure(problem('not_found'));
}
