/** Which days the books still stand open for. */
import { addDays, type IsoDate } from '../core/calendar';
import type { Store } from '../core/ports/store';
import { dayPartition, dayShards } from '../core/repayment/loan-record';
import { firstOpenDay, latestTrialBalance } from './journal';

/** The first day that is not closed; before anything was closed, the first with an entry. */
export async function firstOpenDayWithWork(store: Store, today: IsoDate): Promise<IsoDate> {
  const closed = await latestTrialBalance(store, today);
  const first = firstOpenDay(closed, today);
  if (closed) return first < today ? first : today;
  for (let day = first; day < today; day = addDays(day, 1))
    if (await hasEntries(store, day)) return day;
  return addDays(today, -1);
}

async function hasEntries(store: Store, on: IsoDate): Promise<boolean> {
  const pages = await Promise.all(
    Array.from({ length: dayShards }, (_, shard) =>
      store.query({
        table: 'repayment',
        index: 'index1',
        partition: dayPartition(on, shard),
        limit: 1,
      }),
    ),
  );
  return pages.some(({ items }) => items.length > 0);
}
