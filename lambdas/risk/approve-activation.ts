/** POST …/approval: a second person puts a version in force. */
import { approveActivation } from '../contract/rule-sets';
import { approve } from '../core/risk/rules/activation';
import { type Activation, activationKey, activationsOf } from '../core/risk/rules/version-rows';
import { openRuleVersions } from '../platform/composition/rule-versions';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { activationView } from './rule-set-views';

export const handler = serve(approveActivation)
  .using({ store: openStore, ruleVersions: openRuleVersions })
  .with(async ({ params, caller, now, remember }, { store, ruleVersions }) => {
    const { ruleSetHash, activationId } = params;
    const version = await ruleVersions.version(ruleSetHash);
    const item = await store.get<Activation>(activationKey(ruleSetHash, activationId));
    if (!version || !item) return refuse('not_found');
    const earlier = await store.query<Activation>(activationsOf(ruleSetHash));
    const bodies = earlier.items.map(({ body }) => body);
    const approved = approve(version, item, bodies, caller.id, now);
    if (!approved.ok) return refuse(approved.error);
    const { next, changes } = approved.value;
    const reply = { status: 201, body: activationView(next) };
    const committed = await store.commit([...changes, ...remember(reply)]);
    return committed.ok ? answer(reply.status, reply.body) : refuse('conflict');
  });
