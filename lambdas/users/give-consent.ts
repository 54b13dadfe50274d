/** Consents to one purpose; only the text in force today can be consented to. */
import { giveConsent } from '../contract/users';
import { newId } from '../core/identifiers';
import { give } from '../core/users/consent-rows';
import { textRead } from '../core/users/consents';
import { type ConsentBody, consentKey } from '../core/users/rows';
import { openConsentTexts } from '../platform/composition/consent-texts';
import { openRandom } from '../platform/composition/random';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { consentView } from './views';

export const handler = serve(giveConsent)
  .using({ store: openStore, texts: openConsentTexts, random: openRandom })
  .with(async ({ body, caller, now, today, requestId }, { store, texts, random }) => {
    const text = textRead(texts, today, body);
    if (!text) return refuse('consent_text_outdated');
    const row = await store.get<ConsentBody>(consentKey(caller.id, body.purpose));
    const act = { customerId: caller.id, entryId: newId('evt', random), requestId, now };
    const { consent, changes } = give(text, row, act);
    const given = changes.length === 0 || (await store.commit(changes)).ok;
    return given ? answer(201, consentView(consent)) : refuse('conflict');
  });
