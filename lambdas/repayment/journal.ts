/** Reads the journal: the latest closed day, and the entries of days that are still open. */
import { addDays, type IsoDate } from '../core/calendar';
import type { Posting } from '../core/ledger/postings';
import {
  nextTrialBalance,
  type TrialBalanceBody,
  trialBalancePartition,
} from '../core/ledger/trial-balance-record';
import type { Query, Store } from '../core/ports/store';
import { bookedPartition, dayShards, type JournalBody } from '../core/repayment/loan-record';

/** How far back days may be open while none is closed yet: the night closes one each day. */
const openDays = 62;

/** The first day after the latest closed one; where none is closed, the first that may be open. */
export const firstOpenDay = (closed: TrialBalanceBody | undefined, today: IsoDate): IsoDate =>
  addDays(closed?.on ?? addDays(today, -openDays - 1), 1);

/** The latest closed trial balance of a day or before it. */
export async function latestTrialBalance(
  store: Store,
  on: IsoDate,
): Promise<TrialBalanceBody | undefined> {
  const page = await store.query<TrialBalanceBody>({
    table: 'repayment',
    partition: trialBalancePartition,
    sort: { to: on },
    descending: true,
    limit: 1,
  });
  return page.items[0]?.body;
}

/** The postings booked on a day, one list per event. */
export async function entriesOf(store: Store, on: IsoDate): Promise<(readonly Posting[])[]> {
  const entries: (readonly Posting[])[] = [];
  for (let shard = 0; shard < dayShards; shard++) {
    const query: Query = {
      table: 'repayment',
      index: 'index1',
      partition: bookedPartition(on, shard),
    };
    for await (const body of everyItem<JournalBody>(store, query)) entries.push(body.postings);
  }
  return entries;
}

/** Carries a closed balance forward over the days after it, up to and including `until`. */
export async function carryForward(
  store: Store,
  closed: TrialBalanceBody | undefined,
  from: IsoDate,
  until: IsoDate,
): Promise<TrialBalanceBody | undefined> {
  let balance = closed;
  for (let day = from; day <= until; day = addDays(day, 1))
    balance = nextTrialBalance(balance, day, await entriesOf(store, day));
  return balance;
}

export async function* everyItem<B>(store: Store, query: Query): AsyncGenerator<B> {
  let cursor: string | undefined;
  do {
    const page = await store.query<B>({ ...query, limit: 1000, ...(cursor && { cursor }) });
    for (const item of page.items) yield item.body;
    cursor = page.next;
  } while (cursor);
}

/** The first day that was ever closed: the book of loans begins there. */
export async function firstClosedDay(store: Store): Promise<IsoDate | undefined> {
  const query: Query = { table: 'repayment', partition: trialBalancePartition, limit: 1 };
  return (await store.query<TrialBalanceBody>(query)).items[0]?.body.on;
}
