/** What the users' routes show of a session, a consent and a bank card. */
import { accessTokenSeconds } from '../core/ports/tokens';
import { type ConsentText, consentTextHash, type WithdrawalEffects } from '../core/users/consents';
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

export const consentTextView = (consentText: ConsentText, effects: WithdrawalEffects) => {
  const { purpose, version, title, text } = consentText;
  const textHash = consentTextHash(consentText);
  return { purpose, version, textHash, title, text, onWithdrawal: effects[purpose] };
};

export const consentView = ({ channel: _, ...consent }: ConsentBody) => consent;
