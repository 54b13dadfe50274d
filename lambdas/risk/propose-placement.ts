/** POST …/placements: asks for a document, new or old, to be in force or to run beside. */
import { proposePlacement } from '../contract/policy-documents';
import { newId } from '../core/identifiers';
import { insertChange, type PlacementChange } from '../core/risk/decision/document-rows';
import { shadowKinds } from '../core/risk/decision/policy';
import { openDocuments } from '../platform/composition/policy-documents';
import { openRandom } from '../platform/composition/random';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { changeView } from './policy-document-views';

export const handler = serve(proposePlacement)
  .using({ store: openStore, documents: openDocuments, random: openRandom })
  .with(async ({ params, body, caller, now, remember }, { store, documents, random }) => {
    const version = await documents.version(params.documentHash);
    if (!version) return refuse('not_found');
    const isScored = shadowKinds.some((kind) => kind === version.kind);
    if (body.placement === 'shadow' && !isScored) {
      const field = { path: 'body.placement', reason: `no ${version.kind} is scored beside` };
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
