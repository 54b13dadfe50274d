/** One shard of a stream as Lambda reads it: batches in order, the failed one again and again. */
import type { Clock, Timer } from '../clock';
import type { StreamRecord } from '../dynamodb/streams';
import type { EventSourceMapping } from '../template/events';

/** From which record on the batch failed; undefined if all of it succeeded. */
export type Attempt = (batch: readonly StreamRecord[]) => Promise<number | undefined>;

export interface ShardSurroundings {
  readonly mapping: EventSourceMapping;
  readonly clock: Clock;
  readonly attempt: Attempt;
  /** Told of records that are given up, with how often they were tried. */
  readonly giveUp: (
    records: readonly StreamRecord[],
    attempts: number,
    reason: GiveUpReason,
  ) => void;
  /** Told when the shard came to rest: it is empty, or waits for its next attempt. */
  readonly rested: (shard: Shard) => void;
}

export type GiveUpReason = 'RetryAttemptsExhausted' | 'MaximumRecordAgeExceeded';

const firstPauseMillis = 1_000;
const longestPauseMillis = 60_000;
/** A stream keeps its records for a day. */
const maximumAgeMillis = 86_400_000;

export class Shard {
  private readonly queue: StreamRecord[] = [];
  private attempts = 0;
  /** Below the batch size while a failed batch is being narrowed down. */
  private widest = Number.POSITIVE_INFINITY;
  private working: Promise<void> | undefined;
  private pause: Timer | undefined;
  private isStopped = false;

  constructor(private readonly surroundings: ShardSurroundings) {}

  /** Resolves when the shard is empty or waits for its next attempt. */
  add(records: readonly StreamRecord[]): Promise<void> {
    this.queue.push(...records);
    return this.wake();
  }

  /** Records not yet done with. */
  pending(): readonly StreamRecord[] {
    return this.queue;
  }

  /** Lets the attempt under way end. */
  async stop(): Promise<void> {
    this.isStopped = true;
    this.pause?.cancel();
    await this.working;
  }

  private wake(): Promise<void> {
    if (this.pause) return Promise.resolve();
    this.working ??= this.work().finally(() => {
      this.working = undefined;
      // Records may have come in after the last look at the queue.
      if (this.queue.length > 0 && !this.pause && !this.isStopped) return this.wake();
      return this.surroundings.rested(this);
    });
    return this.working;
  }

  private async work(): Promise<void> {
    const { mapping, attempt } = this.surroundings;
    while (this.queue.length > 0 && !this.pause && !this.isStopped) {
      const batch = this.queue.slice(0, Math.min(mapping.batchSize, this.widest));
      const failedFrom = await attempt(batch);
      const done = failedFrom ?? batch.length;
      this.queue.splice(0, done);
      if (done > 0) this.startAfresh();
      if (failedFrom !== undefined) this.afterFailure(batch.length - done);
    }
  }

  private startAfresh(): void {
    this.attempts = 0;
    this.widest = Number.POSITIVE_INFINITY;
  }

  /** Narrowing a batch down is no retry: it finds the record that is to blame. */
  private afterFailure(failed: number): void {
    const { mapping, clock, giveUp } = this.surroundings;
    if (mapping.bisectsOnError && failed > 1) {
      this.widest = mapping.reportsBatchItemFailures ? 1 : Math.ceil(failed / 2);
      return;
    }
    this.attempts += 1;
    const reason = this.reasonToGiveUp();
    if (reason) {
      giveUp(this.queue.splice(0, failed), this.attempts, reason);
      this.startAfresh();
      return;
    }
    const pauseMillis = Math.min(firstPauseMillis * 2 ** (this.attempts - 1), longestPauseMillis);
    this.pause = clock.at(clock.now() + pauseMillis, () => {
      this.pause = undefined;
      return this.isStopped ? undefined : this.wake();
    });
  }

  private reasonToGiveUp(): GiveUpReason | undefined {
    const { maximumRetryAttempts } = this.surroundings.mapping;
    if (maximumRetryAttempts >= 0 && this.attempts > maximumRetryAttempts) {
      return 'RetryAttemptsExhausted';
    }
    const createdAtSeconds = this.queue[0]?.dynamodb.ApproximateCreationDateTime ?? 0;
    const ageMillis = this.surroundings.clock.now() - createdAtSeconds * 1000;
    return ageMillis > maximumAgeMillis ? 'MaximumRecordAgeExceeded' : undefined;
  }
}
