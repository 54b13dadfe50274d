/** Reads the decisions of a day, and what became of the loans they led to. */
import type { IsoDate } from '../core/calendar';
import { type OrderItem, orderKey } from '../core/orders/order-record';
import type { Query, Store } from '../core/ports/store';
import { type LoanItem, loanKey } from '../core/repayment/loan-record';
import {
  type DecisionItem,
  type DecisionRecord,
  decisionsOf,
} from '../core/risk/decision/decision-record';
import { added, type DaySummary, summarise } from '../core/risk/monitoring/day-summary';
import {
  addedVintages,
  isBad,
  type MaturedLoan,
  type Vintage,
  vintageOf,
} from '../core/risk/monitoring/vintage';

export async function summaryOn(
  store: Store,
  day: IsoDate,
  watched: ReadonlySet<string>,
): Promise<DaySummary> {
  const count = async (page: readonly DecisionRecord[]) => summarise(page, watched);
  return (await countsOf(store, day, count, added)).reduce(added, summarise([], watched));
}

/** What became by today of the loans that a day's decisions led to. */
export async function vintageOn(store: Store, day: IsoDate, today: IsoDate): Promise<Vintage> {
  const count = async (page: readonly DecisionRecord[]) =>
    vintageOf(await maturedLoans(store, page, today));
  return (await countsOf(store, day, count, addedVintages)).reduce(addedVintages, vintageOf([]));
}

type Count<T> = (page: readonly DecisionRecord[]) => Promise<T>;
type Add<T> = (one: T, other: T) => T;

/** All shards of a day at once; in their order, so that sums of fractions are always the same. */
const countsOf = <T>(store: Store, day: IsoDate, count: Count<T>, add: Add<T>): Promise<T[]> =>
  Promise.all(decisionsOf(day).map((query) => countShard(store, query, count, add)));

/** Page by page: a day's decisions together might not fit a function's memory. */
async function countShard<T>(store: Store, query: Query, count: Count<T>, add: Add<T>): Promise<T> {
  const counts: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.query<DecisionItem['body']>({ ...query, ...(cursor && { cursor }) });
    counts.push(await count(page.items.map(({ body }) => body)));
    cursor = page.next;
  } while (cursor);
  return counts.reduce(add);
}

/** The loans of orders that were not declined, one after the other: a night has the time. */
async function maturedLoans(
  store: Store,
  records: readonly DecisionRecord[],
  today: IsoDate,
): Promise<MaturedLoan[]> {
  const matured: MaturedLoan[] = [];
  for (const { subjectId, application, decision } of records) {
    if (application.stage !== 'order' || decision.outcome === 'decline') continue;
    const order = await store.get<OrderItem['body']>(orderKey(subjectId));
    const loanId = order?.body.loanId;
    const loan = loanId && (await store.get<LoanItem['body']>(loanKey(loanId)));
    if (!loan) continue;
    const { score, probability } = decision.credit;
    matured.push({ score, probability, bad: isBad(loan.body.state, today) });
  }
  return matured;
}
