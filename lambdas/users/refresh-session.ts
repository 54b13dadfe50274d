/** Exchanges a refresh token: each serves once, and one used again ends its session. */
import { refreshSession } from '../contract/sign-in';
import { newId } from '../core/identifiers';
import { refresh } from '../core/users/refresh';
import { openRandom } from '../platform/composition/random';
import { openStore } from '../platform/composition/store';
import { openTokenIssuer } from '../platform/composition/token-issuer';
import { answer, refuse, serve } from '../platform/serve';
import { tokensView } from './views';

export const handler = serve(refreshSession)
  .using({ store: openStore, tokens: openTokenIssuer, random: openRandom })
  .with(async ({ body, now }, { store, tokens, random }) => {
    const refreshed = await refresh(store, body.refreshToken, now, random);
    if (!refreshed.ok) return refuse('unauthenticated');
    const { session, refreshToken } = refreshed.value;
    const accessToken = await tokens.issue(session, newId('tok', random), now);
    return answer(201, tokensView(session, accessToken, refreshToken, now));
  });
