/** PUT /rule-sets/{ruleSetHash}/shadow: evaluates a version beside the one in force. */
import { startShadow } from '../contract/rule-sets';
import {
  maximumShadows,
  type ShadowBody,
  shadowKey,
  shadowsOf,
} from '../core/risk/rules/version-rows';
import { openRuleVersions } from '../platform/composition/rule-versions';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';

const view = ({ hash: ruleSetHash, ...rest }: ShadowBody) => ({ ruleSetHash, ...rest });

export const handler = serve(startShadow)
  .using({ store: openStore, ruleVersions: openRuleVersions })
  .with(async ({ params: { ruleSetHash: hash }, caller, now }, { store, ruleVersions }) => {
    const compiled = await ruleVersions.find(hash);
    if (!compiled) return refuse('not_found');
    const { ruleSet } = compiled.document;
    const shadows = (await store.query<ShadowBody>(shadowsOf(ruleSet))).items;
    const running = shadows.find(({ body }) => body.hash === hash);
    if (running) return answer(200, view(running.body));
    if (shadows.length >= maximumShadows) return refuse('shadows_exhausted');
    const body = { hash, startedBy: caller.id, startedAt: new Date(now).toISOString() };
    const item = { key: shadowKey(ruleSet, hash), body };
    const started = await store.commit([{ kind: 'insert', item }]);
    return started.ok ? answer(200, view(body)) : refuse('conflict');
  });
