/** The fields of an ID card from their texts, and its sides from their fields. */
import { type IsoDate, parseIsoDate } from '../calendar';
import { failure, type Result, success } from '../result';
import { ethnicities } from './ethnicities';
import {
  certain,
  type IdCardBack,
  type IdCardFront,
  type IdCardReadError,
  type Read,
  type Validity,
} from './id-card';
import { parseIdNumber, type Sex } from './id-number';

/** Two to six ideographs, or more with the dot inside names of minorities. */
const namePattern = /^(\p{Script=Han}{2,6}|\p{Script=Han}+·[\p{Script=Han}·]*\p{Script=Han})$/u;

/** However the dot was recognised, it is one character. */
export function nameOf(text: string): string | undefined {
  const name = text.replace(/[•・.]/gu, '·');
  return namePattern.test(name) ? name : undefined;
}

export function sexOf(text: string): Sex | undefined {
  if (text !== '男' && text !== '女') return undefined;
  return text === '男' ? 'male' : 'female';
}

export const ethnicityOf = (text: string): string | undefined =>
  ethnicities.has(text) ? text : undefined;

export const addressOf = (text: string): string | undefined =>
  /^\p{Script=Han}{2}.{3,}/u.test(text) ? text : undefined;

/** Year, month and day as printed, without leading zeros or with them. */
export function dateOf(
  year: string | undefined,
  month: string | undefined,
  day: string | undefined,
): IsoDate | undefined {
  if (!year || !month || !day) return undefined;
  const date = parseIsoDate(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`);
  return date.ok ? date.value : undefined;
}

/** Cards are issued by public security organs alone. */
export const issuerOf = (text: string): string | undefined =>
  /^\p{Script=Han}{2,}局(?:\p{Script=Han}*分局)?$/u.test(text) ? text : undefined;

const validityPattern =
  /(\d{4})\D?(\d{2})\D?(\d{2})[-–—一~至]+(?:(\d{4})\D?(\d{2})\D?(\d{2})$|长期$)/u;

export function validityOf(text: string): Validity | undefined {
  const [, y, m, d, untilYear, untilMonth, untilDay] = validityPattern.exec(text) ?? [];
  const from = dateOf(y, m, d);
  if (!from) return undefined;
  if (untilYear === undefined) return { from };
  const until = dateOf(untilYear, untilMonth, untilDay);
  return until && { from, until };
}

/** One of a short list: what is on it was hardly read by chance. */
const minimumEthnicityConfidence = 0.4;

type Maybe<T> = { readonly [K in keyof T]: T[K] | undefined };

/** The front, or everything on it that was not read, not surely, or cannot be a citizen number. */
export function frontOf(
  fields: Maybe<IdCardFront>,
): Result<IdCardFront, readonly IdCardReadError[]> {
  const name = certain(fields.name);
  const sex = certain(fields.sex);
  const ethnicity = certain(fields.ethnicity, minimumEthnicityConfidence);
  // The number holds the day as well and confirms it.
  const { birthDate } = fields;
  const address = certain(fields.address);
  const digits = certain(fields.number);
  const number = digits && numberOf(digits);
  if (name && sex && ethnicity && birthDate && address && number) {
    return success({ name, sex, ethnicity, birthDate, address, number });
  }
  return failure(
    missing([
      ['nameUnreadable', name],
      ['sexUnreadable', sex],
      ['ethnicityUnreadable', ethnicity],
      ['birthDateUnreadable', birthDate],
      ['addressUnreadable', address],
      ['numberUnreadable', digits],
      ['numberInvalid', !digits || number],
    ]),
  );
}

/** Both fields of the back, or what was not read. */
export function backOf(fields: Maybe<IdCardBack>): Result<IdCardBack, readonly IdCardReadError[]> {
  const issuer = certain(fields.issuer);
  const validity = certain(fields.validity);
  if (issuer && validity) return success({ issuer, validity });
  return failure(
    missing([
      ['issuerUnreadable', issuer],
      ['validityUnreadable', validity],
    ]),
  );
}

const missing = (fields: readonly (readonly [IdCardReadError, unknown])[]): IdCardReadError[] =>
  fields.filter(([, found]) => !found).map(([error]) => error);

/** A number that fails its check digit was misread or forged: it is never taken. */
function numberOf({ value, confidence }: Read<string>): Read<string> | undefined {
  const parsed = parseIdNumber(value);
  return parsed.ok ? { value: parsed.value.number, confidence } : undefined;
}
