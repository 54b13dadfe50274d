/** Sessions: who is signed in where, on the strength of what, and until when. */
import { newId, type Randomness } from '../identifiers';
import type { Change, Item, Key, Store } from '../ports/store';
import { type Factor, type Proven, proven } from './proofs';
import { newRefreshToken } from './refresh-tokens';

/** After this long one signs in again; staff within the working day. */
const lifeSeconds = { borrower: 30 * 86_400, staff: 12 * 3600 };

/** Kept a while after its end, so that a late replay is still recognised. */
const keptSeconds = 7 * 86_400;

export type SessionBody = Proven & {
  readonly sessionId: string;
  readonly subjectId: string;
  readonly role: string;
  readonly deviceId: string;
  /** Names the binding of the device this session runs on; staff bind none. */
  readonly deviceHash?: string;
  /** SHA-256 of the one refresh token that serves now; 256 random bits need no salt. */
  readonly refreshHash: string;
  readonly startedAt: string;
  readonly refreshedAt: string;
  readonly expiresAtMillis: number;
  readonly endedAt?: string;
};

export type SessionItem = Item<SessionBody>;

export const sessionKey = (sessionId: string): Key => ({
  table: 'users',
  partition: `SESSION#${sessionId}`,
  sort: 'STATE',
});

/** The session a row stands for, if it has neither ended nor expired. */
export const isLive = (session: SessionItem | undefined, now: number): session is SessionItem =>
  session !== undefined && session.body.endedAt === undefined && session.body.expiresAtMillis > now;

export interface Started {
  readonly session: SessionBody;
  readonly refreshToken: string;
  readonly change: Change;
}

/** Who begins a session, where, and on the strength of which factor. */
export interface Beginning {
  readonly subject: { readonly id: string; readonly role: string };
  readonly factor: Factor;
  /** A second factor that was proven with it. */
  readonly alsoProven?: Factor | undefined;
  readonly deviceId: string;
  readonly deviceHash?: string | undefined;
  readonly heldUntilMillis?: number | undefined;
}

export function startSession(beginning: Beginning, now: number, random: Randomness): Started {
  const { subject, factor, alsoProven, ...rest } = beginning;
  const sessionId = newId('ses', random);
  const { refreshToken, refreshHash } = newRefreshToken(sessionId, random);
  const life = subject.role === 'borrower' ? lifeSeconds.borrower : lifeSeconds.staff;
  const session: SessionBody = {
    sessionId,
    subjectId: subject.id,
    role: subject.role,
    ...proven(factor, now, alsoProven),
    ...rest,
    refreshHash,
    startedAt: new Date(now).toISOString(),
    refreshedAt: new Date(now).toISOString(),
    expiresAtMillis: now + life * 1000,
  };
  return { session, refreshToken, change: { kind: 'insert', item: sessionRow(session) } };
}

/** Ends the session, however often it is being refreshed meanwhile; harmless when it has ended. */
export async function endSession(store: Store, sessionId: string, now: number): Promise<void> {
  for (let tries = 0; tries < 10; tries += 1) {
    const row = await store.get<SessionBody>(sessionKey(sessionId));
    if (!isLive(row, now)) return;
    const ended = sessionRow({ ...row.body, endedAt: new Date(now).toISOString() });
    const change: Change = { kind: 'replace', item: ended, expectedVersion: row.version };
    if ((await store.commit([change])).ok) return;
  }
  throw new Error('a session could not be ended');
}

/** What is listed of somebody's: sessions, passkeys, known devices. */
export const belongings = (subjectId: string): string => `SUBJECT#${subjectId}`;

/** All of somebody's: what has to go when they do. */
export async function listBelongings(store: Store, subjectId: string): Promise<readonly Item[]> {
  const partition = belongings(subjectId);
  return (await store.query({ table: 'users', index: 'index1', partition, limit: 1000 })).items;
}

const livePrefix = 'SESSION#';

/** All of one's live sessions, latest first. */
export async function listLive(
  store: Store,
  subjectId: string,
  now: number,
): Promise<SessionItem[]> {
  const live: SessionItem[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.query<SessionBody>({
      table: 'users',
      index: 'index1',
      partition: belongings(subjectId),
      sort: { beginsWith: livePrefix },
      descending: true,
      ...(cursor && { cursor }),
    });
    live.push(...page.items.filter((item) => isLive(item, now)));
    cursor = page.next;
  } while (cursor);
  return live;
}

/** Wherever else somebody is signed in, they are no longer. */
export async function endOtherSessions(
  store: Store,
  subjectId: string,
  sessionId: string,
  now: number,
): Promise<void> {
  for (const { body } of await listLive(store, subjectId, now))
    if (body.sessionId !== sessionId) await endSession(store, body.sessionId, now);
}

/** The session with a factor just proven, and the change that notes it. */
export function withProof({ body, version }: SessionItem, factor: Factor, now: number) {
  const session: SessionBody = { ...body, proofs: { ...body.proofs, [factor]: now } };
  const change: Change = {
    kind: 'replace',
    item: sessionRow(session),
    expectedVersion: version,
  };
  return { session, change };
}

/** An ended session is in no list. */
export const sessionRow = (session: SessionBody) => ({
  key: sessionKey(session.sessionId),
  body: session,
  ...(session.endedAt === undefined && {
    indexes: {
      index1: {
        partition: belongings(session.subjectId),
        sort: `${livePrefix}${session.startedAt}#${session.sessionId}`,
      },
    },
  }),
  expiresAtEpochSeconds: Math.ceil(session.expiresAtMillis / 1000) + keptSeconds,
});
