/** Accepts a passkey of the caller's no longer. */
import { removePasskey } from '../contract/factors';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';

export const handler = serve(removePasskey)
  .using({ store: openStore })
  .with(async ({ params, caller }, { store }) => {
    const row = caller.owned.get(params.passkeyId);
    if (!row) return refuse('not_found');
    const { key, version } = row;
    const removed = await store.commit([{ kind: 'remove', key, expectedVersion: version }]);
    return removed.ok ? answer(200, {}) : refuse('conflict');
  });
