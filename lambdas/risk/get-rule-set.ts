/** GET /rule-sets/{ruleSetHash}: a version whole, and every time it was put in force. */
import { getRuleSet } from '../contract/rule-sets';
import { type Activation, activationsOf } from '../core/risk/rules/version-rows';
import { openRuleVersions } from '../platform/composition/rule-versions';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { activationView, documentOf, versionView } from './rule-set-views';

export const handler = serve(getRuleSet)
  .using({ store: openStore, ruleVersions: openRuleVersions })
  .with(async ({ params: { ruleSetHash } }, { store, ruleVersions }) => {
    const version = await ruleVersions.version(ruleSetHash);
    if (!version) return refuse('not_found');
    const activations = await store.query<Activation>(activationsOf(ruleSetHash));
    return answer(200, {
      ...versionView(version),
      document: { ...documentOf(version) },
      activations: activations.items.map(({ body }) => activationView(body)),
    });
  });
