/** Ends this session: its access token is refused from the next request on. */
import { signOut } from '../contract/sign-in';
import { endSession } from '../core/users/sessions';
import { openStore } from '../platform/composition/store';
import { answer, serve } from '../platform/serve';

export const handler = serve(signOut)
  .using({ store: openStore })
  .with(async ({ caller, now }, { store }) => {
    await endSession(store, caller.sessionId, now);
    return answer(200, {});
  });
