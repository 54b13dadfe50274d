/** PUT /rule-sets/{ruleSetHash}/shadow: one person asks, the same of another starts it. */
import { startShadow } from '../contract/rule-sets';
import type { Change } from '../core/ports/store';
import { approveShadow } from '../core/risk/rules/shadow-approval';
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
    const [compiled, version] = await Promise.all([
      ruleVersions.find(hash),
      ruleVersions.version(hash),
    ]);
    if (!compiled || !version) return refuse('not_found');
    const { ruleSet } = compiled.document;
    const shadows = (await store.query<ShadowBody>(shadowsOf(ruleSet))).items;
    const known = shadows.find(({ body }) => body.hash === hash);
    if (!known && shadows.length >= maximumShadows) return refuse('shadows_exhausted');
    const next = approveShadow(version, known?.body, caller.id, now);
    if (!next.ok) return refuse(next.error);
    const item = { key: shadowKey(ruleSet, hash), body: { ...next.value } };
    const change: Change = known
      ? { kind: 'replace', item, expectedVersion: known.version }
      : { kind: 'insert', item };
    const written = next.value === known?.body || (await store.commit([change])).ok;
    return written ? answer(200, view(next.value)) : refuse('conflict');
  });
