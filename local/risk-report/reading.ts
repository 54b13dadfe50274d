/** Reads what a report is drawn from: the rows of each day, and the decisions of days without. */
import { addDays, type IsoDate } from '../../lambdas/core/calendar';
import type { Store } from '../../lambdas/core/ports/store';
import { added, type DaySummary, summarise } from '../../lambdas/core/risk/monitoring/day-summary';
import {
  type SummaryItem,
  summariesBetween,
  type VintageItem,
  vintagesBetween,
} from '../../lambdas/core/risk/monitoring/rows';
import { type Signals, signalsOf } from '../../lambdas/core/risk/monitoring/signals';
import {
  addedVintages,
  maturedBy,
  qualityOf,
  type Vintage,
  type VintageQuality,
} from '../../lambdas/core/risk/monitoring/vintage';
import { reachOf, windowsOf } from '../../lambdas/core/risk/monitoring/windows';
import { summaryOn } from '../../lambdas/risk/decided-days';

export interface ReportDay {
  readonly day: IsoDate;
  readonly summary: DaySummary;
  readonly signals: Signals;
}

export interface ReportVintage extends VintageQuality {
  /** YYYY-MM of the decisions. */
  readonly month: string;
}

export interface Report {
  readonly from: IsoDate;
  readonly until: IsoDate;
  readonly days: readonly ReportDay[];
  readonly all: DaySummary;
  readonly vintages: readonly ReportVintage[];
}

export interface Range {
  readonly from: IsoDate;
  readonly until: IsoDate;
  readonly watched: ReadonlySet<string>;
}

export async function readReport(store: Store, range: Range): Promise<Report> {
  const { from, until, watched } = range;
  const kept = await store.query<SummaryItem['body']>(summariesBetween(reachOf(from), until));
  const known = new Map(kept.items.map(({ body }) => [body.day, body.summary]));
  const days: ReportDay[] = [];
  let all = summarise([], watched);
  for (let day = from; day <= until; day = addDays(day, 1)) {
    const summary = known.get(day) ?? (await summaryOn(store, day, watched));
    known.set(day, summary);
    days.push({ day, summary, signals: signalsOf(windowsOf(day, known)) });
    all = added(all, summary);
  }
  return { from, until, days, all, vintages: await readVintages(store, until) };
}

/** All that have matured in two years, by the month of the decisions. */
async function readVintages(store: Store, until: IsoDate): Promise<ReportVintage[]> {
  const last = maturedBy(until);
  const query = vintagesBetween(addDays(last, -730), last);
  const { items } = await store.query<VintageItem['body']>(query);
  const months = new Map<string, Vintage>();
  for (const { body } of items) {
    const month = body.day.slice(0, 7);
    const sum = months.get(month);
    months.set(month, sum ? addedVintages(sum, body.vintage) : body.vintage);
  }
  return [...months]
    .map(([month, vintage]) => ({ month, ...qualityOf(vintage) }))
    .filter(({ loans }) => loans > 0);
}
