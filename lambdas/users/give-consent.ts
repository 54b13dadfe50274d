/** Consents to one purpose; only the text in force today can be consented to. */
import { giveConsent } from '../contract/users';
import { commitConsent, give } from '../core/users/consent-rows';
import { textRead } from '../core/users/consents';
import { type ConsentBody, consentKey } from '../core/users/rows';
import { openConsentTexts } from '../platform/composition/consent-texts';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { consentView } from './views';

export const handler = serve(giveConsent)
  .using({ store: openStore, texts: openConsentTexts })
  .with(async ({ body, caller, now, today, requestId }, { store, texts }) => {
    const text = textRead(texts, today, body);
    if (!text) return refuse('consent_text_outdated');
    const row = await store.get<ConsentBody>(consentKey(caller.id, body.purpose));
    const decided = give(text, row, { customerId: caller.id, requestId, now });
    const given = await commitConsent(store, decided);
    return given.ok ? answer(201, consentView(decided.consent)) : refuse('conflict');
  });
