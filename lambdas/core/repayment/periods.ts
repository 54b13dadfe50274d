/**
 * The interest periods of a schedule: when each ends, when it falls due, and how much of a year
 * it is. Due dates are anchored to the agreed day and never drift.
 *
 * Exports: Periods, periodsOf, regularFraction, dueDayOf, anchorDayOf, shiftedDay.
 */
import { shiftToBusinessDay } from '../business-days';
import { civilOf, dayInMonth, dayNumberOf, dayOf, isoDateOf, type MonthEnd } from '../calendar';
import { type DayCount, daysFraction, type YearFraction } from '../day-count';
import type { Frequency, ScheduleTerms } from './schedule-terms';

/** One entry per instalment in each list; plain lists because schedules are computed by the
 * million when a product is searched for combinations over the cap. */
export interface Periods {
  readonly startDay: number;
  /** Where interest stops counting: the agreed due day. */
  readonly endDays: number[];
  /** When payment is due: the agreed day, or the business day it moves to. */
  readonly dueDays: number[];
  readonly numerators: number[];
  readonly denominators: number[];
  /** The first period is longer or shorter than the rest. */
  readonly oddFirst: boolean;
}

/**
 * @param firstFraction replaces the first period's fraction of a year: a restructured loan starts
 * inside a period and keeps that period's own measure.
 */
export function periodsOf(terms: ScheduleTerms, firstFraction?: YearFraction): Periods {
  const { frequency, instalments, dayCount, businessDays } = terms;
  const startDay = dayNumberOf(terms.disbursedOn);
  const endDays = dueDaysOf(terms, startDay);
  const oddFirst = firstFraction !== undefined || !isRegularFirst(terms, startDay, endDays[0]);
  const numerators = new Array<number>(instalments);
  const denominators = new Array<number>(instalments);
  const regular = regularFraction(dayCount, frequency);
  const interestFree = terms.interestFreeInstalments ?? 0;
  for (let index = 0; index < instalments; index += 1) {
    const from = index === 0 ? startDay : (endDays[index - 1] as number);
    let fraction = regular ?? daysFraction(dayCount, from, endDays[index] as number);
    if (index === 0 && oddFirst) {
      fraction = firstFraction ?? oddFraction(terms, startDay, endDays[0] as number);
    }
    numerators[index] = index < interestFree ? 0 : fraction.numerator;
    denominators[index] = fraction.denominator;
  }
  const dueDays =
    businessDays === undefined
      ? endDays
      : endDays.map((day) => shiftToBusinessDay(day, businessDays));
  return { startDay, endDays, dueDays, numerators, denominators, oddFirst };
}

/** The fraction every regular period has whatever its days, or undefined where days count. */
export function regularFraction(
  dayCount: DayCount,
  frequency: Frequency,
): YearFraction | undefined {
  if (dayCount !== 'period' && dayCount !== '30/360') {
    return undefined;
  }
  const { unit, every } = frequency;
  if (unit === 'months') {
    return { numerator: every, denominator: 12 };
  }
  if (unit === 'years') {
    return { numerator: every, denominator: 1 };
  }
  const days = unit === 'weeks' ? every * 7 : every;
  if (dayCount === '30/360') {
    return { numerator: days, denominator: 360 };
  }
  return unit === 'weeks'
    ? { numerator: every, denominator: 52 }
    : { numerator: days, denominator: 365 };
}

/** The agreed due day of the instalment with this index (0: the first). */
export function dueDayOf(terms: ScheduleTerms, index: number): number {
  const startDay = dayNumberOf(terms.disbursedOn);
  return dueDaysOf({ ...terms, instalments: index + 1 }, startDay)[index] as number;
}

function dueDaysOf(terms: ScheduleTerms, startDay: number): number[] {
  const { unit, every } = terms.frequency;
  const days = new Array<number>(terms.instalments);
  if (unit === 'days' || unit === 'weeks') {
    const step = unit === 'weeks' ? every * 7 : every;
    const first = terms.firstDueOn === undefined ? startDay + step : dayNumberOf(terms.firstDueOn);
    for (let index = 0; index < days.length; index += 1) {
      days[index] = first + index * step;
    }
    return days;
  }
  const step = unit === 'years' ? every * 12 : every;
  const monthEnd = terms.monthEnd ?? 'clamp';
  let month = monthIndexOf(startDay) + step;
  let anchorDay = terms.anchorDay ?? dayOf(terms.disbursedOn);
  let index = 0;
  if (terms.firstDueOn !== undefined) {
    const firstDay = dayNumberOf(terms.firstDueOn);
    // A first due date equal to the natural one must not turn the 31st into the 28th for good.
    if (firstDay !== dayInMonth(month, anchorDay, monthEnd)) {
      anchorDay = terms.anchorDay ?? civilOf(firstDay).day;
      month = anchorMonth(firstDay, anchorDay, monthEnd) + step;
      days[0] = firstDay;
      index = 1;
    }
  }
  for (; index < days.length; index += 1) {
    days[index] = dayInMonth(month, anchorDay, monthEnd);
    month += step;
  }
  return days;
}

/** The day of the month a schedule is anchored to: the 31st stays the 31st through February. */
export function anchorDayOf(terms: ScheduleTerms): number {
  const startDay = dayNumberOf(terms.disbursedOn);
  const natural =
    terms.firstDueOn === undefined ||
    dayNumberOf(terms.firstDueOn) === regularFirstDay(terms, startDay);
  return (
    terms.anchorDay ??
    Number((natural ? terms.disbursedOn : (terms.firstDueOn ?? terms.disbursedOn)).slice(8))
  );
}

const monthIndexOf = (day: number): number => {
  const { year, month } = civilOf(day);
  return year * 12 + month - 1;
};

/** The month a due day belongs to: the 1st may be the 31st of the month before, rolled over. */
function anchorMonth(day: number, anchorDay: number, monthEnd: MonthEnd): number {
  const month = monthIndexOf(day);
  return dayInMonth(month - 1, anchorDay, monthEnd) === day ? month - 1 : month;
}

/** Whether the first period is as long as the rest: it starts on the agreed day of the month, and
 * ends one period later. */
function isRegularFirst(terms: ScheduleTerms, startDay: number, endDay?: number): boolean {
  const { unit } = terms.frequency;
  if (terms.anchorDay !== undefined && (unit === 'months' || unit === 'years')) {
    const anchored = dayInMonth(monthIndexOf(startDay), terms.anchorDay, 'clamp');
    const rolled = anchorMonth(startDay, terms.anchorDay, 'roll') < monthIndexOf(startDay);
    if (startDay !== anchored && !(rolled && terms.monthEnd === 'roll')) {
      return false;
    }
  }
  return terms.firstDueOn === undefined || endDay === regularFirstDay(terms, startDay);
}

function regularFirstDay(terms: ScheduleTerms, startDay: number): number {
  const { firstDueOn: _, ...regular } = terms;
  return dueDaysOf({ ...regular, instalments: 1 }, startDay)[0] as number;
}

/** A first period of odd length: whole regular periods backwards from its end, then the days
 * before them as a share of the period they lie in; 30/360 has its own rule for days. */
function oddFraction(terms: ScheduleTerms, startDay: number, endDay: number): YearFraction {
  const { dayCount, frequency } = terms;
  const regular = dayCount === 'period' ? regularFraction(dayCount, frequency) : undefined;
  if (regular === undefined) {
    return daysFraction(dayCount, startDay, endDay);
  }
  let whole = 0;
  let boundary = endDay;
  let previous = shiftedDay(terms, endDay, -1);
  while (previous >= startDay) {
    whole += 1;
    boundary = previous;
    previous = shiftedDay(terms, endDay, -whole - 1);
  }
  const length = boundary - previous;
  return {
    numerator: regular.numerator * (whole * length + (boundary - startDay)),
    denominator: regular.denominator * length,
  };
}

/** An agreed due day moved by whole periods, forwards or backwards. */
export function shiftedDay(terms: ScheduleTerms, endDay: number, periods: number): number {
  const { unit, every } = terms.frequency;
  if (unit === 'days' || unit === 'weeks') {
    return endDay + periods * every * (unit === 'weeks' ? 7 : 1);
  }
  const anchorDay = terms.anchorDay ?? civilOf(endDay).day;
  const monthEnd = terms.monthEnd ?? 'clamp';
  const months = periods * every * (unit === 'years' ? 12 : 1);
  return dayInMonth(anchorMonth(endDay, anchorDay, monthEnd) + months, anchorDay, monthEnd);
}

/** The ISO date an entry of `dueDays` stands for. */
export const dueOnOf = (periods: Periods, index: number) =>
  isoDateOf(periods.dueDays[index] as number);
