/** Ends a legal hold: what is due is shredded the next night. */
import { liftLegalHold } from '../contract/own-data';
import { commitAudited } from '../core/users/audit-chain';
import { type HoldBody, holdEntry, holdKey } from '../core/users/deletion';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';

export const handler = serve(liftLegalHold)
  .using({ store: openStore })
  .with(async ({ params: { customerId }, caller, now, requestId }, { store }) => {
    const hold = await store.get<HoldBody>(holdKey(customerId));
    if (!hold) return refuse('not_found');
    const entries = [holdEntry('liftHold', hold.body.reason, caller.id, requestId)];
    const { key, version } = hold;
    const change = { kind: 'remove', key, expectedVersion: version } as const;
    const lifted = await commitAudited(store, { subjectId: customerId, entries, now }, [change]);
    return lifted.ok ? answer(200, {}) : refuse('conflict');
  });
