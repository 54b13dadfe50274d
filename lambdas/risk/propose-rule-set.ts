/** POST /rule-sets: keeps a rule set as a version; the same content is the same version. */
import { proposeRuleSet } from '../contract/rule-sets';
import { canonicalJson } from '../core/canonical';
import { profileFields } from '../core/risk/profile/fields';
import { compileRuleSet } from '../core/risk/rules/rule-set';
import { insertVersion, type VersionBody } from '../core/risk/rules/version-rows';
import { staffEntry } from '../core/users/audit';
import { commitAudited } from '../core/users/audit-chain';
import { reasonCodes } from '../platform/composition/reasons';
import { openRuleVersions } from '../platform/composition/rule-versions';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { versionView } from './rule-set-views';

export const handler = serve(proposeRuleSet)
  .using({ store: openStore, ruleVersions: openRuleVersions })
  .with(async ({ body, caller, now, requestId, remember }, { store, ruleVersions }) => {
    const { document } = body;
    const compiled = compileRuleSet(document, profileFields, reasonCodes);
    if (!compiled.ok) {
      const fields = compiled.error.slice(0, 20).map(({ path, reason }) => ({
        path: `body.document.${path}`,
        reason,
      }));
      return refuse('validation_failed', undefined, fields);
    }
    const { hash } = compiled.value;
    const before = await ruleVersions.version(hash);
    if (before) return answer(201, versionView(before));
    const version: VersionBody = {
      hash,
      ruleSet: document.ruleSet,
      document: canonicalJson(document),
      proposedBy: caller.id,
      proposedAt: new Date(now).toISOString(),
    };
    const reply = { status: 201, body: versionView(version) };
    const entries = [staffEntry(caller.id, 'proposeRuleSet', requestId, [hash])];
    const changes = [insertVersion(version), ...remember(reply)];
    const kept = await commitAudited(store, { subjectId: caller.id, entries, now }, changes);
    return kept.ok ? answer(reply.status, reply.body) : refuse('conflict');
  });
