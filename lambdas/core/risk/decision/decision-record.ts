/** A decision as it is kept: everything it was made of, written once and never changed. */
import type { IsoDate } from '../../calendar';
import { dayInChina } from '../../china-day';
import type { Body, Change, Item, Key, Query } from '../../ports/store';
import { shardOf } from '../../shards';
import type { ListHit } from '../lists/listing-rows';
import type { Application, Decision, Timings } from './decision';
import type { ShadowFinding } from './shadows';

export interface DecisionRecord {
  /** The order, or the id of an application for a limit. */
  readonly subjectId: string;
  readonly customerId: string;
  /** ISO 8601. */
  readonly decidedAt: string;
  /** All that was known, each value with its source and time. */
  readonly application: Application;
  /** The listings that held one of the applicant's keys when it was decided. */
  readonly listHits: readonly ListHit[];
  /** What every stage found, with the versions it was found by. */
  readonly decision: Decision;
  /** What versions in shadow would have said; they decided nothing. */
  readonly shadows: readonly ShadowFinding[];
  readonly timings: Timings;
}

export type DecisionItem = Item<DecisionRecord & Body>;

export const decisionKey = (subjectId: string): Key => ({
  table: 'risk',
  partition: `DECISION#${subjectId}`,
  sort: 'STATE',
});

/** A day is spread over shards, so that it is no hot partition. */
export const decisionShards = 8;

const decidedPartition = (day: IsoDate, shard: number): string => `DECIDED#${day}#${shard}`;

/** Refused as a conflict when the subject was decided before: a decision is made once. */
export function recordDecision(record: DecisionRecord): Change {
  const { subjectId, decidedAt } = record;
  const shard = shardOf(subjectId, decisionShards);
  const day = dayInChina(Date.parse(decidedAt));
  return {
    kind: 'insert',
    item: {
      key: decisionKey(subjectId),
      // What cannot be written as JSON was never part of it: a replay compares the same.
      body: JSON.parse(JSON.stringify(record)),
      indexes: {
        index1: { partition: decidedPartition(day, shard), sort: `${decidedAt}#${subjectId}` },
      },
    },
  };
}

/** The decisions of a day in China: one query for each shard. */
export const decisionsOf = (day: IsoDate): readonly Query[] =>
  Array.from({ length: decisionShards }, (_, shard) => ({
    table: 'risk',
    index: 'index1',
    partition: decidedPartition(day, shard),
    limit: 100,
  }));
