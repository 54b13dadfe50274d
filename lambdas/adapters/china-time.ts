/** Instants as Chinese providers write them: the time in Shanghai, UTC+8 without summer time. */

const ahead = '+08:00';
const eightHoursMillis = 8 * 3_600_000;

/** '2026-11-22 10:00:00' in Shanghai. */
export const chinaTime = (epochMillis: number): string =>
  new Date(epochMillis + eightHoursMillis).toISOString().slice(0, 19).replace('T', ' ');

/** '2026-11-22T10:00:00+08:00'. */
export const chinaInstant = (epochMillis: number): string =>
  `${chinaTime(epochMillis).replace(' ', 'T')}${ahead}`;

/** ISO 8601 in UTC; undefined for what is no time in Shanghai. */
export function instantOfChinaTime(text: unknown): string | undefined {
  const wellFormed = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d$/.test(String(text));
  return wellFormed ? instantOf(`${String(text).replace(' ', 'T')}${ahead}`) : undefined;
}

/** ISO 8601 in UTC of any instant with a zone. */
export function instantOf(text: unknown): string | undefined {
  if (typeof text !== 'string' || !/(Z|[+-]\d\d:\d\d)$/.test(text)) return undefined;
  const epochMillis = Date.parse(text);
  return Number.isNaN(epochMillis) ? undefined : new Date(epochMillis).toISOString();
}

/** When a bank day ends, in milliseconds since the epoch. */
export const endOfChinaDay = (date: string): number =>
  Date.parse(`${date}T00:00:00${ahead}`) + 86_400_000;
