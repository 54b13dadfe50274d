/** Who asks: the token's signature and claims, and that its session has not been ended. */
import { failure, success } from '../core/result';
import { steppedUpUntil } from '../core/users/proofs';
import { isLive, type SessionBody, sessionKey } from '../core/users/sessions';
import { authorize } from '../platform/authorize';
import { openStore } from '../platform/composition/store';
import { openTokenVerifier } from '../platform/composition/token-verifier';

export const handler = authorize
  .using({ store: openStore, tokens: openTokenVerifier })
  .with(async ({ token, now }, { store, tokens }) => {
    const verified = await tokens.verify(token, now);
    if (!verified.ok) return failure('unauthenticated');
    const { sessionId, subjectId, role } = verified.value;
    const session = await store.get<SessionBody>(sessionKey(sessionId));
    const stands =
      isLive(session, now) && session.body.subjectId === subjectId && session.body.role === role;
    if (!stands) return failure('unauthenticated');
    return success({ ...verified.value, steppedUpUntil: steppedUpUntil(session.body) });
  });
