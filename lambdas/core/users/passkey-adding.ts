/** Who may add a passkey: it opens everything, so whatever guards the account must be proven. */
import type { Credential } from '../ports/passkeys';
import type { Store } from '../ports/store';
import { type Problem, problem } from '../problem';
import { failure, type Result, success } from '../result';
import { type GestureBody, gestureKey } from './gesture-password';
import { listPasskeys, maximumPasskeys } from './passkeys';
import { provenLately, steppedUpUntil } from './proofs';
import { isLive, type SessionBody, sessionKey } from './sessions';

/** The passkeys there are, which the authenticator must not create once more. */
export async function mayAddPasskey(
  store: Store,
  caller: { readonly id: string; readonly sessionId: string },
  now: number,
): Promise<Result<readonly Credential[], Problem>> {
  const [session, gesture, passkeys] = await Promise.all([
    store.get<SessionBody>(sessionKey(caller.sessionId)),
    store.get<GestureBody>(gestureKey(caller.id)),
    listPasskeys(store, caller.id),
  ]);
  if (!isLive(session, now)) return failure(problem('unauthenticated'));
  const isGuarded = gesture !== undefined || passkeys.length > 0;
  if (isGuarded && steppedUpUntil(session.body) <= now) return failure(problem('step_up_required'));
  const may = isGuarded ? success(undefined) : provenLately(session.body, ['sms'], now);
  if (!may.ok) return may;
  if (passkeys.length >= maximumPasskeys) return failure(problem('conflict'));
  return success(passkeys.map(({ body }) => body));
}
