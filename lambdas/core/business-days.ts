/**
 * Moves a due date off weekends and holidays. The holiday table is data, published each year
 * (in China by the State Council), and names make-up working days as well as days off.
 *
 * Exports: BusinessDays, isBusinessDay, shiftToBusinessDay.
 */
import { civilOf, type IsoDate, isoDateOf } from './calendar';

export interface BusinessDays {
  readonly shift: 'following' | 'preceding' | 'modifiedFollowing';
  readonly holidays: readonly IsoDate[];
  /** Weekend days declared working days (调休). */
  readonly workingWeekends?: readonly IsoDate[];
}

/** Day number 0 was a Thursday. */
const weekday = (dayNumber: number): number => (((dayNumber + 4) % 7) + 7) % 7;

export function isBusinessDay(dayNumber: number, table: BusinessDays): boolean {
  const date = isoDateOf(dayNumber);
  if (table.holidays.includes(date)) {
    return false;
  }
  const day = weekday(dayNumber);
  return (day !== 0 && day !== 6) || (table.workingWeekends?.includes(date) ?? false);
}

/** The day itself when it is a business day; modifiedFollowing never leaves the month. */
export function shiftToBusinessDay(dayNumber: number, table: BusinessDays): number {
  const walk = (step: 1 | -1): number => {
    let day = dayNumber;
    while (!isBusinessDay(day, table)) {
      day += step;
    }
    return day;
  };
  if (table.shift === 'preceding') {
    return walk(-1);
  }
  const following = walk(1);
  const leavesMonth = civilOf(following).month !== civilOf(dayNumber).month;
  return table.shift === 'modifiedFollowing' && leavesMonth ? walk(-1) : following;
}
