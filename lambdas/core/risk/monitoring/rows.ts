/** Rows of what is watched: a day's counts, and what became of a day's approvals. */
import type { IsoDate } from '../../calendar';
import type { Body, Change, Item, Key, Query } from '../../ports/store';
import type { DaySummary } from './day-summary';
import type { Vintage } from './vintage';

export type SummaryItem = Item<{ readonly day: IsoDate; readonly summary: DaySummary } & Body>;
export type VintageItem = Item<{ readonly day: IsoDate; readonly vintage: Vintage } & Body>;

const partitions = { summary: 'WATCHED#days', vintage: 'WATCHED#vintages' } as const;

/** Written once: a night that runs twice counts the same day alike. */
export const insertSummary = (day: IsoDate, summary: DaySummary): Change =>
  insert(partitions.summary, day, { day, summary });

export const insertVintage = (day: IsoDate, vintage: Vintage): Change =>
  insert(partitions.vintage, day, { day, vintage });

const keyOf = (partition: string, sort: string): Key => ({ table: 'risk', partition, sort });

const insert = (partition: string, day: IsoDate, body: object): Change => ({
  kind: 'insert',
  item: { key: keyOf(partition, day), body: JSON.parse(JSON.stringify(body)) },
});

/** Both days included. */
export const summariesBetween = (from: IsoDate, to: IsoDate): Query =>
  between(partitions.summary, from, to);

/** Of the latest day up to one that was counted; of none, where nothing was watched by then. */
export const latestSummary = (until: IsoDate): Query => ({
  table: 'risk',
  partition: partitions.summary,
  sort: { to: until },
  descending: true,
  limit: 1,
});

export const vintagesBetween = (from: IsoDate, to: IsoDate): Query =>
  between(partitions.vintage, from, to);

const between = (partition: string, from: IsoDate, to: IsoDate): Query => ({
  table: 'risk',
  partition,
  sort: { from, to },
  limit: 1000,
});
