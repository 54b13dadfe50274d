/** Withdraws a consent: what needs it is refused from now on, and what it promised is done. */
import { withdrawConsent } from '../contract/users';
import { commitConsent, withdraw } from '../core/users/consent-rows';
import { type ConsentBody, consentKey } from '../core/users/rows';
import { forgetFace } from '../core/users/withdrawal';
import { openWithdrawalEffects } from '../platform/composition/consent-texts';
import { openPictures } from '../platform/composition/pictures';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { consentView } from './views';

export const handler = serve(withdrawConsent)
  .using({ store: openStore, pictures: openPictures, effects: openWithdrawalEffects })
  .with(async ({ params: { purpose }, caller, now, requestId }, services) => {
    const { store, pictures, effects } = services;
    const row = await store.get<ConsentBody>(consentKey(caller.id, purpose));
    if (!row) return refuse('not_found');
    const face = purpose === 'faceRecognition' ? await forgetFace(store, pictures, caller.id) : [];
    const decided = withdraw(row, { customerId: caller.id, requestId, now });
    const withdrawn = await commitConsent(store, decided, face);
    if (!withdrawn.ok) return refuse('conflict');
    return answer(200, { ...consentView(decided.consent), effect: effects[purpose] });
  });
