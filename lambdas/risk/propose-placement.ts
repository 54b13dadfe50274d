/** POST …/placements: asks for a document, new or old, to be in force or to run beside. */
import { proposePlacement } from '../contract/policy-documents';
import { newId } from '../core/identifiers';
import { success } from '../core/result';
import { checkKept } from '../core/risk/decision/document-check';
import { insertChange, type PlacementChange } from '../core/risk/decision/document-rows';
import { shadowKinds } from '../core/risk/decision/policy';
import { openDocuments } from '../platform/composition/policy-documents';
import { openRandom } from '../platform/composition/random';
import { openRuleVersions } from '../platform/composition/rule-versions';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { changeView } from './policy-document-views';

export const handler = serve(proposePlacement)
  .using({
    store: openStore,
    documents: openDocuments,
    ruleVersions: openRuleVersions,
    random: openRandom,
  })
  .with(async ({ params, body, caller, now, remember }, services) => {
    const { store, documents, ruleVersions, random } = services;
    const version = await documents.version(params.documentHash);
    if (!version) return refuse('not_found');
    const isScored = shadowKinds.some((kind) => kind === version.kind);
    if (body.placement === 'shadow' && !isScored) {
      const field = { path: 'body.placement', reason: `no ${version.kind} is scored beside` };
      return refuse('validation_failed', undefined, [field]);
    }
    // A document whose fields are gone can no longer be used, however well it once did.
    const isUsed = body.placement !== 'endShadow';
    const usable = isUsed ? await checkKept(version, documents, ruleVersions) : success(undefined);
    if (!usable.ok) {
      const field = { path: 'params.documentHash', reason: usable.error.message };
      return refuse('validation_failed', undefined, [field]);
    }
    const change: PlacementChange = {
      changeId: newId('act', random),
      hash: version.hash,
      kind: version.kind,
      ...body,
      status: 'proposed',
      proposedBy: caller.id,
      proposedAt: new Date(now).toISOString(),
    };
    const reply = { status: 201, body: changeView(change) };
    const proposed = await store.commit([insertChange(change), ...remember(reply)]);
    return proposed.ok ? answer(reply.status, reply.body) : refuse('conflict');
  });
