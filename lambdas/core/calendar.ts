/**
 * Calendar dates without a clock or a time zone: ISO strings outside, whole day numbers inside.
 *
 * Exports: IsoDate, isoDate, parseIsoDate, dayNumberOf, isoDateOf, addDays, addMonths,
 * daysBetween, yearOf, monthOf, dayOf, earlierOf, laterOf, CivilDate, civilOf, dayNumberFrom,
 * lastDayOfMonth, isLeapYear,
 * monthIndexOf, firstDayOf, dayInMonth.
 */
import { failure, type Result, success } from './result';

declare const dateUnit: unique symbol;

/** A day of the proleptic Gregorian calendar, `YYYY-MM-DD`; two dates compare as strings. */
export type IsoDate = string & { readonly [dateUnit]: 'date' };

/** What to do with the 31st in a month without one: clamp to its last day, or roll to the 1st. */
export type MonthEnd = 'clamp' | 'roll';

export interface DateError {
  readonly code: 'notADate';
  readonly message: string;
}

const datePattern = /^\d{4}-\d{2}-\d{2}$/;

/** Brands a string as a date; anything but an existing day is a programming error and throws. */
export function isoDate(value: string): IsoDate {
  const parsed = parseIsoDate(value);
  if (!parsed.ok) {
    throw new RangeError(`${value}: ${parsed.error.message}`);
  }
  return parsed.value;
}

/** Reads a date from outside; refuses 2025-02-29 as well as 29/02/2024. */
export function parseIsoDate(value: unknown): Result<IsoDate, DateError> {
  if (typeof value === 'string' && datePattern.test(value)) {
    const month = Number(value.slice(5, 7));
    const day = Number(value.slice(8));
    const year = Number(value.slice(0, 4));
    if (month >= 1 && month <= 12 && day >= 1 && day <= lastDayOfMonth(year, month)) {
      return success(value as IsoDate);
    }
  }
  return failure({ code: 'notADate', message: 'must be an existing day as YYYY-MM-DD' });
}

export const isLeapYear = (year: number): boolean =>
  (year & 3) === 0 && (year % 100 !== 0 || year % 400 === 0);

const monthLengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Months count from 1. */
export const lastDayOfMonth = (year: number, month: number): number =>
  month === 2 && isLeapYear(year) ? 29 : (monthLengths[month - 1] as number);

/**
 * Days since 1970-01-01 of a civil date. Years begin in March, so that the leap day is the last
 * day of the year (the days-from-civil algorithm of Howard Hinnant).
 */
export function dayNumberFrom(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = (((month + 9) % 12) * 153 + 2) / 5;
  const leapDays = (yearOfEra >> 2) - ((yearOfEra / 100) | 0);
  return era * 146_097 + yearOfEra * 365 + leapDays + (dayOfYear | 0) + day - 719_469;
}

/** Months count from 1. */
export interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** The civil date of a day number: the inverse of `dayNumberFrom`. */
export function civilOf(dayNumber: number): CivilDate {
  const shifted = dayNumber + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

export const dayNumberOf = (date: IsoDate): number =>
  firstDayOf(monthIndexOf(date)) + dayOf(date) - 1;

// Digits are read where they stand: a schedule asks for every loan, a replay for every row.
export const yearOf = (date: IsoDate): number =>
  date.charCodeAt(0) * 1000 +
  date.charCodeAt(1) * 100 +
  date.charCodeAt(2) * 10 +
  date.charCodeAt(3) -
  48 * 1111;

/** From 1. */
export const monthOf = (date: IsoDate): number =>
  date.charCodeAt(5) * 10 + date.charCodeAt(6) - 48 * 11;

export const dayOf = (date: IsoDate): number =>
  date.charCodeAt(8) * 10 + date.charCodeAt(9) - 48 * 11;

// Loans live between 1970 and 2106: remembering those names makes a schedule's dates free.
const knownDays = 50_000;
const names = new Array<IsoDate | undefined>(knownDays);

export const isoDateOf = (dayNumber: number): IsoDate => names[dayNumber] ?? nameOf(dayNumber);

function nameOf(dayNumber: number): IsoDate {
  const { year, month, day } = civilOf(dayNumber);
  const digits = [
    String(year).padStart(4, '0'),
    String(month).padStart(2, '0'),
    String(day).padStart(2, '0'),
  ];
  const name = digits.join('-') as IsoDate;
  if (dayNumber >= 0 && dayNumber < knownDays) {
    names[dayNumber] = name;
  }
  return name;
}

export const addDays = (date: IsoDate, days: number): IsoDate =>
  isoDateOf(dayNumberOf(date) + days);

/** Whole days from one date to another; negative when `to` is earlier. */
export const daysBetween = (from: IsoDate, to: IsoDate): number =>
  dayNumberOf(to) - dayNumberOf(from);

export function earlierOf(left: IsoDate, right: IsoDate): IsoDate {
  return left < right ? left : right;
}

export function laterOf(left: IsoDate, right: IsoDate): IsoDate {
  return left < right ? right : left;
}

/**
 * Moves a date by whole months. `anchorDay` is the day of month that was agreed: passing it on
 * keeps a series from drifting (31 Jan → 28 Feb → 31 Mar). Default: the date's own day.
 */
export function addMonths(
  date: IsoDate,
  months: number,
  anchorDay = dayOf(date),
  monthEnd: MonthEnd = 'clamp',
): IsoDate {
  return isoDateOf(dayInMonth(monthIndexOf(date) + months, anchorDay, monthEnd));
}

/** A month counted through the years: year × 12 + (month − 1). */
export const monthIndexOf = (date: IsoDate): number => yearOf(date) * 12 + monthOf(date) - 1;

// The first days of the months in which loans live, kept: every due date asks for two of them.
const firstKnownMonth = 1970 * 12;
const firstDays: readonly number[] = Array.from({ length: 137 * 12 }, (_, index) =>
  dayNumberFrom(1970 + Math.floor(index / 12), (index % 12) + 1, 1),
);

/** The day number of the first of a month. */
export const firstDayOf = (monthIndex: number): number =>
  firstDays[monthIndex - firstKnownMonth] ??
  dayNumberFrom(Math.floor(monthIndex / 12), (((monthIndex % 12) + 12) % 12) + 1, 1);

/** The day number of the anchored day in a month. */
export function dayInMonth(monthIndex: number, anchorDay: number, monthEnd: MonthEnd): number {
  const first = firstDayOf(monthIndex);
  const length = firstDayOf(monthIndex + 1) - first;
  if (anchorDay <= length) {
    return first + anchorDay - 1;
  }
  return first + length - (monthEnd === 'roll' ? 0 : 1);
}
