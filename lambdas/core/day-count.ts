/**
 * How much of a year lies between two days, as an exact fraction, for each day count.
 *
 * Exports: DayCount, YearFraction, daysFraction, thirty360Days.
 */
import { civilOf, dayNumberFrom, isLeapYear } from './calendar';

/**
 * period: a month is 1/12 and a week 1/52 of the year whatever its days. The others count days;
 * 30/360 takes every whole month as 30 days. actual/actual splits at the year's end (ISDA).
 */
export type DayCount =
  | 'period'
  | '30/360'
  | 'actual/360'
  | 'actual/364'
  | 'actual/365'
  | 'actual/actual';

/** An exact fraction of a year; both are integers, the denominator is above zero. */
export interface YearFraction {
  readonly numerator: number;
  readonly denominator: number;
}

/** Days of the 30E/360 rule: every month has 30 days, the 31st counts as the 30th. */
export function thirty360Days(fromDay: number, toDay: number): number {
  const from = civilOf(fromDay);
  const to = civilOf(toDay);
  return (
    (to.year - from.year) * 360 +
    (to.month - from.month) * 30 +
    Math.min(to.day, 30) -
    Math.min(from.day, 30)
  );
}

/** Between two day numbers, by counting days. `period` counts like actual/365 where no whole
 * period fits (its callers handle the whole ones). */
export function daysFraction(dayCount: DayCount, fromDay: number, toDay: number): YearFraction {
  const days = toDay - fromDay;
  switch (dayCount) {
    case '30/360':
      return { numerator: thirty360Days(fromDay, toDay), denominator: 360 };
    case 'actual/360':
      return { numerator: days, denominator: 360 };
    case 'actual/364':
      return { numerator: days, denominator: 364 };
    case 'actual/actual':
      return actualActual(fromDay, toDay);
    default:
      return { numerator: days, denominator: 365 };
  }
}

function actualActual(fromDay: number, toDay: number): YearFraction {
  const firstYear = civilOf(fromDay).year;
  const firstLength = isLeapYear(firstYear) ? 366 : 365;
  if (toDay <= dayNumberFrom(firstYear + 1, 1, 1)) {
    return { numerator: toDay - fromDay, denominator: firstLength };
  }
  let leapDays = 0;
  let commonDays = 0;
  for (let year = firstYear, from = fromDay; from < toDay; year += 1) {
    const end = Math.min(toDay, dayNumberFrom(year + 1, 1, 1));
    if (isLeapYear(year)) {
      leapDays += end - from;
    } else {
      commonDays += end - from;
    }
    from = end;
  }
  return { numerator: commonDays * 366 + leapDays * 365, denominator: 365 * 366 };
}
