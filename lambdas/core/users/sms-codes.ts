/** Codes by SMS: what is kept of one, its few tries, and how it is compared. */
import { timingSafeEqual } from 'node:crypto';
import type { Randomness } from '../identifiers';
import type { Change, Item, Key, Store } from '../ports/store';
import type { Vault } from '../ports/vault';
import { failure, type Result, success } from '../result';
import type { Registration } from './registration';

export const codeLifeSeconds = 5 * 60;
export const resendAfterSeconds = 60;
export const codeTries = 5;

/** A code proves a phone for one thing only. */
export type CodePurpose = 'signIn' | 'proof' | 'oldPhone' | 'newPhone';

export type ChallengeBody = {
  readonly challengeId: string;
  readonly purpose: CodePurpose;
  readonly codeIndex: string;
  readonly phoneIndex: string;
  readonly expiresAtMillis: number;
  /** Who asked for it, when that is known. */
  readonly customerId?: string;
  /** The customer this sign-in would make. */
  readonly registration?: Registration;
};

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
export const codeMessage = (challengeId: string, code: string): string => `${challengeId}:${code}`;

export const challengeKey = (challengeId: string): Key => ({
  table: 'users',
  partition: `CHALLENGE#${challengeId}`,
  sort: 'CODE',
});

/** When the phone was last sent a code. */
export type LastCodeBody = { readonly sentAtMillis: number };

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

export interface Typed {
  readonly challengeId: string;
  readonly code: string;
}

export type CodeProblem = 'code_expired' | 'code_attempts_exhausted' | 'code_wrong';

/**
 * The challenge, if the code is right for this purpose. A try is counted before the code is
 * compared: guesses sent at once cannot outrun the limit.
 */
export async function checkCode(
  { store, vault }: { readonly store: Store; readonly vault: Pick<Vault, 'blindIndex'> },
  purpose: CodePurpose,
  { challengeId, code }: Typed,
  now: number,
): Promise<Result<Item<ChallengeBody>, CodeProblem>> {
  const row = await store.get<ChallengeBody>(challengeKey(challengeId));
  if (!row || row.body.expiresAtMillis <= now || row.body.purpose !== purpose)
    return failure('code_expired');
  const counted = await store.commit([countTry(row.body)]);
  if (!counted.ok) return failure('code_attempts_exhausted');
  const typedIndex = await vault.blindIndex('signInCode', codeMessage(challengeId, code));
  return sameIndex(typedIndex, row.body.codeIndex) ? success(row) : failure('code_wrong');
}

const countTry = (challenge: ChallengeBody): Change => ({
  kind: 'add',
  key: { ...challengeKey(challenge.challengeId), sort: 'TRIES' },
  by: 1,
  max: codeTries,
  expiresAtEpochSeconds: Math.ceil(challenge.expiresAtMillis / 1000),
});

/** A code serves once: whoever removes the challenge is in. */
export const useUp = ({ key, version }: Item<ChallengeBody>): Change => ({
  kind: 'remove',
  key,
  expectedVersion: version,
});

export const sameIndex = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
