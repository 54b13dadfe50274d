/** POST …/approval: a second person puts a document in force, or beside what is. */
import { approvePlacement } from '../contract/policy-documents';
import {
  type ChangeItem,
  changeKey,
  changesOf,
  maximumShadows,
  type PlaceItem,
  shadowKey,
  shadowsOf,
} from '../core/risk/decision/document-rows';
import { approvePlacement as approve } from '../core/risk/decision/placing';
import { openDocuments } from '../platform/composition/policy-documents';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { changeView } from './policy-document-views';

export const handler = serve(approvePlacement)
  .using({ store: openStore, documents: openDocuments })
  .with(async ({ params, caller, now, remember }, { store, documents }) => {
    const { documentHash: hash, changeId } = params;
    const version = await documents.version(hash);
    const change = await store.get<ChangeItem['body']>(changeKey(hash, changeId));
    if (!version || !change) return refuse('not_found');
    const [earlier, shadow, shadows] = await Promise.all([
      store.query<ChangeItem['body']>(changesOf(hash)),
      store.get<PlaceItem['body']>(shadowKey(version.kind, hash)),
      store.query(shadowsOf(version.kind)),
    ]);
    const standing = {
      author: version.proposedBy,
      earlier: earlier.items.map(({ body }) => body),
      shadow,
      shadows: shadows.items.length,
    };
    const approved = approve(change, standing, caller.id, now, maximumShadows);
    if (!approved.ok) return refuse(approved.error);
    const { next, changes } = approved.value;
    const reply = { status: 201, body: changeView(next) };
    const committed = await store.commit([...changes, ...remember(reply)]);
    return committed.ok ? answer(reply.status, reply.body) : refuse('conflict');
  });
