/**
 * Velocity: how often, and by how many, the same phone, device or network applied lately. Counted
 * in buckets of ten minutes, an hour and a day; a window reaches back to the beginning of the
 * bucket it starts in, so it is never shorter than it says and longer by less than one bucket.
 */
import { createHash } from 'node:crypto';
import type { Change, Key, Store } from '../../ports/store';
import type { FieldValue } from './applicant-profile';
import {
  countField,
  distinctField,
  type VelocityField,
  type VelocityKind,
  type VelocityWindow,
  velocityKindNames,
  velocityKinds,
  velocityWindows,
} from './velocity-kinds';

/** Blind indexes by kind; what is unknown of an application is absent and not counted. */
export type VelocityKeys = Partial<Readonly<Record<VelocityKind, string>>>;

export interface VelocityEvent {
  /** The same application is counted once, however often it is tried. */
  readonly eventId: string;
  readonly customerId: string;
  readonly keys: VelocityKeys;
  readonly atMillis: number;
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

type Resolution = '10m' | '1h' | '1d';

/** How long a bucket is, and the longest window that is read from buckets of the kind. */
const resolutions: Readonly<Record<Resolution, { bucketMillis: number; windowMillis: number }>> = {
  '10m': { bucketMillis: 10 * minute, windowMillis: hour },
  '1h': { bucketMillis: hour, windowMillis: day },
  '1d': { bucketMillis: day, windowMillis: 30 * day },
};
const resolutionNames = Object.keys(resolutions) as readonly Resolution[];

const windows: Readonly<Record<VelocityWindow, { resolution: Resolution; millis: number }>> = {
  '1h': { resolution: '10m', millis: hour },
  '24h': { resolution: '1h', millis: day },
  '7d': { resolution: '1d', millis: 7 * day },
  '30d': { resolution: '1d', millis: 30 * day },
};

/** What many share is spread: no partition takes more than an eighth of a network's traffic. */
const shardsOf: Partial<Readonly<Record<VelocityKind, number>>> = { ip: 8, subnet: 8, employer: 8 };

/** A page of the Store: beyond it a count says only "at least so many". */
export const rowsRead = 1_000;

/** Stands for an application of which the device is unknown: counted, never told apart. */
const nobody = '-';

/**
 * The rows of one application: a mark that it was counted, and per key one counter in each
 * resolution. A counter belongs to one customer (or device) under one key, so none is hot.
 */
export function countingChanges(event: VelocityEvent): readonly Change[] {
  const counters = velocityKindNames.flatMap((kind): Change[] => {
    const index = event.keys[kind];
    if (index === undefined) return [];
    const member = memberOf(event, kind);
    const partition = partitionOf(kind, index, shardOf(kind, member));
    return resolutionNames.map((resolution) => {
      const { bucketMillis, windowMillis } = resolutions[resolution];
      const bucket = bucketAt(event.atMillis, bucketMillis);
      return {
        kind: 'add',
        key: { table: 'risk', partition, sort: `${sortOf(resolution, bucket)}${member}` },
        by: 1,
        expiresAtEpochSeconds: (bucket + 2 * bucketMillis + windowMillis) / 1000,
      };
    });
  });
  return [countedOnce(event), ...counters];
}

const countedOnce = ({ eventId, atMillis }: VelocityEvent): Change => ({
  kind: 'insert',
  item: {
    key: { table: 'risk', partition: `VELOCITY_EVENT#${eventId}`, sort: 'COUNTED' },
    body: { countedAt: new Date(atMillis).toISOString() },
    expiresAtEpochSeconds: Math.ceil((atMillis + 32 * day) / 1000),
  },
});

export type VelocityValues = Partial<Readonly<Record<VelocityField, FieldValue>>>;

/** All counts of an application's keys, read at once; a key that is unknown has none. */
export async function readVelocity(
  store: Store,
  keys: VelocityKeys,
  nowMillis: number,
): Promise<VelocityValues> {
  const known = velocityKindNames.filter((kind) => keys[kind] !== undefined);
  const counted = await Promise.all(
    known.map(async (kind) => {
      const shards = Array.from({ length: shardsOf[kind] ?? 1 }, (_, shard) => shard);
      const perShard = await Promise.all(
        shards.map((shard) =>
          readShard(store, partitionOf(kind, keys[kind] ?? '', shard), nowMillis),
        ),
      );
      return velocityWindows.flatMap((window) => {
        const total = (measure: keyof Counts) =>
          perShard.reduce((sum, shard) => sum + shard[window][measure], 0);
        return [
          [countField(kind, window), total('applications')],
          [distinctField(kind, window), total('distinct')],
        ];
      });
    }),
  );
  return Object.fromEntries(counted.flat());
}

interface Counts {
  readonly applications: number;
  readonly distinct: number;
}

async function readShard(
  store: Store,
  partition: string,
  nowMillis: number,
): Promise<Readonly<Record<VelocityWindow, Counts>>> {
  const read = await Promise.all(
    resolutionNames.map(async (resolution) => {
      const { bucketMillis, windowMillis } = resolutions[resolution];
      const from = sortOf(resolution, bucketAt(nowMillis - windowMillis, bucketMillis));
      const to = `${sortOf(resolution, bucketAt(nowMillis, bucketMillis))}~`;
      const range = { sort: { from, to }, descending: true, limit: rowsRead };
      const { items } = await store.query<{ value: number }>({
        table: 'risk',
        partition,
        ...range,
      });
      return [resolution, items.map(({ key, body }) => ({ sort: key.sort, ...body }))] as const;
    }),
  );
  const rows = new Map(read);
  return Object.fromEntries(
    velocityWindows.map((window) => [
      window,
      countsIn(rows.get(windows[window].resolution) ?? [], window, nowMillis),
    ]),
  ) as Record<VelocityWindow, Counts>;
}

interface CounterRow {
  readonly sort: string;
  readonly value: number;
}

/**
 * Both counts stop where a full page could begin to hide rows, so that one more event never lowers
 * them: applications at a page's rows, and members, of whom each has at most one row a bucket, at
 * the rows by the buckets.
 */
function countsIn(rows: readonly CounterRow[], window: VelocityWindow, nowMillis: number): Counts {
  const { resolution, millis } = windows[window];
  const { bucketMillis } = resolutions[resolution];
  const from = sortOf(resolution, bucketAt(nowMillis - millis, bucketMillis));
  const inWindow = rows.filter(({ sort }) => sort >= from);
  const members = new Set(inWindow.map(({ sort }) => sort.slice(from.length)));
  members.delete(nobody);
  const buckets = millis / bucketMillis + 1;
  const sum = inWindow.reduce((total, { value }) => total + value, 0);
  return {
    applications: Math.min(sum, rowsRead),
    distinct: Math.min(members.size, Math.floor(rowsRead / buckets) - 1),
  };
}

const memberOf = ({ keys, customerId }: VelocityEvent, kind: VelocityKind): string =>
  velocityKinds[kind] === 'Devices' ? (keys.device ?? nobody) : customerId;

function shardOf(kind: VelocityKind, member: string): number {
  const shards = shardsOf[kind] ?? 1;
  return createHash('sha256').update(member).digest().readUInt32BE(0) % shards;
}

const partitionOf = (kind: VelocityKind, index: string, shard: number): Key['partition'] =>
  `VELOCITY#${kind}#${index}#${shard}`;

const bucketAt = (atMillis: number, bucketMillis: number): number =>
  Math.floor(atMillis / bucketMillis) * bucketMillis;

const sortOf = (resolution: Resolution, bucketMillis: number): string =>
  `${resolution}#${new Date(bucketMillis).toISOString().slice(0, 16)}#`;
