/** GET /orders/{orderId}: one order of the caller's. */
import { getOrder } from '../contract/orders';
import { openStore } from '../platform/composition/store';
import { answer, serve } from '../platform/serve';
import { ownOrder } from './own-order';
import { orderView } from './views';

export const handler = serve(getOrder)
  .using({ store: openStore })
  .with(async ({ params, caller }) =>
    answer(200, orderView(ownOrder(caller, params.orderId).body)),
  );
