/** What becomes of a face check once it is judged: written in one commit, and counted. */
import type { FaceCompareError, LivenessError } from '../core/ports/face-verifier';
import type { Pictures } from '../core/ports/pictures';
import type { Change, Store } from '../core/ports/store';
import type { Problem } from '../core/problem';
import { type Result, success } from '../core/result';
import * as liveness from '../core/users/liveness';
import type { Customer } from '../core/users/rows';
import { verified } from '../core/users/verification';
import { measure } from '../platform/observability';
import { refuse } from '../platform/serve';

export async function passed(
  { store, pictures }: { readonly store: Store; readonly pictures: Pictures },
  customer: Customer,
  session: liveness.LivenessItem,
  faceKey: string,
  now: number,
): Promise<Result<{ readonly status: 'verified' }, Problem>> {
  measure('FacesChecked');
  const used = liveness.useSession(session);
  const proof = { verifiedBy: 'face', faceKey } as const;
  const changes = await verified(store, customer, proof, now);
  const committed = changes.ok
    ? await store.commit([used, ...consentStands(customer), ...changes.value])
    : undefined;
  if (committed?.ok) return success({ status: 'verified' });
  // The check was passed and still verifies nobody: the face is not kept, and a new one is needed.
  await pictures.discard(pictures.face(faceKey));
  await liveness.uncount(store, customer.customerId, session.body.livenessId, now, [used]);
  return refuse(changes.ok ? 'conflict' : changes.error);
}

/** Whoever withdraws the consent while the face is being judged is not overtaken. */
const consentStands = ({ consents }: Customer): Change[] =>
  consents
    .filter(({ body }) => body.purpose === 'faceRecognition')
    .map(({ key, version }) => ({ kind: 'require', key, version }));

/** Only a check that was carried out and not passed uses the session up and counts. */
export async function refused(
  store: Store,
  customerId: string,
  session: liveness.LivenessItem,
  error: LivenessError | FaceCompareError,
  now: number,
): Promise<Result<never, Problem>> {
  const code = liveness.faceProblems[error];
  if (code !== 'face_not_verified') {
    await liveness.giveBack(store, customerId, session, now);
    return refuse(code);
  }
  measure('FacesChecked');
  measure('FacesRefused');
  // Counted when it began.
  const failed = await store.commit([liveness.useSession(session)]);
  return refuse(failed.ok ? code : 'conflict');
}
