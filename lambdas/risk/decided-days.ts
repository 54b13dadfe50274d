/** Reads the decisions of a day, and what became of the loans they led to. */
import type { IsoDate } from '../core/calendar';
import { type OrderItem, orderKey } from '../core/orders/order-record';
import type { Store } from '../core/ports/store';
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

/** Page by page: a day's decisions together might not fit a function's memory. */
async function* pagesOf(store: Store, day: IsoDate): AsyncGenerator<readonly DecisionRecord[]> {
  for (const query of decisionsOf(day)) {
    let cursor: string | undefined;
    do {
      const page = await store.query<DecisionItem['body']>({ ...query, ...(cursor && { cursor }) });
      yield page.items.map(({ body }) => body);
      cursor = page.next;
    } while (cursor);
  }
}

export async function summaryOn(
  store: Store,
  day: IsoDate,
  watched: ReadonlySet<string>,
): Promise<DaySummary> {
  let summary = summarise([], watched);
  for await (const page of pagesOf(store, day)) summary = added(summary, summarise(page, watched));
  return summary;
}

/** What became by today of the loans that a day's decisions led to. */
export async function vintageOn(store: Store, day: IsoDate, today: IsoDate): Promise<Vintage> {
  let vintage = vintageOf([]);
  for await (const page of pagesOf(store, day))
    vintage = addedVintages(vintage, vintageOf(await maturedLoans(store, page, today)));
  return vintage;
}

/** The loans of orders that were approved, one after the other: a night has the time. */
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
