/**
 * Confirming a reading: what was typed must be what was read, and the person nobody else's
 * account. What tells the pictures to be kept is committed with it.
 */
import { isoDate } from '../calendar';
import { publish } from '../outbox';
import type { Change, Item, Store } from '../ports/store';
import type { Vault } from '../ports/vault';
import type { ProblemCode } from '../problem';
import { failure, type Result, success } from '../result';
import { type FoundReading, markConfirmed } from './card-reading';
import { pictureKey } from './card-upload';
import type { CardField } from './id-card';
import { ageOn, parseIdNumber } from './id-number';
import {
  type Customer,
  customerPartition,
  type IdNumberOwnerBody,
  identityKey,
  idNumberKey,
  type ProfileBody,
} from './rows';
import type { Identity, Place } from './sealed-records';

/** By law and product; a product may ask for more, never for less. */
export const ageLimits = { minimumAge: 18, maximumAge: 60 };

/**
 * A card alone claims a person for a day only: a found or photographed card must not keep its
 * owner out. The face check turns the claim into ownership.
 */
export const claimLifeSeconds = 86_400;

export interface Typed {
  readonly idNumber: string;
  readonly name: string;
  /** Compared with the card, beside what was typed. */
  readonly checkedFields?: readonly CardField[];
}

/** Whether the person who typed has the card before them. Spaces and full-width forms are fine. */
export function confirmReading(
  read: Identity,
  typed: Typed,
  fieldsToCheck: readonly CardField[],
  today: string,
): Result<void, ProblemCode> {
  const number = parseIdNumber(typed.idNumber);
  if (!number.ok) return failure('id_number_invalid');
  if (number.value.number !== read.idNumber) return failure('id_number_mismatch');
  if (plainName(typed.name) !== plainName(read.name)) return failure('name_mismatch');
  const checked = new Set<CardField>(['name', 'idNumber', ...(typed.checkedFields ?? [])]);
  if (fieldsToCheck.some((field) => !checked.has(field))) return failure('card_fields_unchecked');
  const age = ageOn(isoDate(read.bornOn), isoDate(today));
  const isOfAge = age >= ageLimits.minimumAge && age <= ageLimits.maximumAge;
  return isOfAge ? success(undefined) : failure('age_out_of_range');
}

const plainName = (name: string): string =>
  name
    .normalize('NFKC')
    .replace(/\s/g, '')
    .replace(/[•・.]/g, '·');

export type IdNumberOwner = Item<IdNumberOwnerBody> | undefined;

export const readIdNumberOwner = (store: Store, idNumberIndex: string): Promise<IdNumberOwner> =>
  store.get<IdNumberOwnerBody>(idNumberKey(idNumberIndex));

/** Taken for good once verified, and while somebody else's claim has not run out. */
export function isTaken(owner: IdNumberOwner, customerId: string, now: number): boolean {
  if (!owner || owner.body.customerId === customerId) return false;
  const { claimedUntilMillis } = owner.body;
  return claimedUntilMillis === undefined || claimedUntilMillis > now;
}

export interface Confirmation {
  readonly customer: Customer;
  readonly reading: FoundReading;
  readonly identity: Identity;
  readonly idNumberIndex: string;
  readonly owner: IdNumberOwner;
  /** Of the event that has the pictures kept. */
  readonly eventId: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** The claim comes first, so that a conflict there can be told from any other. */
export async function confirmCard(
  vault: Vault,
  { customer, reading, identity, idNumberIndex, owner, eventId, now }: Confirmation,
): Promise<Change[]> {
  const { customerId, profile } = customer;
  const place: Place<'identity'> = {
    customerId,
    record: 'identity',
    key: identityKey(customerId),
    version: 1,
  };
  const { uploadId, readingId } = reading.row.body;
  const event = { type: 'CardConfirmed', version: 1, data: { customerId, readingId } };
  const confirmed: ProfileBody = {
    ...profile.body,
    identity: 'cardConfirmed',
    bornInMonth: identity.bornOn.slice(0, 7),
    idNumberIndex,
    cardFrontKey: pictureKey(customerId, uploadId, 'front'),
    cardBackKey: pictureKey(customerId, uploadId, 'back'),
  };
  return [
    claim(idNumberIndex, { customerId, claimedUntilMillis: now + claimLifeSeconds * 1000 }, owner),
    {
      kind: 'insert',
      item: { key: place.key, body: { sealed: await vault.seal(place, identity) } },
    },
    {
      kind: 'replace',
      item: { key: profile.key, body: confirmed },
      expectedVersion: profile.version,
    },
    markConfirmed(reading, now),
    publish('users', customerPartition(customerId), eventId, event, now),
  ];
}

/** Writes the claim over none, an expired one or one's own; a race has one winner. */
export function claim(
  idNumberIndex: string,
  body: IdNumberOwnerBody,
  owner: IdNumberOwner,
): Change {
  const item = { key: idNumberKey(idNumberIndex), body };
  return owner
    ? { kind: 'replace', item, expectedVersion: owner.version }
    : { kind: 'insert', item };
}
