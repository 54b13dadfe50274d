/** Passkeys: a device's fingerprint, face or PIN in place of a secret we would have to keep. */
import { createHash } from 'node:crypto';
import { base32 } from '../identifiers';
import type { Credential, PasskeyAnswer, Passkeys } from '../ports/passkeys';
import type { Change, Item, Key, Store } from '../ports/store';
import { failure, type Result, success } from '../result';
import { takeChallenge } from './ceremonies';
import { belongings } from './sessions';

/** More than anybody carries; enough to stop a script. */
export const maximumPasskeys = 10;

export type PasskeyBody = Credential & {
  readonly passkeyId: string;
  /** A customer's or a staff member's. */
  readonly subjectId: string;
  /** What its owner calls it, e.g. "phone". */
  readonly label: string;
  readonly addedAt: string;
  readonly usedAt?: string;
};

/** Made of the credential's own id, so that a passkey is found by either. */
export const passkeyIdOf = (credentialId: string): string =>
  `psk_${base32(createHash('sha256').update(credentialId).digest().subarray(0, 16))}`;

export const passkeyKey = (passkeyId: string): Key => ({
  table: 'users',
  partition: `PASSKEY#${passkeyId}`,
  sort: 'STATE',
});

const listPrefix = 'PASSKEY#';

const passkeyItem = (body: PasskeyBody) => ({
  key: passkeyKey(body.passkeyId),
  body,
  indexes: {
    index1: {
      partition: belongings(body.subjectId),
      sort: `${listPrefix}${body.addedAt}#${body.passkeyId}`,
    },
  },
});

export async function listPasskeys(store: Store, subjectId: string): Promise<Item<PasskeyBody>[]> {
  const { items } = await store.query<PasskeyBody>({
    table: 'users',
    index: 'index1',
    partition: belongings(subjectId),
    sort: { beginsWith: listPrefix },
  });
  return [...items];
}

/** The row decides who registers a credential: nobody twice, and nobody somebody else's. */
export const insertPasskey = (
  subjectId: string,
  credential: Credential,
  label: string,
  now: number,
): { readonly body: PasskeyBody; readonly change: Change } => {
  const passkeyId = passkeyIdOf(credential.credentialId);
  const body = { ...credential, passkeyId, subjectId, label, addedAt: new Date(now).toISOString() };
  return { body, change: { kind: 'insert', item: passkeyItem(body) } };
};

export interface CeremonyAnswer {
  readonly ceremonyId: string;
  readonly answer: PasskeyAnswer;
}

export interface PasskeyServices {
  readonly store: Store;
  readonly passkeys: Passkeys;
}

/** The new credential, if the answer belongs to a ceremony begun for this subject. */
export async function verifyNewPasskey(
  { store, passkeys }: PasskeyServices,
  subjectId: string,
  { ceremonyId, answer }: CeremonyAnswer,
  now: number,
): Promise<Result<Credential, 'passkey_rejected'>> {
  const challenge = await takeChallenge(store, ceremonyId, 'create', now, subjectId);
  if (challenge === undefined) return failure('passkey_rejected');
  const verified = await passkeys.verifyCreation(answer, challenge);
  return verified.ok ? verified : failure('passkey_rejected');
}

/** Whose passkey answered, if it answered our challenge. Its counter is moved on with it. */
export async function checkPasskey(
  { store, passkeys }: PasskeyServices,
  { ceremonyId, answer }: CeremonyAnswer,
  now: number,
): Promise<Result<PasskeyBody, 'passkey_rejected'>> {
  const challenge = await takeChallenge(store, ceremonyId, 'use', now);
  if (challenge === undefined) return failure('passkey_rejected');
  const row = await store.get<PasskeyBody>(passkeyKey(passkeyIdOf(answer.id)));
  if (row?.body.credentialId !== answer.id) return failure('passkey_rejected');
  const verified = await passkeys.verifyRequest(answer, challenge, row.body);
  if (!verified.ok) return failure('passkey_rejected');
  const { counter } = verified.value;
  const used = { ...row.body, counter, usedAt: new Date(now).toISOString() };
  const written = await store.commit([
    { kind: 'replace', item: passkeyItem(used), expectedVersion: row.version },
  ]);
  // Two answers of one passkey at once: whichever came second is refused and may be given again.
  return written.ok ? success(used) : failure('passkey_rejected');
}
