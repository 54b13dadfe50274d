/** POST /rule-sets/{ruleSetHash}/activations: asks for a version, new or old, to be in force. */
import { proposeActivation } from '../contract/rule-sets';
import { newId } from '../core/identifiers';
import { type Activation, insertActivation } from '../core/risk/rules/version-rows';
import { openRandom } from '../platform/composition/random';
import { openRuleVersions } from '../platform/composition/rule-versions';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { activationView } from './rule-set-views';

export const handler = serve(proposeActivation)
  .using({ store: openStore, ruleVersions: openRuleVersions, random: openRandom })
  .with(async ({ params, body, caller, now, remember }, { store, ruleVersions, random }) => {
    const { ruleSetHash: hash } = params;
    // A version whose fields are gone can no longer be used, however well it once did.
    if (!(await ruleVersions.find(hash))) return refuse('not_found');
    const activation: Activation = {
      activationId: newId('act', random),
      hash,
      status: 'proposed',
      why: body.why,
      ...(body.effectiveFrom && {
        effectiveFrom: new Date(body.effectiveFrom).toISOString(),
      }),
      proposedBy: caller.id,
      proposedAt: new Date(now).toISOString(),
    };
    const reply = { status: 201, body: activationView(activation) };
    const proposed = await store.commit([insertActivation(activation), ...remember(reply)]);
    return proposed.ok ? answer(reply.status, reply.body) : refuse('conflict');
  });
