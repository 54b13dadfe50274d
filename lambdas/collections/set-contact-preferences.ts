/** PUT /contact-preferences: how the caller wishes to be contacted, or that they do not. */
import { setContactPreferences } from '../contract/debtors';
import { preferencesOf, withPreferences } from '../core/collections/contact-preferences';
import {
  type DebtorItem,
  debtorKey,
  debtorOf,
  writeDebtor,
} from '../core/collections/debtor-record';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';

export const handler = serve(setContactPreferences)
  .using({ store: openStore })
  .with(async ({ body, caller, now }, { store }) => {
    const item = await store.get<DebtorItem['body']>(debtorKey(caller.id));
    const wished = withPreferences(debtorOf(item, caller.id), body, now);
    if (!wished.ok) {
      const field = { path: `body.${wished.error}`, reason: 'invalid' };
      return refuse('validation_failed', undefined, [field]);
    }
    const committed = await store.commit([writeDebtor(item, wished.value)]);
    return committed.ok ? answer(200, preferencesOf(wished.value)) : refuse('conflict');
  });
