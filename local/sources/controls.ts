/** The laptop's controls of the sandbox's data sources. */
import { type LocalRoute, ok, withBody } from '../gateway/local-routes';
import { sourceOrderSchema } from './behaviour';
import type { SandboxSources } from './sources';

const path = '/_local/sources';

export const sourceControls = (sources: SandboxSources): readonly LocalRoute[] => [
  {
    method: 'GET',
    path,
    summary: 'Carrier, bureau, shop, device: what they were told, how often they were asked',
    run: () => ok(sources.overview()),
  },
  {
    method: 'POST',
    path,
    summary: 'How one treats the next: {"source":"bureau","behaviour":{"mode":"down"},"count":1}',
    run: withBody(sourceOrderSchema, async (order) => {
      sources.order(order);
      return ok({ orders: sources.overview().orders });
    }),
  },
];
