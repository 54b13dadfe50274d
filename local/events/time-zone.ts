/** Dates of the calendar in a time zone, from Node's own zone data. */

export interface LocalDate {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
  formats.set(timeZone, format);
  return format;
}

/** The clock on the wall, as if it were UTC. */
function wallMillis(epochMillis: number, timeZone: string): number {
  const parts = formatOf(timeZone).formatToParts(epochMillis);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  return Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
}

export function localDateOf(epochMillis: number, timeZone: string): LocalDate {
  return dateOf(new Date(wallMillis(epochMillis, timeZone)));
}

/** The first instant with that time on the wall; undefined where the zone leaves it out. */
export function instantOf(
  date: LocalDate,
  hour: number,
  minute: number,
  timeZone: string,
): number | undefined {
  const wall = Date.UTC(date.year, date.month - 1, date.day, hour, minute);
  // Offsets before and after a change of the zone; the earlier instant has the larger offset.
  const candidates = [-1, 1]
    .map((side) => wall + side * 86_400_000)
    .map((near) => wall - (wallMillis(near, timeZone) - near))
    .sort((one, other) => one - other);
  return candidates.find((instant) => wallMillis(instant, timeZone) === wall);
}

export const nextDay = ({ year, month, day }: LocalDate): LocalDate =>
  dateOf(new Date(Date.UTC(year, month - 1, day + 1)));

export const lastDayOfMonth = ({ year, month }: LocalDate): number =>
  new Date(Date.UTC(year, month, 0)).getUTCDate();

/** Sunday is 1, Saturday 7, as cron counts. */
export const weekdayOf = ({ year, month, day }: LocalDate): number =>
  new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1;

const dateOf = (utc: Date): LocalDate => ({
  year: utc.getUTCFullYear(),
  month: utc.getUTCMonth() + 1,
  day: utc.getUTCDate(),
});
