/** The tokens that whoever signed in is given. */
import { newId, type Randomness } from '../core/identifiers';
import { accessTokenSeconds, type TokenIssuer } from '../core/ports/tokens';
import type { SessionBody } from '../core/users/sessions';

export interface IssuedFor {
  readonly session: SessionBody;
  readonly refreshToken: string;
  readonly deviceToken?: string;
}

export async function issueTokens(
  { tokens, random }: { readonly tokens: TokenIssuer; readonly random: Randomness },
  { session, refreshToken, deviceToken }: IssuedFor,
  now: number,
) {
  const accessToken = await tokens.issue(session, newId('tok', random), now);
  return {
    customerId: session.subjectId,
    role: session.role,
    accessToken,
    accessTokenExpiresAt: new Date(now + accessTokenSeconds * 1000).toISOString(),
    refreshToken,
    ...(deviceToken !== undefined && { deviceToken }),
  };
}
