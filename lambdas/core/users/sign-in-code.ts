/** Signing in by SMS code: the code, its few tries, and when the next one may be sent. */
import { timingSafeEqual } from 'node:crypto';
import type { Allowance } from '../allowance';
import type { Randomness } from '../identifiers';
import type { Notice } from '../ports/notifier';
import type { Change, Item, Key, Store } from '../ports/store';
import type { Registration } from './registration';

export const codeLifeSeconds = 5 * 60;
export const resendAfterSeconds = 60;
export const codeTries = 5;

/** With five tries a code, a day's guesses at one phone stay at 50 in a million. */
export const codesPerPhone: Allowance = { name: 'codes-phone', times: 10, perSeconds: 86_400 };
/** Many people share one address behind a carrier's gateway; the firewall counts as well. */
export const codesPerAddress: Allowance = { name: 'codes-address', times: 60, perSeconds: 600 };

/** Six digits, each code equally likely: draws above the last whole million are thrown away. */
export function newCode(random: Randomness): string {
  const limit = 2 ** 32 - (2 ** 32 % 1_000_000);
  for (;;) {
    const [a, b, c, d] = random(4);
    const drawn = a! * 2 ** 24 + b! * 2 ** 16 + c! * 2 ** 8 + d!;
    if (drawn < limit) return String(drawn % 1_000_000).padStart(6, '0');
  }
}

/** What the blind index of a code is made of: the same digits index alike in no two challenges. */
export const codeMessage = (challenge: { challengeId: string }, code: string): string =>
  `${challenge.challengeId}:${code}`;

export const codeNotice = (code: string): Notice => ({
  kind: 'signInCode',
  code,
  validMinutes: codeLifeSeconds / 60,
});

export type ChallengeBody = {
  readonly challengeId: string;
  readonly codeIndex: string;
  readonly phoneIndex: string;
  readonly expiresAtMillis: number;
  readonly registration?: Registration;
};

export const newChallenge = (challengeId: string, phoneIndex: string, now: number) => ({
  challengeId,
  phoneIndex,
  expiresAtMillis: now + codeLifeSeconds * 1000,
});

export const challengeView = ({
  challengeId,
  expiresAtMillis,
}: ReturnType<typeof newChallenge>) => ({
  challengeId,
  expiresAt: new Date(expiresAtMillis).toISOString(),
  resendAfterSeconds,
});

export const challengeKey = (challengeId: string): Key => ({
  table: 'users',
  partition: `CHALLENGE#${challengeId}`,
  sort: 'CODE',
});

/** Two networks' worth of one person's address: IPv6 customers own at least a /64. */
export const networkOf = (sourceIp: string): string =>
  sourceIp.includes(':') ? sourceIp.split(':').slice(0, 4).join(':') : sourceIp;

/** When the phone was last sent a code. */
type LastCodeBody = { readonly sentAtMillis: number };

export const lastCodeKey = (phoneIndex: string): Key => ({
  table: 'users',
  partition: `PHONE#${phoneIndex}`,
  sort: 'LAST_CODE',
});

/** Seconds until the phone may be sent the next code; 0 if it may now. */
export const resendWaitSeconds = (last: Item<LastCodeBody> | undefined, now: number): number =>
  last
    ? Math.max(0, Math.ceil(last.body.sentAtMillis / 1000 + resendAfterSeconds - now / 1000))
    : 0;

export const readLastCode = (store: Store, phoneIndex: string) =>
  store.get<LastCodeBody>(lastCodeKey(phoneIndex));

/** Two requests at once write the same row: only one of them sends. */
export function keepChallenge(
  challenge: ChallengeBody,
  last: Item<LastCodeBody> | undefined,
  now: number,
): Change[] {
  const seconds = Math.floor(now / 1000);
  const lastCode = {
    key: lastCodeKey(challenge.phoneIndex),
    body: { sentAtMillis: now },
    expiresAtEpochSeconds: seconds + 2 * resendAfterSeconds,
  };
  return [
    {
      kind: 'insert',
      item: {
        key: challengeKey(challenge.challengeId),
        body: challenge,
        expiresAtEpochSeconds: seconds + codeLifeSeconds,
      },
    },
    last
      ? { kind: 'replace', item: lastCode, expectedVersion: last.version }
      : { kind: 'insert', item: lastCode },
  ];
}

/** Counted before the code is compared: guesses sent at once cannot outrun the limit. */
export const countTry = (challenge: ChallengeBody): Change => ({
  kind: 'add',
  key: { ...challengeKey(challenge.challengeId), sort: 'TRIES' },
  by: 1,
  max: codeTries,
  expiresAtEpochSeconds: Math.ceil(challenge.expiresAtMillis / 1000),
});

/** The challenge if it was neither used nor is it too old. */
export async function readChallenge(
  store: Store,
  challengeId: string,
  now: number,
): Promise<Item<ChallengeBody> | undefined> {
  const row = await store.get<ChallengeBody>(challengeKey(challengeId));
  return row && row.body.expiresAtMillis > now ? row : undefined;
}

/** A code serves once: whoever removes the challenge is in. */
export const useUp = ({ key, version }: Item<ChallengeBody>): Change => ({
  kind: 'remove',
  key,
  expectedVersion: version,
});

export const sameIndex = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
