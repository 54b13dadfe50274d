/** Exchanges a refresh token: each serves once, and one used again ends its session. */
import { refreshSession } from '../contract/sign-in';
import { refresh } from '../core/users/refresh';
import { openRandom } from '../platform/composition/random';
import { openStore } from '../platform/composition/store';
import { openTokenIssuer } from '../platform/composition/token-issuer';
import { measure } from '../platform/observability';
import { answer, refuse, serve } from '../platform/serve';
import { issueTokens } from './tokens';

export const handler = serve(refreshSession)
  .using({ store: openStore, tokens: openTokenIssuer, random: openRandom })
  .with(async ({ body, now }, services) => {
    const { store, random } = services;
    const refreshed = await refresh(store, body.refreshToken, now, random);
    if (refreshed.ok) return answer(201, await issueTokens(services, refreshed.value, now));
    if (refreshed.error === 'reused') measure('RefreshTokensReused');
    return refuse('unauthenticated');
  });
