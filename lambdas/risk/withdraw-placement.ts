/** POST …/withdrawal: what nobody has approved yet will not be. */
import { withdrawPlacement } from '../contract/policy-documents';
import { type ChangeItem, changeKey } from '../core/risk/decision/document-rows';
import { withdrawPlacement as withdraw } from '../core/risk/decision/placing';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { changeView } from './policy-document-views';

export const handler = serve(withdrawPlacement)
  .using({ store: openStore })
  .with(async ({ params, caller, now, remember }, { store }) => {
    const { documentHash, changeId } = params;
    const change = await store.get<ChangeItem['body']>(changeKey(documentHash, changeId));
    if (!change) return refuse('not_found');
    const withdrawn = withdraw(change, caller.id, now);
    if (!withdrawn.ok) return refuse(withdrawn.error);
    const { next, changes } = withdrawn.value;
    const reply = { status: 201, body: changeView(next) };
    const committed = await store.commit([...changes, ...remember(reply)]);
    return committed.ok ? answer(reply.status, reply.body) : refuse('conflict');
  });
