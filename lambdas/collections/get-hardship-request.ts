/** GET /loans/{loanId}/hardship-requests/latest: whether help was granted, or why not. */
import { getHardshipRequest } from '../contract/hardship';
import { type HardshipItem, hardshipKey } from '../core/collections/hardship-record';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { hardshipView } from './views';

export const handler = serve(getHardshipRequest)
  .using({ store: openStore })
  .with(async ({ params: { loanId } }, { store }) => {
    const item = await store.get<HardshipItem['body']>(hardshipKey(loanId));
    return item ? answer(200, hardshipView(item.body)) : refuse('not_found');
  });
