/** The consent texts in force today, with the hashes that name them. */
import { listConsentTexts } from '../contract/users';
import { textsInForce } from '../core/users/consents';
import { openConsentTexts, openWithdrawalEffects } from '../platform/composition/consent-texts';
import { answer, serve } from '../platform/serve';
import { consentTextView } from './views';

export const handler = serve(listConsentTexts)
  .using({ texts: openConsentTexts, effects: openWithdrawalEffects })
  .with(async ({ today }, { texts, effects }) =>
    answer(200, {
      texts: textsInForce(texts, today).map((text) => consentTextView(text, effects)),
    }),
  );
