/** Stream records: written with the commit that causes them, handed to subscribers afterwards. */
import type { Row } from 'dynalite/db/index.js';
import type { Clock } from '../clock';
import { itemBytes } from './capacity';
import { type Database, layout, type Write } from './database';
import type { RowChange } from './draft';
import { type StreamListener, Subscription } from './subscription';
import { type Account, keyOf, streamArn } from './tables';

/** As a Lambda function receives it in `Records`. */
export interface StreamRecord {
  readonly eventID: string;
  readonly eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly eventVersion: string;
  readonly eventSource: 'aws:dynamodb';
  readonly awsRegion: string;
  readonly eventSourceARN: string;
  readonly dynamodb: {
    readonly ApproximateCreationDateTime: number;
    readonly Keys: Row;
    readonly NewImage?: Row;
    readonly OldImage?: Row;
    readonly SequenceNumber: string;
    readonly SizeBytes: number;
    readonly StreamViewType: string;
  };
  /** Who removed the row, when it was the time-to-live process. */
  readonly userIdentity?: { readonly type: 'Service'; readonly principalId: string };
}

export const timeToLiveIdentity = {
  type: 'Service',
  principalId: 'dynamodb.amazonaws.com',
} as const;

/** Sequence numbers are strings of 21 digits and more in AWS, and sort as numbers do. */
const firstSequence = 100_000_000_000_000_000_000n;

export class Streams {
  private sequence = 0;
  private readonly subscriptions = new Set<Subscription>();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly account: Account,
    private readonly reached: (step: 'delivered' | 'checkpointed') => void,
  ) {
    this.sequence = (database.getSync(layout.sequence) as number | undefined) ?? 0;
  }

  /** The writes that belong into the same batch as the changes. */
  writesFor(changes: readonly RowChange[], identity?: StreamRecord['userIdentity']): Write[] {
    const writes: Write[] = [];
    for (const change of changes) {
      if (change.table.streamView === undefined) continue;
      const record = this.recordOf(change, change.table.streamView, identity);
      const key = layout.record(change.table.description.TableName, record.dynamodb.SequenceNumber);
      writes.push({ type: 'put', key, value: record });
    }
    if (writes.length > 0) {
      writes.push({ type: 'put', key: layout.sequence, value: this.sequence });
    }
    return writes;
  }

  /** Tells the subscribers of these tables that there is something to read. */
  wake(tables: ReadonlySet<string>): void {
    for (const subscription of this.subscriptions) {
      if (tables.has(subscription.table)) subscription.wake();
    }
  }

  /**
   * Delivers every record not yet delivered under this subscriber's name, then every new one, in
   * order and at least once: a rejected delivery is repeated after a pause.
   */
  subscribe(table: string, listener: StreamListener, subscriber: string): Subscription {
    const subscription = new Subscription(
      { database: this.database, clock: this.clock, reached: this.reached },
      table,
      subscriber,
      listener,
      () => this.subscriptions.delete(subscription),
    );
    this.subscriptions.add(subscription);
    subscription.wake();
    return subscription;
  }

  /** Resolves when nothing is left to deliver but what waits for a repetition. */
  async settled(): Promise<void> {
    while ([...this.subscriptions].some((one) => one.isBusy())) {
      await Promise.all([...this.subscriptions].map((one) => one.settled()));
    }
  }

  async stop(): Promise<void> {
    await Promise.all([...this.subscriptions].map((one) => one.stop()));
  }

  private recordOf(
    change: RowChange,
    view: string,
    identity: StreamRecord['userIdentity'],
  ): StreamRecord {
    const { table, before, after } = change;
    this.sequence += 1;
    const keys = keyOf(table, (after ?? before)!);
    const images = {
      ...(after && view.includes('NEW') ? { NewImage: after } : {}),
      ...(before && view.includes('OLD') ? { OldImage: before } : {}),
    };
    return {
      eventID: this.sequence.toString(16).padStart(32, '0'),
      eventName: !before ? 'INSERT' : after ? 'MODIFY' : 'REMOVE',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: this.account.region,
      eventSourceARN: streamArn(this.account, table.description.TableName),
      dynamodb: {
        ApproximateCreationDateTime: Math.floor(this.clock.now() / 1000),
        Keys: keys,
        ...images,
        SequenceNumber: String(firstSequence + BigInt(this.sequence)),
        SizeBytes: [keys, ...Object.values(images)].reduce((sum, row) => sum + itemBytes(row), 0),
        StreamViewType: view,
      },
      ...(identity ? { userIdentity: identity } : {}),
    };
  }
}
