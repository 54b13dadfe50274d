/** Whether and when one's data will be destroyed. */
import { getDeletionRequest } from '../contract/own-data';
import { readDeletion } from '../core/users/account-closing';
import { deletionView } from '../core/users/deletion';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';

export const handler = serve(getDeletionRequest)
  .using({ store: openStore })
  .with(async ({ caller }, { store }) => {
    const deletion = await readDeletion(store, caller.id);
    return deletion ? answer(200, deletionView(deletion.body)) : refuse('not_found');
  });
