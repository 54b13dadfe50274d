/** An event source mapping: takes a table's stream apart by item and feeds a function. */
import type { Clock } from '../clock';
import type { StreamRecord } from '../dynamodb/streams';
import type { Invoke } from '../invoke';
import type { EventSourceMapping } from '../template/events';
import { type StreamDeadLetter, streamDeadLetter } from './dead-letter';
import { fitsPattern } from './event-pattern';
import { Shard } from './shard';
import type { WaitingRecords } from './waiting-records';

export interface StreamMappingOptions {
  readonly mapping: EventSourceMapping;
  /** The table's partition key attribute: each of its values is a shard of its own. */
  readonly partitionKey: string;
  readonly clock: Clock;
  readonly invoke: Invoke;
  readonly waiting: WaitingRecords;
  readonly onDeadLetter: (letter: StreamDeadLetter) => void;
}

export class StreamMapping {
  private readonly shards = new Map<string, Shard>();
  private readonly working = new Set<Promise<unknown>>();
  private hasSaved = false;

  constructor(private readonly options: StreamMappingOptions) {}

  /** Takes up what was waiting when the process ended. */
  resume(): void {
    const { waiting, mapping } = this.options;
    const records = waiting.load(mapping.logicalId);
    this.hasSaved = records.length > 0;
    void this.distribute(records);
  }

  /**
   * The table's listener. Resolves when each record is done with or waits, written down, for its
   * next attempt: an item that keeps failing does not hold up the others.
   */
  async receive(records: readonly StreamRecord[]): Promise<void> {
    await this.distribute(records.filter((record) => this.isWanted(record)));
    this.saveWaiting();
  }

  async settled(): Promise<void> {
    while (this.working.size > 0) await Promise.allSettled(this.working);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.shards.values()].map((shard) => shard.stop()));
  }

  private isWanted(record: StreamRecord): boolean {
    const { filters } = this.options.mapping;
    return filters.length === 0 || filters.some((filter) => fitsPattern(filter, record));
  }

  private distribute(records: readonly StreamRecord[]): Promise<unknown> {
    const { partitionKey } = this.options;
    const groups = Map.groupBy(records, ({ dynamodb }) =>
      JSON.stringify(dynamodb.Keys[partitionKey]),
    );
    return Promise.all([...groups].map(([key, group]) => this.track(this.shardOf(key).add(group))));
  }

  private shardOf(key: string): Shard {
    const known = this.shards.get(key);
    if (known) return known;
    const { mapping, clock, onDeadLetter } = this.options;
    const shard = new Shard({
      mapping,
      clock,
      attempt: (batch) => this.track(this.attempt(batch)),
      giveUp: (records, attempts, reason) =>
        onDeadLetter(streamDeadLetter(mapping, records, attempts, reason, clock.now())),
      rested: (rested) => {
        if (rested.pending().length === 0) this.shards.delete(key);
        if (this.hasSaved) this.saveWaiting();
      },
    });
    this.shards.set(key, shard);
    return shard;
  }

  private async attempt(batch: readonly StreamRecord[]): Promise<number | undefined> {
    const { mapping, invoke } = this.options;
    const table = /:table\/([^/]+)/.exec(mapping.eventSourceArn)?.[1] ?? '';
    const cause = `stream: ${table}`;
    const result = await invoke(mapping.functionName, { Records: batch }, { cause });
    if (!result.ok) return 0;
    return mapping.reportsBatchItemFailures ? firstFailure(result.payload, batch) : undefined;
  }

  private saveWaiting(): void {
    const { waiting, mapping } = this.options;
    const records = [...this.shards.values()].flatMap((shard) => shard.pending());
    if (records.length === 0 && !this.hasSaved) return;
    waiting.save(mapping.logicalId, records);
    this.hasSaved = records.length > 0;
  }

  private track<T>(work: Promise<T>): Promise<T> {
    this.working.add(work);
    return work.finally(() => this.working.delete(work));
  }
}

/**
 * The first record named in batchItemFailures: it and all after it come again. An answer that
 * names none succeeded; one that names what is not in the batch failed as a whole.
 */
function firstFailure(answer: unknown, batch: readonly StreamRecord[]): number | undefined {
  const failures = (answer as { batchItemFailures?: unknown } | null | undefined)
    ?.batchItemFailures;
  if (failures === undefined || failures === null) return undefined;
  if (!Array.isArray(failures)) return 0;
  const positions = failures.map((failure: { itemIdentifier?: unknown } | null) =>
    batch.findIndex(({ dynamodb }) => dynamodb.SequenceNumber === failure?.itemIdentifier),
  );
  return positions.length === 0 ? undefined : Math.max(0, Math.min(...positions));
}
