/** What the users' routes show of a session, a consent and a bank card. */
import { accessTokenSeconds } from '../core/ports/tokens';
import type { SessionBody } from '../core/users/sessions';

export const tokensView = (
  { subjectId, role }: SessionBody,
  accessToken: string,
  refreshToken: string,
  now: number,
) => ({
  customerId: subjectId,
  role,
  accessToken,
  accessTokenExpiresAt: new Date(now + accessTokenSeconds * 1000).toISOString(),
  refreshToken,
});
