/** The stretches of days that a day is compared with. */
import { addDays, type IsoDate } from '../../calendar';
import { added, type DaySummary, summarise } from './day-summary';

export interface Windows {
  readonly day: DaySummary;
  /** The four weeks before the day. */
  readonly before: DaySummary;
  /** The seven days that end with the day. */
  readonly week: DaySummary;
  /** The four weeks before that week. */
  readonly earlier: DaySummary;
}

const daysBefore = 28;
const daysOfWeek = 7;

/** The first of the days that a day's windows reach back to. */
export const reachOf = (day: IsoDate): IsoDate => addDays(day, 1 - daysOfWeek - daysBefore);

/** A day nothing is known of counts as one without decisions. */
export function windowsOf(day: IsoDate, known: ReadonlyMap<IsoDate, DaySummary>): Windows {
  const days = (count: number, until: IsoDate): DaySummary =>
    Array.from({ length: count }, (_, back) => known.get(addDays(until, -back)))
      .filter((summary) => summary !== undefined)
      .reduce(added, summarise([], new Set()));
  return {
    day: days(1, day),
    before: days(daysBefore, addDays(day, -1)),
    week: days(daysOfWeek, day),
    earlier: days(daysBefore, addDays(day, -daysOfWeek)),
  };
}
