/** Reading an ID card from its two pictures, and what is kept of it until it is confirmed. */
import { createHash } from 'node:crypto';
import type { Allowance } from '../allowance';
import { isoDate } from '../calendar';
import type { CardReader } from '../ports/card-reader';
import type { Pictures } from '../ports/pictures';
import type { Change, Item, Store } from '../ports/store';
import type { Vault } from '../ports/vault';
import { type Problem, problem } from '../problem';
import { failure, type Result, success } from '../result';
import { checkProblem, readProblem } from './card-problems';
import { type CardSide, cardSides, maximumPictureBytes, pictureKey } from './card-upload';
import { checkKeptSeconds, readingKey } from './checks';
import { type CardField, checkIdCard, fieldsToCheck, type IdCard } from './id-card';
import { maskIdNumber } from './masks';
import { type SealedBody, sealedIn } from './rows';
import type { Identity, Place, Sealed } from './sealed-records';

export const readingLifeSeconds = 15 * 60;

/** Reading takes seconds of a large function. */
export const readingsPerDay: Allowance = { name: 'card-readings', times: 20, perSeconds: 86_400 };

export type CardPictures = Readonly<Record<CardSide, Uint8Array>>;

/** Both pictures as they were sent, or which one was not. */
export async function fetchCard(
  pictures: Pictures,
  customerId: string,
  uploadId: string,
  keyOf = pictureKey,
): Promise<Result<CardPictures, Problem>> {
  const fetched = await Promise.all(
    cardSides.map(async (side) => {
      const place = pictures.uploaded(keyOf(customerId, uploadId, side));
      return pictures.fetch(place, maximumPictureBytes);
    }),
  );
  const [front, back] = fetched;
  if (front?.ok && back?.ok) return success({ front: front.value, back: back.value });
  const at = fetched.findIndex((each) => !each.ok);
  const refused = fetched[at] as { error: 'pictureMissing' | 'pictureTooManyBytes' };
  const code = refused.error === 'pictureMissing' ? 'picture_missing' : 'picture_too_large';
  return failure(problem(code, { side: cardSides[at]! }));
}

/** The card, if both sides can be read and agree. The age is judged when it is confirmed. */
export async function readIdCard(
  reader: CardReader,
  { front, back }: CardPictures,
  today: string,
): Promise<Result<IdCard, Problem>> {
  const frontRead = await reader.readFront(front);
  if (!frontRead.ok) return failure(readProblem(frontRead.error, 'front'));
  const backRead = await reader.readBack(back);
  if (!backRead.ok) return failure(readProblem(backRead.error, 'back'));
  const anyAge = { minimumAge: 0, maximumAge: 200 };
  const card = checkIdCard(frontRead.value, backRead.value, isoDate(today), anyAge);
  return card.ok ? card : failure(checkProblem(card.error));
}

export const identityOf = (card: IdCard): Identity => ({
  name: card.name,
  idNumber: card.number,
  sex: card.sex,
  ethnicity: card.ethnicity,
  bornOn: card.birthDate,
  address: card.address,
  issuer: card.issuer,
  validFrom: card.validFrom,
  ...(card.validUntil && { validUntil: card.validUntil }),
});

export type ReadingBody = SealedBody & {
  readonly readingId: string;
  readonly uploadId: string;
  /** SHA-256 of what was read: a form that still accepts uploads cannot swap it afterwards. */
  readonly pictureHashes: Readonly<Record<CardSide, string>>;
  readonly expiresAtMillis: number;
  /** Read so unsurely that its owner must compare them with the card. */
  readonly fieldsToCheck: readonly CardField[];
};

/** What tells which pictures were read; it stays when the reading is confirmed. */
export type ReadPictures = Pick<ReadingBody, 'uploadId' | 'pictureHashes'>;

const readingPlace = (customerId: string, readingId: string): Place<'cardReading'> => ({
  customerId,
  record: 'cardReading',
  key: readingKey(customerId, readingId),
  version: 1,
});

export async function keepReading(
  vault: Vault,
  customerId: string,
  reading: { readonly readingId: string; readonly uploadId: string; readonly now: number },
  card: IdCard,
  { front, back }: CardPictures,
): Promise<Change> {
  const { readingId, uploadId, now } = reading;
  const place = readingPlace(customerId, readingId);
  const body: ReadingBody = {
    readingId,
    uploadId,
    pictureHashes: { front: hashOf(front), back: hashOf(back) },
    expiresAtMillis: now + readingLifeSeconds * 1000,
    fieldsToCheck: fieldsToCheck(card.confidences),
    sealed: await vault.seal(place, identityOf(card)),
  };
  const expiresAtEpochSeconds = Math.ceil(now / 1000) + checkKeptSeconds;
  return { kind: 'insert', item: { key: place.key, body, expiresAtEpochSeconds } };
}

export interface FoundReading {
  readonly row: Item<ReadingBody>;
  readonly sealed: Sealed<'cardReading'>;
}

export async function findReading(
  store: Store,
  customerId: string,
  readingId: string,
  now: number,
): Promise<FoundReading | undefined> {
  const row = await store.get<ReadingBody>(readingKey(customerId, readingId));
  if (!row?.body.sealed || row.body.expiresAtMillis <= now) return undefined;
  return { row, sealed: sealedIn(customerId, 'cardReading', row) };
}

/**
 * The very pictures that were read, while they lie there still.
 * @param keyOf where: as they were sent, unless said otherwise
 */
export async function fetchRead(
  pictures: Pictures,
  customerId: string,
  { uploadId, pictureHashes }: ReadPictures,
  keyOf = pictureKey,
): Promise<Result<CardPictures, 'reading_expired'>> {
  const fetched = await fetchCard(pictures, customerId, uploadId, keyOf);
  if (!fetched.ok) return failure('reading_expired');
  const sent = fetched.value;
  const isSwapped = cardSides.some((side) => hashOf(sent[side]) !== pictureHashes[side]);
  return isSwapped ? failure('reading_expired') : success(sent);
}

/** As long as a dead letter lies: an event sent again must not find nothing left to be done. */
const confirmedKeptSeconds = 14 * 86_400;

/** Confirmed, its fields are the identity's; which pictures were read is still to be known. */
export function markConfirmed({ row }: FoundReading, now: number): Change {
  const { sealed: _, ...body } = row.body;
  const expiresAtEpochSeconds = Math.ceil(now / 1000) + confirmedKeptSeconds;
  return {
    kind: 'replace',
    item: { key: row.key, body, expiresAtEpochSeconds },
    expectedVersion: row.version,
  };
}

/** The number comes back masked: who holds the card can type it. */
export const readingView = (card: IdCard, readingId: string, now: number) => ({
  readingId,
  expiresAt: new Date(now + readingLifeSeconds * 1000).toISOString(),
  name: card.name,
  sex: card.sex,
  ethnicity: card.ethnicity,
  bornOn: card.birthDate,
  address: card.address,
  maskedIdNumber: maskIdNumber(card.number),
  issuer: card.issuer,
  validFrom: card.validFrom,
  ...(card.validUntil && { validUntil: card.validUntil }),
  confidence: Math.min(...Object.values(card.confidences)),
  confidences: card.confidences,
  fieldsToCheck: fieldsToCheck(card.confidences),
});

const hashOf = (picture: Uint8Array): string => createHash('sha256').update(picture).digest('hex');
