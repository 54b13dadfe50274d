/** One's own consents, standing and withdrawn. */
import { listConsents } from '../contract/users';
import { type ConsentBody, consentPrefix, customerPartition } from '../core/users/rows';
import { openStore } from '../platform/composition/store';
import { answer, serve } from '../platform/serve';
import { consentView } from './views';

export const handler = serve(listConsents)
  .using({ store: openStore })
  .with(async ({ caller }, { store }) => {
    const { items } = await store.query<ConsentBody>({
      table: 'users',
      partition: customerPartition(caller.id),
      sort: { beginsWith: consentPrefix },
    });
    return answer(200, { consents: items.map(({ body }) => consentView(body)) });
  });
