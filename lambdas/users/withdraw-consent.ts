/** Withdraws a consent: what needs it is refused from now on. */
import { withdrawConsent } from '../contract/users';
import { newId } from '../core/identifiers';
import { withdraw } from '../core/users/consent-rows';
import { type ConsentBody, consentKey } from '../core/users/rows';
import { openRandom } from '../platform/composition/random';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { consentView } from './views';

export const handler = serve(withdrawConsent)
  .using({ store: openStore, random: openRandom })
  .with(async ({ params, caller, now, requestId }, { store, random }) => {
    const row = await store.get<ConsentBody>(consentKey(caller.id, params.purpose));
    if (!row) return refuse('not_found');
    const act = { customerId: caller.id, entryId: newId('evt', random), requestId, now };
    const { consent, changes } = withdraw(row, act);
    const withdrawn = changes.length === 0 || (await store.commit(changes)).ok;
    return withdrawn ? answer(200, consentView(consent)) : refuse('conflict');
  });
