/** Where the caller is signed in. */
import { listSessions } from '../contract/factors';
import { listLive } from '../core/users/sessions';
import { openStore } from '../platform/composition/store';
import { answer, serve } from '../platform/serve';

export const handler = serve(listSessions)
  .using({ store: openStore })
  .with(async ({ caller, now }, { store }) => {
    const sessions = await listLive(store, caller.id, now);
    return answer(200, {
      sessions: sessions.map(({ body }) => ({
        sessionId: body.sessionId,
        deviceId: body.deviceId,
        startedBy: body.startedBy,
        startedAt: body.startedAt,
        refreshedAt: body.refreshedAt,
        expiresAt: new Date(body.expiresAtMillis).toISOString(),
        isThisOne: body.sessionId === caller.sessionId,
      })),
    });
  });
