/** The lender's day: China has one time zone (UTC+8) and no daylight saving. */
import { type IsoDate, isoDate } from './calendar';

const offsetMillis = 8 * 3_600_000;

/** The date in China at an instant in milliseconds since the epoch. */
export const dayInChina = (epochMillis: number): IsoDate =>
  isoDate(new Date(epochMillis + offsetMillis).toISOString().slice(0, 10));

/** The first instant of a day in China, in milliseconds since the epoch. */
export const startOfDayInChina = (date: IsoDate): number =>
  Date.parse(`${date}T00:00:00Z`) - offsetMillis;
