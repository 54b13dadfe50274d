/** The lender's day: China has one time zone (UTC+8) and no daylight saving. */

const offsetMillis = 8 * 3_600_000;
const dayMillis = 86_400_000;

/** The date in China at an instant, as ISO 8601 (2026-11-22). */
export const dayInChina = (epochMillis: number): string =>
  new Date(epochMillis + offsetMillis).toISOString().slice(0, 10);

/** The first instant of a day in China, in milliseconds since the epoch. */
export const startOfDayInChina = (date: string): number =>
  Date.parse(`${date}T00:00:00Z`) - offsetMillis;

export const nextDay = (date: string): string => addDays(date, 1);

export const previousDay = (date: string): string => addDays(date, -1);

const addDays = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMillis).toISOString().slice(0, 10);
