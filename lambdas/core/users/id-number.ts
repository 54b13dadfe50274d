/** The citizen identification number: its check digit and what it says about its holder. */
import { type IsoDate, parseIsoDate } from '../calendar';
import { failure, type Result, success } from '../result';

export type Sex = 'male' | 'female';

export type IdNumberError =
  | 'idNumberMalformed'
  | 'idNumberCheckDigitWrong'
  | 'idNumberRegionUnknown'
  | 'idNumberBirthDateImpossible';

export interface IdNumber {
  /** Upper case, 18 characters. */
  readonly number: string;
  readonly birthDate: IsoDate;
  readonly sex: Sex;
  /** First two digits of GB/T 2260: the province. */
  readonly provinceCode: string;
}

/** GB/T 2260, and 83 and 91 of the residence permits and permanent residence cards. */
const provinceCodes = new Set(
  (
    '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 ' +
    '50 51 52 53 54 61 62 63 64 65 71 81 82 83 91'
  ).split(' '),
);

/** Nobody born earlier is alive: a date before it is a wrong number. */
const earliestBirthDate = '1900-01-01';

/** Reads a number as typed or recognised: full-width digits, spaces and a small x are accepted. */
export function parseIdNumber(written: string): Result<IdNumber, IdNumberError> {
  const number = written.normalize('NFKC').replace(/\s/g, '').toUpperCase();
  if (!/^[1-9]\d{16}[\dX]$/.test(number)) return failure('idNumberMalformed');
  if (idNumberCheckDigit(number.slice(0, 17)) !== number.at(-1)) {
    return failure('idNumberCheckDigitWrong');
  }
  const provinceCode = number.slice(0, 2);
  if (!provinceCodes.has(provinceCode)) return failure('idNumberRegionUnknown');
  const birthDigits = `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`;
  const birthDate = parseIsoDate(birthDigits);
  if (!birthDate.ok || birthDate.value < earliestBirthDate) {
    return failure('idNumberBirthDateImpossible');
  }
  // The sequence number is odd for men and even for women.
  const sex = Number(number[16]) % 2 === 1 ? 'male' : 'female';
  return success({ number, birthDate: birthDate.value, sex, provinceCode });
}

/** GB 11643-1999 (ISO 7064, MOD 11-2): weights 2^(17-i) mod 11 over the first 17 digits. */
export function idNumberCheckDigit(first17Digits: string): string {
  const sum = [...first17Digits].reduce(
    (total, digit, index) => total + Number(digit) * (2 ** (17 - index) % 11),
    0,
  );
  return '10X98765432'[sum % 11]!;
}

/** Full years on a day; the birthday itself completes the year. */
export function ageOn(birthDate: IsoDate, onDate: IsoDate): number {
  const years = Number(onDate.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return onDate.slice(5) < birthDate.slice(5) ? years - 1 : years;
}
