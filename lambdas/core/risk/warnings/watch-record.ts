/** The watch list: who gave signs of trouble, what was done about it, and who looked at it. */
import { addDays, type IsoDate } from '../../calendar';
import { publish } from '../../outbox';
import type { Change, IndexPlace, Item, Key } from '../../ports/store';
import { shardOf } from '../../shards';
import type { Warning } from './warning';

export interface LimitRequest {
  /** Of the decision it led to: given again, it is not counted again. */
  readonly decisionId: string;
  readonly on: IsoDate;
}

export interface Watch {
  readonly customerId: string;
  readonly status: 'quiet' | 'watched';
  /** The latest first, at most fifty: every one is an event too. */
  readonly warnings: readonly Warning[];
  /** Of the last thirty days. */
  readonly limitRequests: readonly LimitRequest[];
  /** Months delinquent elsewhere when the bureau was asked last: what is new is a sign. */
  readonly delinquenciesElsewhere?: number;
  readonly closedAt?: string;
  readonly closedBy?: string;
}

const keptWarnings = 50;
const requestDays = 30;

export const quietWatch = (customerId: string): Watch => ({
  customerId,
  status: 'quiet',
  warnings: [],
  limitRequests: [],
});

export function withRequest(watch: Watch, request: LimitRequest): Watch {
  const others = watch.limitRequests.filter(
    ({ decisionId, on }) =>
      decisionId !== request.decisionId && addDays(on, requestDays) > request.on,
  );
  return { ...watch, limitRequests: [...others, request] };
}

/** @param raised in the order of the rules, the strongest first. */
export const withWarnings = (watch: Watch, raised: readonly Warning[]): Watch => ({
  ...watch,
  ...(raised.length > 0 && { status: 'watched' as const }),
  warnings: [...raised, ...watch.warnings].slice(0, keptWarnings),
});

type WatchBody = Watch & Record<string, unknown>;
export type WatchItem = Item<WatchBody>;

export const watchPartition = (customerId: string): string => `WATCH#${customerId}`;

export const watchKey = (customerId: string): Key => ({
  table: 'risk',
  partition: watchPartition(customerId),
  sort: 'STATE',
});

export const watchShards = ['0', '1', '2', '3'] as const;
export const watchedPartition = (shard: string): string => `WATCHED#${shard}`;

function place({ status, customerId, warnings }: Watch): { index1?: IndexPlace } {
  if (status === 'quiet') return {};
  const partition = watchedPartition(String(shardOf(customerId, watchShards.length)));
  return { index1: { partition, sort: `${warnings[0]?.raisedOn}#${customerId}` } };
}

export function writeWatch(read: WatchItem | undefined, next: Watch): Change {
  const item = {
    key: watchKey(next.customerId),
    body: JSON.parse(JSON.stringify(next)),
    indexes: place(next),
  };
  return read ? { kind: 'replace', item, expectedVersion: read.version } : { kind: 'insert', item };
}

/** Tells that somebody asked for a limit; the decision's id counts it once. */
export const tellRequest = (customerId: string, decisionId: string, nowMillis: number): Change =>
  publish(
    'risk',
    watchPartition(customerId),
    `requested-${decisionId}`,
    { type: 'LimitRequested', version: 1, data: { customerId, decisionId } },
    nowMillis,
  );
