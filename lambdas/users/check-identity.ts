/** Workflow step: whether the applicant is who they say, has consented and has a card to pay to. */
import * as z from 'zod';
import { orderId } from '../contract/schemas';
import { type OrderItem, orderKey } from '../core/orders/order-record';
import { isReadyToBorrow } from '../core/users/customer-facts';
import { loadCustomer } from '../core/users/rows';
import { openStore } from '../platform/composition/store';
import { task } from '../platform/task';

export const handler = task('checkIdentity', z.object({ orderId }))
  .using({ store: openStore })
  .with(async ({ orderId }, { store }) => {
    const order = await store.get<OrderItem['body']>(orderKey(orderId));
    if (!order) throw new Error('the order of this workflow is missing');
    const { customerId, bankCardId } = order.body;
    const customer = await loadCustomer(store, customerId);
    const isReady = customer !== undefined && isReadyToBorrow(customer, bankCardId);
    return { outcome: isReady ? ('complete' as const) : ('incomplete' as const) };
  });
