/** Ends a session of the caller's and forgets its device: what a lost phone calls for. */
import { endSession } from '../contract/factors';
import { forgetDevice } from '../core/users/devices';
import * as sessions from '../core/users/sessions';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';

export const handler = serve(endSession)
  .using({ store: openStore })
  .with(async ({ params, caller, now }, { store }) => {
    const session = caller.owned.get(params.sessionId) as sessions.SessionItem | undefined;
    if (!sessions.isLive(session, now)) return refuse('not_found');
    const { deviceHash } = session.body;
    if (deviceHash !== undefined) await forgetDevice(store, deviceHash);
    await sessions.endSession(store, params.sessionId, now);
    return answer(200, {});
  });
