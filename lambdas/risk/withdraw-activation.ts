/** POST …/withdrawal: what is not in force yet will not be. */
import { withdrawActivation } from '../contract/rule-sets';
import { withdraw } from '../core/risk/rules/activation';
import { type Activation, activationKey, timelineKey } from '../core/risk/rules/version-rows';
import { openRuleVersions } from '../platform/composition/rule-versions';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { activationView } from './rule-set-views';

export const handler = serve(withdrawActivation)
  .using({ store: openStore, ruleVersions: openRuleVersions })
  .with(async ({ params, caller, now, remember }, { store, ruleVersions }) => {
    const { ruleSetHash, activationId } = params;
    const version = await ruleVersions.version(ruleSetHash);
    const item = await store.get<Activation>(activationKey(ruleSetHash, activationId));
    if (!version || !item) return refuse('not_found');
    const isApproved = item.body.status === 'approved';
    const entry = isApproved ? await store.get(timelineKey(version.ruleSet, item.body)) : undefined;
    const withdrawn = withdraw(version, item, entry?.version, caller.id, now);
    if (!withdrawn.ok) return refuse(withdrawn.error);
    const { next, changes } = withdrawn.value;
    const reply = { status: 201, body: activationView(next) };
    const committed = await store.commit([...changes, ...remember(reply)]);
    return committed.ok ? answer(reply.status, reply.body) : refuse('conflict');
  });
