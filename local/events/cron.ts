/** AWS's cron expressions: minutes, hours, day of month, month, day of week, year. */
import { type LocalDate, lastDayOfMonth, weekdayOf } from './time-zone';

export interface CronFields {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly months: readonly number[];
  readonly years: readonly number[];
  readonly dayOfMonth: string;
  readonly dayOfWeek: string;
}

const monthNames = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ');
const weekdayNames = 'SUN MON TUE WED THU FRI SAT'.split(' ');

/** @throws Error for what AWS would not take. */
export function readCron(content: string): CronFields {
  const fields = content.trim().split(/\s+/);
  const [minutes = '', hours = '', dayOfMonth = '', months = '', dayOfWeek = '', years = ''] =
    fields;
  // One of the two days must say nothing, or they could contradict each other.
  if (fields.length !== 6 || (dayOfMonth === '?') === (dayOfWeek === '?')) {
    throw new Error(`no cron expression: ${content}`);
  }
  const read = {
    minutes: readField(minutes, 0, 59),
    hours: readField(hours, 0, 23),
    months: readField(withNumbers(months, monthNames), 1, 12),
    years: readField(years, 1970, 2199),
    dayOfMonth,
    dayOfWeek: withNumbers(dayOfWeek, weekdayNames),
  };
  // Read once, so that a wrong day is refused at the start and not at some midnight.
  dayMatches(read, { year: 2026, month: 1, day: 1 });
  return read;
}

export function dayMatches(fields: CronFields, date: LocalDate): boolean {
  return (
    fields.years.includes(date.year) &&
    fields.months.includes(date.month) &&
    (fields.dayOfMonth === '?'
      ? fields.dayOfWeek.split(',').some((part) => weekdayMatches(part, date))
      : fields.dayOfMonth.split(',').some((part) => monthDayMatches(part, date)))
  );
}

/** n, ranges, steps; L for the last day; nW for the weekday nearest to the n-th. */
function monthDayMatches(part: string, date: LocalDate): boolean {
  const last = lastDayOfMonth(date);
  if (part === 'L') return date.day === last;
  const [, nearest] = /^(\d{1,2})W$/.exec(part) ?? [];
  if (nearest === undefined) return readField(part, 1, 31).includes(date.day);
  const target = { ...date, day: Math.min(Number(nearest), last) };
  const weekday = weekdayOf(target);
  // Never into another month: from the 1st forwards, from the last day backwards.
  const shift =
    weekday === 7
      ? target.day === 1
        ? 2
        : -1
      : weekday === 1
        ? target.day === last
          ? -2
          : 1
        : 0;
  return date.day === target.day + shift;
}

/** Sunday is 1. n#k is the k-th such day of the month, nL the last, L alone Saturday. */
function weekdayMatches(part: string, date: LocalDate): boolean {
  const weekday = weekdayOf(date);
  if (part === 'L') return weekday === 7;
  const [, last] = /^([1-7])L$/.exec(part) ?? [];
  if (last !== undefined) return weekday === Number(last) && date.day + 7 > lastDayOfMonth(date);
  const [, nth, count] = /^([1-7])#([1-5])$/.exec(part) ?? [];
  if (nth === undefined) return readField(part, 1, 7).includes(weekday);
  return weekday === Number(nth) && Math.ceil(date.day / 7) === Number(count);
}

/** Numbers, lists, ranges and steps, as the numbers they stand for, in order. */
function readField(field: string, least: number, most: number): number[] {
  const numbers = field.split(',').flatMap((part) => {
    const [, from, to, step] = /^(\*|\d+)(?:-(\d+))?(?:\/(\d+))?$/.exec(part) ?? [];
    if (from === undefined) throw new Error(`no cron field: ${field}`);
    const start = from === '*' ? least : Number(from);
    const end = from === '*' || (step && to === undefined) ? most : Number(to ?? from);
    const width = Number(step ?? 1);
    if (start < least || end > most || start > end || width < 1) {
      throw new Error(`no cron field: ${field}`);
    }
    return Array.from(
      { length: Math.floor((end - start) / width) + 1 },
      (_, n) => start + n * width,
    );
  });
  return [...new Set(numbers)].sort((one, other) => one - other);
}

const withNumbers = (field: string, names: readonly string[]): string =>
  field.replace(/[A-Za-z]{3}/g, (name) => String(names.indexOf(name.toUpperCase()) + 1));
