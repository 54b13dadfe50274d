/** Compares the face of a check with the card's portrait: passed or not, no score. */
import { completeLivenessSession } from '../contract/users';
import { failure } from '../core/result';
import { compareFace, forgetAttempt } from '../core/users/face-comparison';
import { readFailures } from '../core/users/face-failures';
import * as liveness from '../core/users/liveness';
import { loadCustomer } from '../core/users/rows';
import { openConsentTexts as texts } from '../platform/composition/consent-texts';
import { openFaceVerifier as faces } from '../platform/composition/face-verifier';
import { openPictures as pictures } from '../platform/composition/pictures';
import { openStore as store } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { passed, refused } from './face-verdict';

export const handler = serve(completeLivenessSession)
  .using({ store, faces, pictures, texts })
  .with(async ({ params: { livenessId }, caller, now, today }, services) => {
    const { store, faces, texts } = services;
    const session = liveness.isOpen(await liveness.readSession(store, caller.id, livenessId), now);
    if (!session.ok) return refuse(session.error);
    const failures = await readFailures(store, caller.id);
    const loaded = await loadCustomer(store, caller.id);
    const customer = liveness.mayCheckFace(loaded, failures, { texts, today }, now);
    if (!customer.ok) return failure(customer.error);

    const held = await liveness.takeAttempt(store, caller.id, session.value, now);
    if (!held.ok) return failure(held.error);
    const result = await faces.result(held.value.body.providerSessionId);
    if (!result.ok) return refused(store, caller.id, held.value, result.error, now);
    const faceKey = await compareFace(services, customer.value, livenessId, result.value);
    const verdict = faceKey.ok
      ? await passed(services, customer.value, held.value, faceKey.value, now)
      : await refused(store, caller.id, held.value, faceKey.error, now);
    const mayTryAgain = !faceKey.ok && faceKey.error === 'faceProviderDown';
    if (!mayTryAgain) await forgetAttempt(services, result.value);
    return verdict.ok ? answer(200, verdict.value) : verdict;
  });
