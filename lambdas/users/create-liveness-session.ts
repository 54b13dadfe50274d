/** Starts a face liveness check, after everything that costs nothing has been checked. */
import { createLivenessSession } from '../contract/users';
import { spendNow } from '../core/allowance';
import { newId } from '../core/identifiers';
import { failure } from '../core/result';
import { readFailures } from '../core/users/face-failures';
import * as liveness from '../core/users/liveness';
import { loadCustomer } from '../core/users/rows';
import { openConsentTexts } from '../platform/composition/consent-texts';
import { openFaceVerifier } from '../platform/composition/face-verifier';
import { openRandom } from '../platform/composition/random';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';

export const handler = serve(createLivenessSession)
  .using({
    store: openStore,
    faces: openFaceVerifier,
    random: openRandom,
    texts: openConsentTexts,
  })
  .with(async ({ caller, now, today }, { store, faces, random, texts }) => {
    const failures = await readFailures(store, caller.id);
    const loaded = await loadCustomer(store, caller.id);
    const customer = liveness.mayCheckFace(loaded, failures, { texts, today }, now);
    if (!customer.ok) return failure(customer.error);
    const spent = await spendNow(store, [[liveness.sessionsPerDay, caller.id]], now);
    if (!spent.ok) return refuse('too_many_requests', { ...spent.error });

    const livenessId = newId('liv', random);
    const request = { purpose: 'identity', userId: caller.id, token: livenessId };
    const session = await faces.createSession(request);
    if (!session.ok) return refuse('unavailable');
    const keep = liveness.keepSession(caller.id, livenessId, session.value, now);
    const kept = await store.commit([keep]);
    if (!kept.ok) return refuse('conflict');
    return answer(201, liveness.sessionView(livenessId, session.value, now));
  });
