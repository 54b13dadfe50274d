/**
 * Fetches a check's result and compares the face with the card's portrait: passed or not, no
 * score.
 */
import { completeLivenessSession } from '../contract/users';
import { failure } from '../core/result';
import { compareFace } from '../core/users/face-comparison';
import * as liveness from '../core/users/liveness';
import { loadCustomer } from '../core/users/rows';
import { openFaceVerifier } from '../platform/composition/face-verifier';
import { openPictures } from '../platform/composition/pictures';
import { openStore } from '../platform/composition/store';
import { measure } from '../platform/observability';
import { answer, refuse, serve } from '../platform/serve';

export const handler = serve(completeLivenessSession)
  .using({ store: openStore, faces: openFaceVerifier, pictures: openPictures })
  .with(async ({ params: { livenessId }, caller, now }, { store, faces, pictures }) => {
    const found = await liveness.readSession(store, caller.id, livenessId);
    const session = liveness.isOpen(found, now);
    if (!session.ok) return refuse(session.error);
    const failures = await liveness.readFailures(store, caller.id);
    const customer = liveness.mayCheckFace(await loadCustomer(store, caller.id), failures, now);
    if (!customer.ok) return failure(customer.error);

    const result = await faces.result(session.value.body.providerSessionId);
    if (!result.ok && !liveness.isFailure(result.error))
      return refuse(liveness.livenessProblems[result.error]);
    const used = await store.commit([liveness.useSession(session.value)]);
    if (!used.ok) return refuse('liveness_session_used');
    measure('FacesChecked');
    const services = { faces, pictures };
    const faceKey = result.ok
      ? await compareFace(services, customer.value, livenessId, result.value)
      : undefined;
    if (!faceKey) {
      measure('FacesRefused');
      await liveness.writeFailure(store, caller.id, now);
      return refuse('face_not_verified');
    }
    const verified = await liveness.verifyIdentity(store, customer.value, faceKey, now);
    return verified.ok ? answer(200, { status: 'verified' }) : refuse(verified.error);
  });
