/** What stands on a resident identity card, and whether it can be true. */
import { addMonths, type IsoDate } from '../calendar';
import { failure, type Result, success } from '../result';
import { ageOn, parseIdNumber, type Sex } from './id-number';

/** Something read, with the certainty of its least certain character, 0 to 1. */
export interface Read<T> {
  readonly value: T;
  readonly confidence: number;
}

/** A field read less certainly is asked for again: better a second picture than a wrong name. */
export const minimumFieldConfidence = 0.7;

/** A field read less certainly is taken only when its owner has compared it with the card. */
export const sureFieldConfidence = 0.9;

export const cardFields = [
  'name',
  'sex',
  'ethnicity',
  'bornOn',
  'address',
  'idNumber',
  'issuer',
  'validity',
] as const;
export type CardField = (typeof cardFields)[number];

/** How sure each field is, 0 to 1. */
export type Confidences = Readonly<Record<CardField, number>>;

/** What the owner has to compare with the card. */
export const fieldsToCheck = (confidences: Confidences): CardField[] =>
  cardFields.filter((field) => confidences[field] < sureFieldConfidence);

/** The field, if it is certain enough. */
export const certain = <T>(
  read: Read<T> | undefined,
  least = minimumFieldConfidence,
): Read<T> | undefined => (read && read.confidence >= least ? read : undefined);

export interface IdCardFront {
  readonly name: Read<string>;
  readonly sex: Read<Sex>;
  /** Without 族. */
  readonly ethnicity: Read<string>;
  readonly birthDate: Read<IsoDate>;
  readonly address: Read<string>;
  /** 18 characters with a right check digit. */
  readonly number: Read<string>;
}

export interface IdCardBack {
  readonly issuer: Read<string>;
  readonly validity: Read<Validity>;
}

export interface Validity {
  readonly from: IsoDate;
  /** The last day it is valid; absent: for life (长期). */
  readonly until?: IsoDate;
}

/** A card all of whose facts agree. */
export interface IdCard {
  readonly name: string;
  readonly sex: Sex;
  readonly ethnicity: string;
  readonly birthDate: IsoDate;
  readonly address: string;
  readonly number: string;
  readonly issuer: string;
  readonly validFrom: IsoDate;
  readonly validUntil?: IsoDate;
  readonly confidences: Confidences;
}

/** The picture does not show it clearly: another picture helps. */
export type IdCardReadError =
  | 'notIdCardFront'
  | 'notIdCardBack'
  | 'nameUnreadable'
  | 'sexUnreadable'
  | 'ethnicityUnreadable'
  | 'birthDateUnreadable'
  | 'addressUnreadable'
  | 'numberUnreadable'
  | 'numberInvalid'
  | 'portraitHidden'
  | 'issuerUnreadable'
  | 'validityUnreadable';

/** It was read, and it cannot be true or is not accepted. */
export type IdCardCheckError =
  | 'birthDateContradictsNumber'
  | 'sexContradictsNumber'
  | 'validityImpossible'
  | 'cardNotYetValid'
  | 'cardExpired'
  | 'tooYoung'
  | 'tooOld';

export interface AgeLimits {
  /** Full years, both ends included. */
  readonly minimumAge: number;
  readonly maximumAge: number;
}

/** Holds both sides against each other, the day and the age limits; names everything wrong. */
export function checkIdCard(
  front: IdCardFront,
  back: IdCardBack,
  onDate: IsoDate,
  limits: AgeLimits,
): Result<IdCard, readonly (IdCardReadError | IdCardCheckError)[]> {
  const number = parseIdNumber(front.number.value);
  if (!number.ok) return failure(['numberInvalid']);
  const { birthDate, sex } = number.value;
  const { from, until } = back.validity.value;
  const age = ageOn(birthDate, onDate);
  const checks: readonly (readonly [IdCardCheckError, boolean])[] = [
    ['birthDateContradictsNumber', front.birthDate.value !== birthDate],
    ['sexContradictsNumber', front.sex.value !== sex],
    ['validityImpossible', !isIssuedTerm(back.validity.value) || from < birthDate],
    ['cardNotYetValid', onDate < from],
    ['cardExpired', until !== undefined && onDate > until],
    ['tooYoung', age < limits.minimumAge],
    ['tooOld', age > limits.maximumAge],
  ];
  const wrong = checks.filter(([, isWrong]) => isWrong).map(([error]) => error);
  if (wrong.length > 0) return failure(wrong);
  const { name, ethnicity, address } = front;
  return success({
    name: name.value,
    sex,
    ethnicity: ethnicity.value,
    birthDate,
    address: address.value,
    number: number.value.number,
    issuer: back.issuer.value,
    validFrom: from,
    ...(until && { validUntil: until }),
    confidences: {
      name: name.confidence,
      sex: front.sex.confidence,
      ethnicity: ethnicity.confidence,
      bornOn: front.birthDate.confidence,
      address: address.confidence,
      idNumber: front.number.confidence,
      issuer: back.issuer.confidence,
      validity: back.validity.confidence,
    },
  });
}

/** Resident Identity Card Law, art. 5: a card is issued for 5, 10 or 20 years, or for life. */
function isIssuedTerm({ from, until }: Validity): boolean {
  if (until === undefined) return true;
  const rollings = ['clamp', 'roll'] as const;
  return [5, 10, 20].some((years) =>
    rollings.some((monthEnd) => addMonths(from, years * 12, undefined, monthEnd) === until),
  );
}
