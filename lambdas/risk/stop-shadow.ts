/** DELETE /rule-sets/{ruleSetHash}/shadow: the version no longer runs beside the one in force. */
import { stopShadow } from '../contract/rule-sets';
import { shadowKey } from '../core/risk/rules/version-rows';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';

export const handler = serve(stopShadow)
  .using({ store: openStore })
  .with(async ({ params }, { store }) => {
    const shadow = await store.get(shadowKey('origination', params.ruleSetHash));
    if (!shadow) return refuse('not_found');
    const { key, version } = shadow;
    const stopped = await store.commit([{ kind: 'remove', key, expectedVersion: version }]);
    return stopped.ok ? answer(200, {}) : refuse('conflict');
  });
