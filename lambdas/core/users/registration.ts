/** Whom a phone lets in, and the rows of a customer who signs in for the first time. */
import type { Change, Store } from '../ports/store';
import type { Vault } from '../ports/vault';
import { insertDataKey } from './key-rows';
import {
  contactKey,
  type OwnerBody,
  type ProfileBody,
  phoneKey,
  profileKey,
  type SealedBody,
} from './rows';
import type { Place } from './sealed-records';

export interface Subject {
  readonly id: string;
  readonly role: string;
}

/** The customer who signs in with this phone. Staff sign in by passkey only. */
export async function subjectOf(store: Store, phoneIndex: string): Promise<Subject | undefined> {
  const owner = await store.get<OwnerBody>(phoneKey(phoneIndex));
  return owner && { id: owner.body.customerId, role: 'borrower' };
}

/** A first sign-in's rows, made when the phone is known and written when the code was right. */
export type Registration = {
  readonly customerId: string;
  readonly wrappedKey: Uint8Array;
  readonly wrappedBy: number;
  readonly sealedContact: Uint8Array;
};

/** Where the phone of a customer who is about to exist will stand. */
export const firstContactPlace = (customerId: string): Place<'contact'> => ({
  customerId,
  record: 'contact',
  key: contactKey(customerId),
  version: 1,
});

/** Seals the phone for its later place, so that no plaintext waits for the code. */
export async function prepareRegistration(
  customerId: string,
  phone: string,
  vault: Vault,
): Promise<Registration> {
  const { wrapped, wrappedBy, seal } = await vault.newCustomerKey(customerId);
  const sealedContact = seal(firstContactPlace(customerId), { phone });
  return { customerId, wrappedKey: wrapped, wrappedBy, sealedContact };
}

/** The rows of a new customer; the phone's row decides a race of two first sign-ins. */
export function register(
  { customerId, wrappedKey, wrappedBy, sealedContact }: Registration,
  phoneIndex: string,
  now: number,
): Change[] {
  const profile: ProfileBody = {
    customerId,
    registeredAt: new Date(now).toISOString(),
    identity: 'none',
  };
  const owner: OwnerBody = { customerId };
  const contact: SealedBody = { sealed: sealedContact };
  return [
    { kind: 'insert', item: { key: phoneKey(phoneIndex), body: owner } },
    { kind: 'insert', item: { key: profileKey(customerId), body: profile } },
    { kind: 'insert', item: { key: contactKey(customerId), body: contact } },
    insertDataKey(customerId, { wrapped: wrappedKey, wrappedBy }),
  ];
}
