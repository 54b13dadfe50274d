/** The outbox: an event is a row committed with the change it tells of; a stream publishes it. */
import type { Change, TableName } from './ports/store';

/** Outbox rows are found by this prefix of their sort key, in the streams' filters too. */
export const outboxPrefix = 'OUTBOX#';

const keptSeconds = 90 * 86_400;

export interface OutboxEvent {
  readonly type: string;
  readonly version: number;
  readonly data: Readonly<Record<string, string | number | boolean>>;
}

/** The change that publishes an event from the partition of what it is about. */
export const publish = (
  table: TableName,
  partition: string,
  eventId: string,
  event: OutboxEvent,
  nowMillis: number,
): Change => ({
  kind: 'insert',
  item: {
    key: { table, partition, sort: `${outboxPrefix}${eventId}` },
    body: { type: event.type, version: event.version, data: event.data },
    expiresAtEpochSeconds: Math.floor(nowMillis / 1000) + keptSeconds,
  },
});
