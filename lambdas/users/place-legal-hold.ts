/** Keeps a customer's data although its time is over: nothing is shredded while the hold stands. */
import { placeLegalHold } from '../contract/own-data';
import { commitAudited } from '../core/users/audit-chain';
import { type HoldBody, holdEntry, holdKey } from '../core/users/deletion';
import { profileKey } from '../core/users/rows';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';

export const handler = serve(placeLegalHold)
  .using({ store: openStore })
  .with(async ({ params: { customerId }, body, caller, now, requestId }, { store }) => {
    if (!(await store.get(profileKey(customerId)))) return refuse('not_found');
    const key = holdKey(customerId);
    const standing = await store.get<HoldBody>(key);
    const view = ({ reason, placedAt }: HoldBody) => ({ customerId, reason, placedAt });
    if (standing) return answer(200, view(standing.body));
    const placedAt = new Date(now).toISOString();
    const hold: HoldBody = { reason: body.reason, placedAt, placedBy: caller.id };
    const entries = [holdEntry('placeHold', body.reason, caller.id, requestId)];
    const change = { kind: 'insert', item: { key, body: hold } } as const;
    const placed = await commitAudited(store, { subjectId: customerId, entries, now }, [change]);
    return placed.ok ? answer(200, view(hold)) : refuse('conflict');
  });
