/** GET /ledger/provision: the book by grade at a month's end, and what was set aside for it. */
import type * as z from 'zod';
import { getProvision } from '../contract/accounting';
import { provisionKey } from '../core/ledger/provision-record';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';

type Provision = z.input<(typeof getProvision)['responses'][200]>;

export const handler = serve(getProvision)
  .using({ store: openStore })
  .with(async ({ query }, { store }) => {
    const item = await store.get<Provision>(provisionKey(query.month));
    return item ? answer(200, item.body) : refuse('not_found');
  });
