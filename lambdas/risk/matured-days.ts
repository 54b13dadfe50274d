/** Counts what became of the days of decisions that mature on a day, and keeps it. */
import type { IsoDate } from '../core/calendar';
import type { Store } from '../core/ports/store';
import { insertVintage, type SummaryItem, summaryKey } from '../core/risk/monitoring/rows';
import {
  addedVintages,
  maturingOn,
  mayHaveLoans,
  type Vintage,
  vintageOf,
} from '../core/risk/monitoring/vintage';
import { vintageOn } from './decided-days';

/** @returns all of them together. */
export async function keepMatured(store: Store, on: IsoDate, today: IsoDate): Promise<Vintage> {
  let all = vintageOf([]);
  for (const day of maturingOn(on)) {
    const counted = await store.get<SummaryItem['body']>(summaryKey(day));
    const hasLoans = mayHaveLoans(counted?.body.summary);
    const vintage = hasLoans ? await vintageOn(store, day, today) : vintageOf([]);
    // Another run that was quicker has written the same.
    await store.commit([insertVintage(day, vintage)]);
    all = addedVintages(all, vintage);
  }
  return all;
}
