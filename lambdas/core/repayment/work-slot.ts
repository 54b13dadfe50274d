/** When the night has something to do: an hour of a day in China. */
import { dayNumberOf, type IsoDate, isoDateOf } from '../calendar';

declare const slotUnit: unique symbol;

/**
 * `YYYY-MM-DDTHH`, hour 00 to 24; two slots compare as strings. Hour 24 is the day's own end,
 * served by the night after it before the day is closed.
 */
export type Slot = string & { readonly [slotUnit]: 'slot' };

const hourMillis = 3_600_000;
const chinaOffsetHours = 8;
const twoDigits = Array.from({ length: 25 }, (_, hour) => String(hour).padStart(2, '0'));

export const slotAt = (on: IsoDate, hour: number): Slot => `${on}T${twoDigits[hour]}` as Slot;

export const dayOfSlot = (slot: Slot): IsoDate => slot.slice(0, 10) as IsoDate;
export const hourOfSlot = (slot: Slot): string => slot.slice(11);

/** The slot an instant (milliseconds since the epoch) lies in. */
export function slotOfInstant(epochMillis: number): Slot {
  const hours = Math.floor(epochMillis / hourMillis) + chinaOffsetHours;
  return slotAt(isoDateOf(Math.floor(hours / 24)), hours % 24);
}

/** Slots as whole numbers: a loan's next work is looked for among dozens. */
export type SlotNumber = number;

const slotsPerDay = 25;

export const slotNumber = (dayNumber: number, hour: number): SlotNumber =>
  dayNumber * slotsPerDay + hour;

export const slotNumberOf = (slot: Slot): SlotNumber =>
  slotNumber(dayNumberOf(dayOfSlot(slot)), Number(hourOfSlot(slot)));

export const slotOf = (number: SlotNumber): Slot =>
  slotAt(isoDateOf(Math.floor(number / slotsPerDay)), number % slotsPerDay);
