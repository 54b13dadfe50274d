/**
 * Fetches a check's result and compares the face with the card's portrait: passed or not, no
 * score.
 */
import { completeLivenessSession } from '../contract/users';
import { failure } from '../core/result';
import { compareFace, forgetAttempt } from '../core/users/face-comparison';
import { readFailures } from '../core/users/face-failures';
import * as liveness from '../core/users/liveness';
import { loadCustomer } from '../core/users/rows';
import { openConsentTexts } from '../platform/composition/consent-texts';
import { openFaceVerifier } from '../platform/composition/face-verifier';
import { openPictures } from '../platform/composition/pictures';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { passed, refused } from './face-verdict';

export const handler = serve(completeLivenessSession)
  .using({
    store: openStore,
    faces: openFaceVerifier,
    pictures: openPictures,
    texts: openConsentTexts,
  })
  .with(async ({ params: { livenessId }, caller, now, today }, services) => {
    const { store, faces, texts } = services;
    const session = liveness.isOpen(await liveness.readSession(store, caller.id, livenessId), now);
    if (!session.ok) return refuse(session.error);
    const failures = await readFailures(store, caller.id);
    const loaded = await loadCustomer(store, caller.id);
    const customer = liveness.mayCheckFace(loaded, failures, { texts, today }, now);
    if (!customer.ok) return failure(customer.error);

    const result = await faces.result(session.value.body.providerSessionId);
    if (!result.ok) return refused(store, caller.id, session.value, result.error, now);
    const held = await liveness.holdSession(store, session.value, now);
    if (!held.ok) return refuse(held.error);
    const faceKey = await compareFace(services, customer.value, livenessId, result.value);
    const verdict = faceKey.ok
      ? await passed(services, customer.value, held.value, faceKey.value, now)
      : await refused(store, caller.id, held.value, faceKey.error, now);
    const mayTryAgain = !faceKey.ok && faceKey.error === 'faceProviderDown';
    if (!mayTryAgain) await forgetAttempt(services, result.value);
    return verdict.ok ? answer(200, verdict.value) : verdict;
  });
