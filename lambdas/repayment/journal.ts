/** Reads the journal: the latest closed day, and the entries of days that are still open. */
import { addDays, type IsoDate } from '../core/calendar';
import type { Posting } from '../core/ledger/postings';
import {
  nextTrialBalance,
  type TrialBalanceBody,
  trialBalancePartition,
} from '../core/ledger/trial-balance-record';
import type { Item, Query, SortRange, Store } from '../core/ports/store';
import type { LoanNote } from '../core/repayment/loan-note';
import {
  dayPartition,
  dayShards,
  entryPrefix,
  type JournalBody,
} from '../core/repayment/loan-record';

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
  const rows = await rowsOf<JournalBody>(store, on, { beginsWith: entryPrefix });
  return rows.map(({ body }) => body.postings);
}

/** Everything booked and noted on a day. */
export async function factsOf(store: Store, on: IsoDate) {
  const rows = await rowsOf<JournalBody | LoanNote>(store, on);
  const isEntry = ({ indexes }: Item<unknown>) => indexes?.index1?.sort.startsWith(entryPrefix);
  return {
    entries: rows
      .filter(isEntry)
      .map(({ body }) => body as Pick<JournalBody, 'postings'> & Partial<JournalBody>),
    notes: rows.filter((row) => !isEntry(row)).map(({ body }) => body as LoanNote),
  };
}

/** All shards at once; in the order of the shards and, within each, of the loans. */
async function rowsOf<B>(store: Store, on: IsoDate, sort?: SortRange): Promise<Item<B>[]> {
  const shards = Array.from({ length: dayShards }, async (_, shard) => {
    const rows: Item<B>[] = [];
    const query: Query = {
      table: 'repayment',
      index: 'index1',
      partition: dayPartition(on, shard),
      ...(sort && { sort }),
    };
    for await (const row of everyRow<B>(store, query)) rows.push(row);
    return rows;
  });
  return (await Promise.all(shards)).flat();
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

export async function* everyRow<B>(store: Store, query: Query): AsyncGenerator<Item<B>> {
  let cursor: string | undefined;
  do {
    const page = await store.query<B>({ ...query, limit: 1000, ...(cursor && { cursor }) });
    yield* page.items;
    cursor = page.next;
  } while (cursor);
}

/** The first day that was ever closed: the book of loans begins there. */
export async function firstClosedDay(store: Store): Promise<IsoDate | undefined> {
  const query: Query = { table: 'repayment', partition: trialBalancePartition, limit: 1 };
  return (await store.query<TrialBalanceBody>(query)).items[0]?.body.on;
}
