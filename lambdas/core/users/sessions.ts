/** Sessions: a refresh token serves once, and one that comes back a second time ends its family. */
import { createHash } from 'node:crypto';
import { newId, type Randomness } from '../identifiers';
import type { Change, Item, Key, Store } from '../ports/store';
import type { AccessGrant } from '../ports/tokens';
import { failure, type Result, success } from '../result';

/** After this long one signs in again; staff within the working day. */
const lifeSeconds = { borrower: 30 * 86_400, staff: 12 * 3600 };

/** Kept a while after its end, so that a late replay is still recognised. */
const keptSeconds = 7 * 86_400;

export type SessionBody = {
  readonly sessionId: string;
  readonly subjectId: string;
  readonly role: string;
  readonly deviceId: string;
  /** SHA-256 of the one refresh token that serves now; 256 random bits need no salt. */
  readonly refreshHash: string;
  readonly startedAt: string;
  readonly expiresAtMillis: number;
  readonly endedAt?: string;
};

export type SessionItem = Item<SessionBody>;

export const sessionKey = (sessionId: string): Key => ({
  table: 'users',
  partition: `SESSION#${sessionId}`,
  sort: 'STATE',
});

const usedKey = (sessionId: string, refreshHash: string): Key => ({
  ...sessionKey(sessionId),
  sort: `USED#${refreshHash}`,
});

export const grantOf = ({ subjectId, role, sessionId }: SessionBody): AccessGrant => ({
  subjectId,
  role,
  sessionId,
});

/** The session a row stands for, if it has neither ended nor expired. */
export const isLive = (session: SessionItem | undefined, now: number): session is SessionItem =>
  session !== undefined && session.body.endedAt === undefined && session.body.expiresAtMillis > now;

export interface Started {
  readonly session: SessionBody;
  readonly refreshToken: string;
  readonly change: Change;
}

export function startSession(
  subject: { readonly id: string; readonly role: string },
  deviceId: string,
  now: number,
  random: Randomness,
): Started {
  const sessionId = newId('ses', random);
  const { refreshToken, refreshHash } = newRefreshToken(sessionId, random);
  const life = subject.role === 'borrower' ? lifeSeconds.borrower : lifeSeconds.staff;
  const session: SessionBody = {
    sessionId,
    subjectId: subject.id,
    role: subject.role,
    deviceId,
    refreshHash,
    startedAt: new Date(now).toISOString(),
    expiresAtMillis: now + life * 1000,
  };
  return { session, refreshToken, change: { kind: 'insert', item: rowOf(session) } };
}

/** Rotates: the new token's hash replaces the old one's, which is kept as used. */
async function rotate(
  store: Store,
  row: SessionItem,
  random: Randomness,
): Promise<{ refreshToken: string } | undefined> {
  const { sessionId, refreshHash: oldHash } = row.body;
  const { refreshToken, refreshHash } = newRefreshToken(sessionId, random);
  const session = { ...row.body, refreshHash };
  const used = { key: usedKey(sessionId, oldHash), body: {} };
  const { expiresAtEpochSeconds } = rowOf(session);
  const written = await store.commit([
    { kind: 'replace', item: rowOf(session), expectedVersion: row.version },
    { kind: 'insert', item: { ...used, expiresAtEpochSeconds } },
  ]);
  return written.ok ? { refreshToken } : undefined;
}

export interface Refreshed {
  readonly session: SessionBody;
  readonly refreshToken: string;
}

/**
 * Exchanges a refresh token. Of two uses of one token at the same moment at most one succeeds,
 * and the other ends the session for both: one of them was stolen.
 */
export async function refresh(
  store: Store,
  refreshToken: string,
  now: number,
  random: Randomness,
): Promise<Result<Refreshed, 'invalid'>> {
  const [sessionId = '', secret] = refreshToken.split('.');
  if (!/^ses_[a-z2-7]{26}$/.test(sessionId) || !secret) return failure('invalid');
  const row = await store.get<SessionBody>(sessionKey(sessionId));
  if (!isLive(row, now)) return failure('invalid');
  const hash = hashOf(refreshToken);
  if (hash === row.body.refreshHash) {
    const rotated = await rotate(store, row, random);
    if (rotated) return success({ session: row.body, ...rotated });
    await endIfReused(store, sessionId, hash, now);
    return failure('invalid');
  }
  await endIfReused(store, sessionId, hash, now);
  return failure('invalid');
}

/** A token that was never ours changes nothing: knowing a session's id is not enough to end it. */
async function endIfReused(
  store: Store,
  sessionId: string,
  hash: string,
  now: number,
): Promise<void> {
  if (await store.get(usedKey(sessionId, hash))) await endSession(store, sessionId, now);
}

/** Ends the session, however often it is being refreshed meanwhile; harmless when it has ended. */
export async function endSession(store: Store, sessionId: string, now: number): Promise<void> {
  for (let tries = 0; tries < 10; tries += 1) {
    const row = await store.get<SessionBody>(sessionKey(sessionId));
    if (!isLive(row, now)) return;
    const ended = rowOf({ ...row.body, endedAt: new Date(now).toISOString() });
    const change: Change = { kind: 'replace', item: ended, expectedVersion: row.version };
    if ((await store.commit([change])).ok) return;
  }
  throw new Error('a session could not be ended');
}

function newRefreshToken(sessionId: string, random: Randomness) {
  const refreshToken = `${sessionId}.${Buffer.from(random(32)).toString('base64url')}`;
  return { refreshToken, refreshHash: hashOf(refreshToken) };
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

const rowOf = (session: SessionBody) => ({
  key: sessionKey(session.sessionId),
  body: session,
  expiresAtEpochSeconds: Math.ceil(session.expiresAtMillis / 1000) + keptSeconds,
});
