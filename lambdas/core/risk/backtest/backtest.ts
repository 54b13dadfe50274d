/** A backtest as it is kept: bounded, worked off in slices, and its result. */
import { addDays, daysBetween, type IsoDate } from '../../calendar';
import { publish } from '../../outbox';
import type { Body, Change, Item, Key, Query } from '../../ports/store';
import { decisionShards, decisionsOf } from '../decision/decision-record';
import { versionPartition } from '../rules/version-rows';
import type { BacktestCounts } from './counts';

export const maximumBacktestDays = 31;
export const maximumBacktestDecisions = 10_000;

/** Where the next slice begins: a day, one of its shards, and a place in it. */
export interface BacktestPosition {
  readonly day: IsoDate;
  readonly shard: number;
  readonly cursor?: string;
}

export interface Backtest {
  readonly backtestId: string;
  /** Of the candidate. */
  readonly hash: string;
  readonly from: IsoDate;
  /** Included. */
  readonly to: IsoDate;
  /** No more decisions than these are tried. */
  readonly maximum: number;
  /** `failed`: the candidate itself can no longer be used. */
  readonly status: 'running' | 'completed' | 'failed';
  readonly counts: BacktestCounts;
  readonly position: BacktestPosition;
  /** Slices worked off so far. */
  readonly slice: number;
  readonly requestedBy: string;
  readonly requestedAt: string;
  readonly completedAt?: string;
}

export type BacktestItem = Item<Backtest & Body>;

export const backtestKey = (hash: string, backtestId: string): Key => ({
  table: 'risk',
  partition: versionPartition(hash),
  sort: `BACKTEST#${backtestId}`,
});

const body = (backtest: Backtest): Body => JSON.parse(JSON.stringify(backtest));

/** The backtest and the event that starts it. */
export const insertBacktest = (backtest: Backtest, nowMillis: number): readonly Change[] => [
  {
    kind: 'insert',
    item: { key: backtestKey(backtest.hash, backtest.backtestId), body: body(backtest) },
  },
  nextSlice(backtest, nowMillis),
];

/** What a slice has found, and the event that has the next one worked off, if there is one. */
export const keepSlice = (
  read: BacktestItem,
  next: Backtest,
  nowMillis: number,
): readonly Change[] => [
  {
    kind: 'replace',
    item: { key: read.key, body: body(next) },
    expectedVersion: read.version,
  },
  ...(next.status === 'running' ? [nextSlice(next, nowMillis)] : []),
];

/** The event's id follows from the slice: each is worked off once. */
const nextSlice = ({ backtestId, hash, slice }: Backtest, nowMillis: number): Change =>
  publish(
    'risk',
    versionPartition(hash),
    `${backtestId}-${slice}`,
    { type: 'BacktestContinued', version: 1, data: { backtestId, ruleSetHash: hash, slice } },
    nowMillis,
  );

/** Whether the days are in order, not too many, and over. */
export const areBacktestDays = (from: IsoDate, to: IsoDate, today: IsoDate): boolean =>
  from <= to && to <= today && daysBetween(from, to) < maximumBacktestDays;

/** The decisions from a place on, at most as many as are wanted. */
export const decisionsFrom = ({ day, shard, cursor }: BacktestPosition, limit: number): Query => ({
  ...(decisionsOf(day)[shard] as Query),
  limit,
  ...(cursor && { cursor }),
});

/** Where to go on after a page; undefined behind the last shard of the last day. */
export function positionAfter(
  { day, shard }: BacktestPosition,
  next: string | undefined,
  to: IsoDate,
): BacktestPosition | undefined {
  if (next !== undefined) return { day, shard, cursor: next };
  if (shard + 1 < decisionShards) return { day, shard: shard + 1 };
  return day < to ? { day: addDays(day, 1), shard: 0 } : undefined;
}
