/** The form of refresh tokens: the session's id and 256 random bits, of which a hash is kept. */
import { createHash } from 'node:crypto';
import type { Randomness } from '../identifiers';

export function newRefreshToken(sessionId: string, random: Randomness) {
  const refreshToken = `${sessionId}.${Buffer.from(random(32)).toString('base64url')}`;
  return { refreshToken, refreshHash: hashOf(refreshToken) };
}

export const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');
