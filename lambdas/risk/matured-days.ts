/** Counts what became of the days of decisions that mature on a day, and keeps it. */
import type { IsoDate } from '../core/calendar';
import type { Store } from '../core/ports/store';
import {
  insertVintage,
  latestSummary,
  type SummaryItem,
  type VintageItem,
  vintagesBetween,
} from '../core/risk/monitoring/rows';
import { aucShiftOf, separationReach } from '../core/risk/monitoring/separation';
import {
  addedVintages,
  maturingOn,
  mayHaveLoans,
  qualityOf,
  type Vintage,
  vintageOf,
} from '../core/risk/monitoring/vintage';
import { vintageOn } from './decided-days';

export interface Matured {
  /** All days that mature together: one, none or several. */
  readonly vintage: Vintage;
  /** See `aucShiftOf`. */
  readonly aucShift?: number;
}

export async function keepMatured(store: Store, on: IsoDate, today: IsoDate): Promise<Matured> {
  const days = maturingOn(on);
  let vintage = vintageOf([]);
  for (const day of days) {
    const of = (await mayHaveLed(store, day)) ? await vintageOn(store, day, today) : vintageOf([]);
    // Another run that was quicker has written the same.
    await store.commit([insertVintage(day, of)]);
    vintage = addedVintages(vintage, of);
  }
  const last = days.at(-1);
  // Without loans the comparison is that of the day before.
  if (last === undefined || qualityOf(vintage).loans === 0) return { vintage };
  const aucShift = await aucShiftBy(store, last);
  return { vintage, ...(aucShift !== undefined && { aucShift }) };
}

/** Whether a day's decisions may have led to loans: read them, or none were made by then. */
async function mayHaveLed(store: Store, day: IsoDate): Promise<boolean> {
  const [latest] = (await store.query<SummaryItem['body']>(latestSummary(day))).items;
  if (latest === undefined) return false;
  // A morning that was missed has counted nothing.
  return latest.body.day < day || mayHaveLoans(latest.body.summary);
}

async function aucShiftBy(store: Store, last: IsoDate): Promise<number | undefined> {
  const query = vintagesBetween(separationReach(last), last);
  const { items } = await store.query<VintageItem['body']>(query);
  return aucShiftOf(last, new Map(items.map(({ body }) => [body.day, body.vintage])));
}
