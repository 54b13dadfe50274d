/** What the users' routes show of a session, a consent and a bank card. */
import { accessTokenSeconds } from '../core/ports/tokens';
import { type ConsentText, consentTextHash } from '../core/users/consents';
import type { ConsentBody } from '../core/users/rows';
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

export const consentTextView = (consentText: ConsentText) => {
  const { purpose, version, title, text } = consentText;
  return { purpose, version, textHash: consentTextHash(consentText), title, text };
};

export const consentView = ({ channel: _, ...consent }: ConsentBody) => consent;
