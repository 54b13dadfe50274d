/** One's own factors, and what this session has proven. */
import { listFactors } from '../contract/factors';
import { type GestureBody, gestureKey, gestureTries } from '../core/users/gesture-password';
import { listPasskeys } from '../core/users/passkeys';
import { type SessionBody, sessionKey } from '../core/users/sessions';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { passkeyView, steppedUpView } from './views';

export const handler = serve(listFactors)
  .using({ store: openStore })
  .with(async ({ caller, now }, { store }) => {
    const [session, gesture, passkeys] = await Promise.all([
      store.get<SessionBody>(sessionKey(caller.sessionId)),
      store.get<GestureBody>(gestureKey(caller.id)),
      listPasskeys(store, caller.id),
    ]);
    if (!session) return refuse('unauthenticated');
    const { startedBy, heldUntilMillis = 0 } = session.body;
    const heldUntil = new Date(heldUntilMillis).toISOString();
    return answer(200, {
      startedBy,
      ...steppedUpView(session.body, now),
      ...(heldUntilMillis > now && { heldUntil }),
      ...(gesture && {
        gesture: { setAt: gesture.body.setAt, isLocked: gesture.body.failures >= gestureTries },
      }),
      passkeys: passkeys.map(({ body }) => passkeyView(body)),
    });
  });
