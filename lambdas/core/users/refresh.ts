/** Exchanging refresh tokens: each serves once, and one that comes back ends its family. */
import type { Randomness } from '../identifiers';
import type { Key, Store } from '../ports/store';
import { failure, type Result, success } from '../result';
import { hashOf, newRefreshToken } from './refresh-tokens';
import {
  endSession,
  isLive,
  type SessionBody,
  type SessionItem,
  sessionKey,
  sessionRow,
} from './sessions';

const usedKey = (sessionId: string, refreshHash: string): Key => ({
  ...sessionKey(sessionId),
  sort: `USED#${refreshHash}`,
});

/** Rotates: the new token's hash replaces the old one's, which is kept as used. */
async function rotate(
  store: Store,
  row: SessionItem,
  now: number,
  random: Randomness,
): Promise<{ refreshToken: string } | undefined> {
  const { sessionId, refreshHash: oldHash } = row.body;
  const { refreshToken, refreshHash } = newRefreshToken(sessionId, random);
  const session = { ...row.body, refreshHash, refreshedAt: new Date(now).toISOString() };
  const used = { key: usedKey(sessionId, oldHash), body: {} };
  const { expiresAtEpochSeconds } = sessionRow(session);
  const written = await store.commit([
    { kind: 'replace', item: sessionRow(session), expectedVersion: row.version },
    { kind: 'insert', item: { ...used, expiresAtEpochSeconds } },
  ]);
  return written.ok ? { refreshToken } : undefined;
}

export interface Refreshed {
  readonly session: SessionBody;
  readonly refreshToken: string;
}

/** `reused`: the token had served already, and its session has been ended. */
export type RefreshProblem = 'invalid' | 'reused';

/**
 * Exchanges a refresh token. Of two uses of one token at the same moment at most one succeeds,
 * and the other ends the session for both: one of them was stolen.
 */
export async function refresh(
  store: Store,
  refreshToken: string,
  now: number,
  random: Randomness,
): Promise<Result<Refreshed, RefreshProblem>> {
  const [sessionId = '', secret] = refreshToken.split('.');
  if (!/^ses_[a-z2-7]{26}$/.test(sessionId) || !secret) return failure('invalid');
  const row = await store.get<SessionBody>(sessionKey(sessionId));
  if (!isLive(row, now)) return failure('invalid');
  const hash = hashOf(refreshToken);
  const rotated = hash === row.body.refreshHash ? await rotate(store, row, now, random) : undefined;
  if (rotated) return success({ session: row.body, ...rotated });
  return failure(await endIfReused(store, sessionId, hash, now));
}

/** A token that was never ours changes nothing: knowing a session's id is not enough to end it. */
async function endIfReused(
  store: Store,
  sessionId: string,
  hash: string,
  now: number,
): Promise<RefreshProblem> {
  if (!(await store.get(usedKey(sessionId, hash)))) return 'invalid';
  await endSession(store, sessionId, now);
  return 'reused';
}
