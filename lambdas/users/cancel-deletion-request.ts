/** Keeps the account after all, as long as nothing was destroyed. */
import { cancelDeletionRequest } from '../contract/own-data';
import { cancelDeletion, isScheduled, readDeletion } from '../core/users/account-closing';
import { deletionView } from '../core/users/deletion';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';

export const handler = serve(cancelDeletionRequest)
  .using({ store: openStore })
  .with(async ({ caller, now, requestId }, { store }) => {
    const deletion = await readDeletion(store, caller.id);
    if (!isScheduled(deletion)) return refuse('not_found');
    if (deletion.body.begunAt !== undefined) return refuse('conflict');
    const asking = { customerId: caller.id, requestId, now };
    const cancelled = await cancelDeletion(store, deletion, asking);
    if (!cancelled.ok) return refuse('conflict');
    return answer(200, deletionView({ ...deletion.body, status: 'cancelled' }));
  });
