/** One subscriber of one table's stream, with the place it has read up to. */
import type { Clock, Timer } from '../clock';
import { type Database, layout, under } from './database';
import type { StreamRecord } from './streams';

/** Receives records in order; rejecting (or throwing) asks for the same records again later. */
export type StreamListener = (records: readonly StreamRecord[]) => void | Promise<void>;

interface Surroundings {
  readonly database: Database;
  readonly clock: Clock;
  /** Called at the steps a process may be killed between. */
  readonly reached: (step: 'delivered' | 'checkpointed') => void;
}

const batchSize = 100;
const firstPauseMillis = 1_000;
const longestPauseMillis = 60_000;

export class Subscription {
  private readonly checkpoint: string;
  private position: string;
  private isWoken = false;
  private isStopped = false;
  private failures = 0;
  private working: Promise<void> | undefined;
  private pause: Timer | undefined;

  constructor(
    private readonly surroundings: Surroundings,
    readonly table: string,
    subscriber: string,
    private readonly listener: StreamListener,
    private readonly left: () => void,
  ) {
    this.checkpoint = layout.checkpoint(table, subscriber);
    const stored = surroundings.database.getSync(this.checkpoint) as string | undefined;
    this.position = stored ?? layout.record(table);
  }

  wake(): void {
    if (this.isStopped || this.pause) return;
    this.isWoken = true;
    this.working ??= this.work().finally(() => {
      this.working = undefined;
      if (this.isWoken) this.wake();
    });
  }

  isBusy(): boolean {
    return this.working !== undefined;
  }

  async settled(): Promise<void> {
    while (this.working) await this.working;
  }

  /** Lets a delivery under way end. */
  async stop(): Promise<void> {
    this.isStopped = true;
    this.isWoken = false;
    this.pause?.cancel();
    await this.settled();
    this.left();
  }

  private async work(): Promise<void> {
    while (this.isWoken && !this.isStopped) {
      this.isWoken = false;
      let records = await this.unread();
      while (records.length > 0 && !this.isStopped) {
        if (!(await this.deliver(records))) return;
        records = await this.unread();
      }
    }
  }

  private async unread(): Promise<StreamRecord[]> {
    const records: StreamRecord[] = [];
    const range = { gt: this.position, lt: under(layout.record(this.table)).lt, limit: batchSize };
    for await (const [, record] of this.surroundings.database.iterator(range)) {
      records.push(record as StreamRecord);
    }
    return records;
  }

  private async deliver(records: readonly StreamRecord[]): Promise<boolean> {
    try {
      await this.listener(records);
    } catch {
      this.tryLater();
      return false;
    }
    this.failures = 0;
    this.surroundings.reached('delivered');
    this.position = layout.record(this.table, records.at(-1)!.dynamodb.SequenceNumber);
    await this.surroundings.database.batch([
      { type: 'put', key: this.checkpoint, value: this.position },
    ]);
    this.surroundings.reached('checkpointed');
    return true;
  }

  private tryLater(): void {
    if (this.isStopped) return;
    const pauseMillis = Math.min(firstPauseMillis * 2 ** this.failures, longestPauseMillis);
    this.failures += 1;
    this.isWoken = false;
    this.pause = this.surroundings.clock.at(this.surroundings.clock.now() + pauseMillis, () => {
      this.pause = undefined;
      this.wake();
      return this.settled();
    });
  }
}
