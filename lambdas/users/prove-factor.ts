/** Notes in the session that a factor was proven: another than it began with opens it. */
import { proveFactor } from '../contract/factors';
import { failure } from '../core/result';
import { checkProof } from '../core/users/proof-checks';
import { onHold } from '../core/users/proofs';
import { isLive, type SessionBody, sessionKey, withProof } from '../core/users/sessions';
import { openPasskeys as passkeys } from '../platform/composition/passkeys';
import { openStore as store } from '../platform/composition/store';
import { openVault as vault } from '../platform/composition/vault';
import { answer, refuse, serve } from '../platform/serve';
import { steppedUpView } from './views';

export const handler = serve(proveFactor)
  .using({ store, vault, passkeys })
  .with(async ({ body, caller, now }, services) => {
    const { store } = services;
    const session = await store.get<SessionBody>(sessionKey(caller.sessionId));
    if (!isLive(session, now)) return refuse('unauthenticated');
    const { heldUntilMillis = 0 } = session.body;
    if (heldUntilMillis > now) return failure(onHold(heldUntilMillis));
    const checked = await checkProof(services, caller.id, body, now);
    if (!checked.ok) return checked;

    const { factor, changes } = checked.value;
    const noted = withProof(session, factor, now);
    const committed = await store.commit([noted.change, ...changes]);
    if (!committed.ok) return refuse('conflict');
    return answer(201, { factor, ...steppedUpView(noted.session, now) });
  });
