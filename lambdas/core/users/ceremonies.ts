/** WebAuthn ceremonies: a challenge that serves once, for one thing, for five minutes. */
import { newId, type Randomness } from '../identifiers';
import type { Change, Key, Store } from '../ports/store';

const ceremonySeconds = 5 * 60;

/** Creating a passkey is bound to who asked for it; using one tells who it is. */
export type CeremonyKind = 'create' | 'use';

export type CeremonyBody = {
  readonly kind: CeremonyKind;
  /** 256 random bits, base64url. */
  readonly challenge: string;
  /** Whose passkey is being created. */
  readonly subjectId?: string;
  readonly expiresAtMillis: number;
};

const ceremonyKey = (ceremonyId: string): Key => ({
  table: 'users',
  partition: `CEREMONY#${ceremonyId}`,
  sort: 'STATE',
});

export interface Ceremony {
  readonly ceremonyId: string;
  readonly challenge: string;
  readonly expiresAt: string;
  readonly change: Change;
}

export function newCeremony(
  kind: CeremonyKind,
  now: number,
  random: Randomness,
  subjectId?: string,
): Ceremony {
  const ceremonyId = newId('cer', random);
  const challenge = Buffer.from(random(32)).toString('base64url');
  const expiresAtMillis = now + ceremonySeconds * 1000;
  const item = {
    key: ceremonyKey(ceremonyId),
    body: { kind, challenge, expiresAtMillis, ...(subjectId !== undefined && { subjectId }) },
    expiresAtEpochSeconds: Math.ceil(expiresAtMillis / 1000),
  };
  const expiresAt = new Date(expiresAtMillis).toISOString();
  return { ceremonyId, challenge, expiresAt, change: { kind: 'insert', item } };
}

/** The challenge, which nobody gets a second time: not even after a wrong answer. */
export async function takeChallenge(
  store: Store,
  ceremonyId: string,
  kind: CeremonyKind,
  now: number,
  subjectId?: string,
): Promise<string | undefined> {
  const row = await store.get<CeremonyBody>(ceremonyKey(ceremonyId));
  if (!row || row.body.kind !== kind || row.body.subjectId !== subjectId) return undefined;
  const taken = await store.commit([
    { kind: 'remove', key: row.key, expectedVersion: row.version },
  ]);
  return taken.ok && row.body.expiresAtMillis > now ? row.body.challenge : undefined;
}
