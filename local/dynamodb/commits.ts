/** One writer at a time, and every commit one atomic batch: rows, indexes, stream records. */
import type { Database, Write } from './database';
import { type Draft, writesOf } from './draft';
import type { StreamRecord, Streams } from './streams';
import type { TimeToLive } from './time-to-live';

/** Steps a process may be killed between: tests do. */
export type Step = 'drafted' | 'writing' | 'written' | 'delivered' | 'checkpointed';

export interface CommitExtras {
  readonly identity?: StreamRecord['userIdentity'];
  readonly writes?: readonly Write[];
}

export class Commits {
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly streams: Streams,
    private readonly timeToLive: TimeToLive,
    private readonly reached: (step: Step) => void,
  ) {}

  /** Runs when every earlier one has ended: what it reads cannot change before it commits. */
  serially<T>(run: () => Promise<T>): Promise<T> {
    const result = this.last.then(run);
    this.last = result.catch(() => {});
    return result;
  }

  /** Applies the draft whole or not at all; to be called inside `serially`. */
  async commit(draft: Draft, extras: CommitExtras = {}): Promise<void> {
    const changes = draft.changes();
    const writes = [
      ...changes.flatMap((change) => [...writesOf(change), ...this.timeToLive.writesFor(change)]),
      ...this.streams.writesFor(changes, extras.identity),
      ...(extras.writes ?? []),
    ];
    if (writes.length === 0) return;
    this.reached('drafted');
    const written = this.database.batch(writes);
    this.reached('writing');
    await written;
    this.reached('written');
    this.timeToLive.committed(changes);
    this.streams.wake(new Set(changes.map((change) => change.table.description.TableName)));
  }

  async idle(): Promise<void> {
    await this.last;
  }
}
