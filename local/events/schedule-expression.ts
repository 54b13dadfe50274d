/** When a schedule fires next: rate(…), at(…) and cron(…) as EventBridge writes them. */
import { type CronFields, dayMatches, readCron } from './cron';
import { instantOf, type LocalDate, localDateOf, nextDay } from './time-zone';

/** The next instant after `afterEpochMillis`, or undefined when there is none. */
export type NextFiring = (afterEpochMillis: number) => number | undefined;

const unitMillis: Readonly<Record<string, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

/**
 * @param startedAtEpochMillis from where a rate counts.
 * @throws Error for an expression EventBridge would not take.
 */
export function readSchedule(
  expression: string,
  timeZone: string,
  startedAtEpochMillis: number,
): NextFiring {
  const [, kind, content = ''] = /^(rate|at|cron)\((.+)\)$/.exec(expression.trim()) ?? [];
  if (kind === 'cron') {
    const fields = readCron(content);
    return (after) => nextOfCron(fields, timeZone, after);
  }
  if (kind === 'at') return nextOfAt(content, timeZone);
  const [, count, unit = ''] = /^(\d+) (minute|hour|day)s?$/.exec(content) ?? [];
  const period = Number(count) * (unitMillis[unit] ?? 0);
  if (kind !== 'rate' || !(period > 0)) throw new Error(`no schedule expression: ${expression}`);
  return (after) => {
    const passed = Math.floor((after - startedAtEpochMillis) / period);
    return startedAtEpochMillis + Math.max(1, passed + 1) * period;
  };
}

function nextOfAt(content: string, timeZone: string): NextFiring {
  const parts = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)$/.exec(content);
  if (!parts) throw new Error(`no instant: at(${content})`);
  const [year, month, day, hour, minute, second] = parts.slice(1).map(Number) as SixNumbers;
  const instant = instantOf({ year, month, day }, hour, minute, timeZone);
  const at = instant === undefined ? undefined : instant + second * 1000;
  return (after) => (at !== undefined && at > after ? at : undefined);
}

type SixNumbers = [number, number, number, number, number, number];

/** A cron expression that nothing fits within this many days fits nothing: leap days included. */
const horizonDays = 366 * 9;

function nextOfCron(
  fields: CronFields,
  timeZone: string,
  afterEpochMillis: number,
): number | undefined {
  let date: LocalDate = localDateOf(afterEpochMillis, timeZone);
  for (let day = 0; day < horizonDays; day += 1, date = nextDay(date)) {
    if (!dayMatches(fields, date)) continue;
    for (const hour of fields.hours) {
      for (const minute of fields.minutes) {
        // Undefined where summer time leaves out that hour: the firing is left out with it.
        const instant = instantOf(date, hour, minute, timeZone);
        if (instant !== undefined && instant > afterEpochMillis) return instant;
      }
    }
  }
  return undefined;
}
