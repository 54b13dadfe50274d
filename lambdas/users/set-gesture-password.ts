/** Sets or resets the gesture password, soon after another factor was proven. */
import { setGesturePassword } from '../contract/factors';
import { gestureChange } from '../core/users/gesture-password';
import { provenLately } from '../core/users/proofs';
import { isLive, type SessionBody, sessionKey } from '../core/users/sessions';
import { openRandom } from '../platform/composition/random';
import { openStore } from '../platform/composition/store';
import { openVault } from '../platform/composition/vault';
import { answer, refuse, serve } from '../platform/serve';

export const handler = serve(setGesturePassword)
  .using({ store: openStore, vault: openVault, random: openRandom })
  .with(async ({ body, caller, now }, services) => {
    const { store } = services;
    const session = await store.get<SessionBody>(sessionKey(caller.sessionId));
    if (!isLive(session, now)) return refuse('unauthenticated');
    // Never on the strength of the gesture itself: whoever saw it drawn could keep its owner out.
    const may = provenLately(session.body, ['sms', 'passkey'], now);
    if (!may.ok) return may;
    const set = await store.commit([await gestureChange(services, caller.id, body.gesture, now)]);
    return set.ok ? answer(200, { setAt: new Date(now).toISOString() }) : refuse('conflict');
  });
