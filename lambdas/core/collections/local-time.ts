/**
 * The debtor's clock: what an instant is called in a time zone. Zones come from the IANA data that
 * the runtime carries; nothing here knows which one is meant.
 */

/** A stretch of the day in minutes since local midnight; `to` is not part of it. */
export interface DayWindow {
  readonly fromMinute: number;
  readonly toMinute: number;
}

export interface LocalTime {
  /** Days since 1970-01-01 as the calendar on the wall shows them. */
  readonly day: number;
  /** Minutes since midnight as the clock on the wall shows them. */
  readonly minute: number;
}

const minuteMillis = 60_000;
const dayMillis = 86_400_000;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
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
  }
  return format;
}

/** Whether the runtime knows a zone of this name. */
export function isTimeZone(name: string): boolean {
  try {
    return /^[A-Z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/.test(name) && formatOf(name) !== undefined;
  } catch {
    return false;
  }
}

/** No zone moves its clocks twice within six hours. */
const stepMillis = 6 * 3_600_000;
const knownOffsets = new Map<string, Map<number, number>>();

/** Milliseconds by which the zone's clocks are ahead of UTC at an instant. */
export function offsetMillisAt(timeZone: string, epochMillis: number): number {
  const step = Math.floor(epochMillis / stepMillis);
  const offset = offsetOfStep(timeZone, step);
  return offset === offsetOfStep(timeZone, step + 1) ? offset : readOffset(timeZone, epochMillis);
}

/** Reading a zone's clock is slow, and there are few moments at which it moves. */
function offsetOfStep(timeZone: string, step: number): number {
  const known = knownOffsets.get(timeZone) ?? new Map<number, number>();
  knownOffsets.set(timeZone, known);
  const offset = known.get(step) ?? readOffset(timeZone, step * stepMillis);
  known.set(step, offset);
  return offset;
}

function readOffset(timeZone: string, epochMillis: number): number {
  // en-US: 11/22/2026, 10:15:30
  const [, month, day, year, hour, minute, second] =
    /^(\d+)\/(\d+)\/(\d+), (\d+):(\d+):(\d+)$/.exec(formatOf(timeZone).format(epochMillis)) ?? [];
  const local = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  return local - Math.floor(epochMillis / 1000) * 1000;
}

export function localTimeAt(timeZone: string, epochMillis: number): LocalTime {
  const local = epochMillis + offsetMillisAt(timeZone, epochMillis);
  return {
    day: Math.floor(local / dayMillis),
    minute: Math.floor((local - Math.floor(local / dayMillis) * dayMillis) / minuteMillis),
  };
}

/**
 * The next instant at which the wall clock shows a minute of the day (0 to 1440), or at which the
 * clocks are put forward or back, if that comes before: then whoever asks looks again from there.
 */
export function nextMinuteOfDay(timeZone: string, epochMillis: number, minute: number): number {
  const offset = offsetMillisAt(timeZone, epochMillis);
  const local = epochMillis + offset;
  const midnight = Math.floor(local / dayMillis) * dayMillis;
  const today = midnight + minute * minuteMillis;
  const next = (today > local ? today : today + dayMillis) - offset;
  if (offsetMillisAt(timeZone, next) === offset) return next;
  return offsetChange(timeZone, epochMillis, next);
}

/** The first instant of another offset between two whose offsets differ, to the millisecond. */
function offsetChange(timeZone: string, before: number, after: number): number {
  const offset = offsetMillisAt(timeZone, before);
  let [same, other] = [before, after];
  while (other - same > 1) {
    const middle = Math.floor((same + other) / 2);
    if (offsetMillisAt(timeZone, middle) === offset) same = middle;
    else other = middle;
  }
  return other;
}

export const isWithin = ({ fromMinute, toMinute }: DayWindow, minute: number): boolean =>
  fromMinute <= minute && minute < toMinute;

/** Minutes since midnight of HH:MM, where 24:00 is the day's end; undefined for anything else. */
export function minuteOfDay(text: string): number | undefined {
  const [, hour, minute] = /^(\d\d):([0-5]\d)$/.exec(text) ?? [];
  const minutes = Number(hour) * 60 + Number(minute);
  return minutes <= 24 * 60 ? minutes : undefined;
}

/** HH:MM of minutes since midnight. */
export const clockText = (minute: number): string =>
  [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':');
