/** GET /contact-preferences: how the caller wishes to be contacted. */
import { getContactPreferences } from '../contract/debtors';
import { preferencesOf } from '../core/collections/contact-preferences';
import { type DebtorItem, debtorKey, debtorOf } from '../core/collections/debtor-record';
import { openStore } from '../platform/composition/store';
import { answer, serve } from '../platform/serve';

export const handler = serve(getContactPreferences)
  .using({ store: openStore })
  .with(async ({ caller }, { store }) => {
    const item = await store.get<DebtorItem['body']>(debtorKey(caller.id));
    return answer(200, preferencesOf(debtorOf(item, caller.id)));
  });
