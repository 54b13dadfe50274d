/** The phone one signs in with: read for sending a code, and changed when both are proven. */
import type { Change, Item, Store } from '../ports/store';
import type { Vault } from '../ports/vault';
import { type Problem, problem } from '../problem';
import { failure, type Result, success } from '../result';
import { contactKey, type OwnerBody, phoneKey, type SealedBody, sealedIn } from './rows';
import { type ChallengeBody, checkCode, type Typed, useUp } from './sms-codes';

export interface PhoneServices {
  readonly store: Store;
  readonly vault: Vault;
}

/** The customer's own phone, opened to send a message to. */
export async function ownPhone(
  { store, vault }: PhoneServices,
  customerId: string,
  { requestId, now }: { readonly requestId: string; readonly now: number },
): Promise<{ readonly phone: string; readonly phoneIndex: string } | undefined> {
  const contact = await store.get<SealedBody>(contactKey(customerId));
  if (!contact) return undefined;
  const opening = { purpose: 'notify', actorId: customerId, requestId, now } as const;
  const [{ phone }] = await vault.open([sealedIn(customerId, 'contact', contact)], opening);
  return { phone, phoneIndex: await vault.blindIndex('phone', phone) };
}

export interface BothCodes {
  readonly phone: string;
  readonly old: Typed;
  readonly new: Typed;
}

export interface BothProven {
  readonly old: Item<ChallengeBody>;
  readonly new: Item<ChallengeBody>;
}

/** Both codes right, both sent in this customer's name, the one to the phone that is asked for. */
export async function checkBothPhones(
  services: PhoneServices,
  customerId: string,
  typed: BothCodes,
  now: number,
): Promise<Result<BothProven, Problem>> {
  const old = await checkCode(services, 'oldPhone', typed.old, now);
  if (!old.ok) return failure(problem(old.error));
  const fresh = await checkCode(services, 'newPhone', typed.new, now);
  if (!fresh.ok) return failure(problem(fresh.error));
  const phoneIndex = await services.vault.blindIndex('phone', typed.phone);
  const areTheirs =
    old.value.body.customerId === customerId &&
    fresh.value.body.customerId === customerId &&
    fresh.value.body.phoneIndex === phoneIndex;
  return areTheirs
    ? success({ old: old.value, new: fresh.value })
    : failure(problem('code_expired'));
}

/** Sealed anew for the row's next version; the new phone's row decides who of two gets it. */
export async function changePhone(
  { store, vault }: PhoneServices,
  customerId: string,
  phone: string,
  proven: BothProven,
): Promise<Result<readonly Change[], 'phone_taken' | 'conflict'>> {
  const oldKey = phoneKey(proven.old.body.phoneIndex);
  const newKey = phoneKey(proven.new.body.phoneIndex);
  const [contact, oldOwner, newOwner] = await Promise.all([
    store.get<SealedBody>(contactKey(customerId)),
    store.get<OwnerBody>(oldKey),
    store.get<OwnerBody>(newKey),
  ]);
  if (newOwner) return failure('phone_taken');
  if (!contact || oldOwner?.body.customerId !== customerId) return failure('conflict');
  const { key, version } = contact;
  const place = { customerId, record: 'contact', key, version: version + 1 } as const;
  const body: SealedBody = { ...contact.body, sealed: await vault.seal(place, { phone }) };
  return success([
    useUp(proven.old),
    useUp(proven.new),
    { kind: 'remove', key: oldKey, expectedVersion: oldOwner.version },
    { kind: 'insert', item: { key: newKey, body: { customerId } satisfies OwnerBody } },
    { kind: 'replace', item: { key, body }, expectedVersion: version },
  ]);
}
