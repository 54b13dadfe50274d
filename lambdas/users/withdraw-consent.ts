/** Withdraws a consent: what needs it is refused from now on. */
import { withdrawConsent } from '../contract/users';
import { commitConsent, withdraw } from '../core/users/consent-rows';
import { type ConsentBody, consentKey } from '../core/users/rows';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { consentView } from './views';

export const handler = serve(withdrawConsent)
  .using({ store: openStore })
  .with(async ({ params, caller, now, requestId }, { store }) => {
    const row = await store.get<ConsentBody>(consentKey(caller.id, params.purpose));
    if (!row) return refuse('not_found');
    const decided = withdraw(row, { customerId: caller.id, requestId, now });
    const withdrawn = await commitConsent(store, decided);
    return withdrawn.ok ? answer(200, consentView(decided.consent)) : refuse('conflict');
  });
