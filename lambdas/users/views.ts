/** What the users' routes show of a session, a passkey and a consent. */
import { type ConsentText, consentTextHash, type WithdrawalEffects } from '../core/users/consents';
import type { PasskeyBody } from '../core/users/passkeys';
import { type Proven, steppedUpUntil } from '../core/users/proofs';
import type { ConsentBody } from '../core/users/rows';

export const consentTextView = (consentText: ConsentText, effects: WithdrawalEffects) => {
  const { purpose, version, title, text } = consentText;
  const textHash = consentTextHash(consentText);
  return { purpose, version, textHash, title, text, onWithdrawal: effects[purpose] };
};

export const consentView = ({ channel: _, ...consent }: ConsentBody) => consent;

/** Until when a session is open for what needs a fresh second factor, if it is. */
export function steppedUpView(session: Proven, now: number): { steppedUpUntil?: string } {
  const until = steppedUpUntil(session);
  return until > now ? { steppedUpUntil: new Date(until).toISOString() } : {};
}

export const passkeyView = ({
  passkeyId,
  label,
  addedAt,
  usedAt,
  isSynchronised,
}: PasskeyBody) => ({
  passkeyId,
  label,
  addedAt,
  ...(usedAt !== undefined && { usedAt }),
  isSynchronised,
});
