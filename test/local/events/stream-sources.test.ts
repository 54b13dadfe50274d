/** Streams feed functions in order per item, again and again until it works or is given up. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MovableClock } from '../../../local/clock';
import type { StreamRecord } from '../../../local/dynamodb/streams';
import type { StreamListener } from '../../../local/dynamodb/subscription';
import { type StreamSources, startStreamSources } from '../../../local/events/stream-sources';
import type { EventSourceMapping } from '../../../local/template/events';

const start = Date.parse('2026-11-22T10:00:00Z');
const streamArn = 'arn:aws:dynamodb:us-east-1:000000000000:table/orders/stream/2026-01-01';
const table = {
  name: 'orders',
  streamArn,
  properties: {
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
  },
};

const aMapping = (changes: Partial<EventSourceMapping> = {}): EventSourceMapping => ({
  logicalId: 'AdvanceWorkflowFromOrders',
  functionName: 'advanceWorkflow',
  eventSourceArn: streamArn,
  batchSize: 10,
  maximumBatchingWindowSeconds: 0,
  startingPosition: 'TRIM_HORIZON',
  filters: [],
  maximumRetryAttempts: 2,
  bisectsOnError: true,
  reportsBatchItemFailures: true,
  onFailureArn: 'arn:aws:sqs:us-east-1:000000000000:dead-letters',
  isEnabled: true,
  ...changes,
});

const aRecord = (pk: string, sequence: number, changes: object = {}): StreamRecord => ({
  eventID: String(sequence),
  eventName: 'INSERT',
  eventVersion: '1.1',
  eventSource: 'aws:dynamodb',
  awsRegion: 'us-east-1',
  eventSourceARN: streamArn,
  dynamodb: {
    ApproximateCreationDateTime: start / 1000,
    Keys: { pk: { S: pk }, sk: { S: String(sequence) } },
    NewImage: { pk: { S: pk }, secret: { S: 'sealed' } },
    SequenceNumber: String(sequence),
    SizeBytes: 10,
    StreamViewType: 'NEW_AND_OLD_IMAGES',
  },
  ...changes,
});

type Event = { Records: StreamRecord[] };
const numbersOf = (event: Event) => event.Records.map(({ dynamodb }) => +dynamodb.SequenceNumber);

describe('stream sources', () => {
  let clock: MovableClock;
  let sources: StreamSources;
  let deliver: StreamListener;
  /** The sequence numbers of each call's batch. */
  let batches: number[][];
  /** Records that fail, each with how often it still does. */
  let failing: Map<number, number>;

  const answer = (event: Event, reports: boolean) => {
    const failed = numbersOf(event).filter((number) => (failing.get(number) ?? 0) > 0);
    const [first] = failed;
    if (first === undefined) return { ok: true as const, payload: { batchItemFailures: [] } };
    failing.set(first, (failing.get(first) ?? 0) - 1);
    if (!reports) return { ok: false as const, errorType: 'Error', errorMessage: 'no' };
    const batchItemFailures = failed.map((number) => ({ itemIdentifier: String(number) }));
    return { ok: true as const, payload: { batchItemFailures } };
  };
  const open = (mapping: EventSourceMapping, dataDirectory?: string) => {
    sources = startStreamSources({
      mappings: [mapping],
      tables: [table],
      clock,
      ...(dataDirectory && { dataDirectory }),
      subscribe: (_, listener) => {
        deliver = listener;
        return { stop: async () => {} };
      },
      invoke: async (functionName, payload, { cause }) => {
        expect([functionName, cause]).toEqual(['advanceWorkflow', 'stream: orders']);
        await new Promise(setImmediate);
        batches.push(numbersOf(payload as Event));
        return answer(payload as Event, mapping.reportsBatchItemFailures);
      },
    });
  };
  const records = (pk: string, ...numbers: number[]) => numbers.map((n) => aRecord(pk, n));
  const forever = Number.POSITIVE_INFINITY;

  beforeEach(() => {
    clock = new MovableClock(
      start,
      () => sources.settled(),
      () => start,
    );
    batches = [];
    failing = new Map();
  });
  afterEach(async () => {
    clock.stop();
    await sources.stop();
  });

  it('feed the records of an item in order, in batches of the mapping’s size', async () => {
    open(aMapping({ batchSize: 2 }));
    await deliver(records('a', 1, 2, 3, 4, 5));

    expect(batches).toEqual([[1, 2], [3, 4], [5]]);
  });

  it('keep items apart: the failure of one holds up no other', async () => {
    open(aMapping({ maximumRetryAttempts: -1 }));
    failing.set(1, forever);
    await deliver([...records('a', 1), ...records('b', 2)]);
    await deliver([...records('a', 3), ...records('b', 4)]);

    expect(batches).toEqual([[1], [2], [4]]);
  });

  it('call nothing for records that no filter wants', async () => {
    const filters = [{ eventName: ['INSERT'], dynamodb: { NewImage: { pk: { S: ['a'] } } } }];
    open(aMapping({ filters }));
    await deliver([aRecord('a', 1), aRecord('b', 2), aRecord('a', 3, { eventName: 'REMOVE' })]);

    expect(batches).toEqual([[1]]);
  });

  it('repeat from the record that failed, later and later, and then go on', async () => {
    open(aMapping({ maximumRetryAttempts: 5, bisectsOnError: false }));
    failing.set(2, 3);
    await deliver(records('a', 1, 2, 3));
    expect(batches).toEqual([[1, 2, 3]]);

    await clock.moveTo(start + 1_000);
    expect(batches.slice(1)).toEqual([[2, 3]]);
    await clock.moveTo(start + 2_999);
    expect(batches).toHaveLength(2);
    await clock.moveTo(start + 3_000);
    await clock.moveTo(start + 7_000);
    expect(batches.slice(2)).toEqual([
      [2, 3],
      [2, 3],
    ]);
    expect(sources.deadLetters()).toEqual([]);
  });

  it('narrow a failed batch down to the record to blame and go past it in the end', async () => {
    open(aMapping({ reportsBatchItemFailures: false }));
    failing.set(3, forever);
    await deliver(records('a', 1, 2, 3, 4));
    await clock.moveTo(start + 60_000);

    expect(batches).toEqual([[1, 2, 3, 4], [1, 2], [3, 4], [3], [3], [3], [4]]);
    expect(sources.deadLetters()).toHaveLength(1);
  });

  it('blame exactly the record that the function reports', async () => {
    open(aMapping());
    failing.set(2, forever);
    await deliver(records('a', 1, 2, 3));
    await clock.moveTo(start + 60_000);

    expect(batches).toEqual([[1, 2, 3], [2], [2], [2], [3]]);
  });

  it('park what was given up: which records, but not what is in them', async () => {
    open(aMapping({ maximumRetryAttempts: 0 }));
    failing.set(1, forever);
    await deliver(records('a', 1));

    const [letter] = sources.deadLetters();
    expect(letter).toMatchObject({
      mappingId: 'AdvanceWorkflowFromOrders',
      destinationArn: 'arn:aws:sqs:us-east-1:000000000000:dead-letters',
      message: {
        requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 1 },
        DDBStreamBatchInfo: { startSequenceNumber: '1', endSequenceNumber: '1', batchSize: 1 },
      },
      records: [{ eventName: 'INSERT', keys: { pk: { S: 'a' } }, sequenceNumber: '1' }],
    });
    expect(JSON.stringify(letter)).not.toContain('sealed');
  });

  it('try for a day where no number of retries is set', async () => {
    open(aMapping({ maximumRetryAttempts: -1 }));
    failing.set(1, forever);
    await deliver(records('a', 1));
    await clock.moveTo(start + 86_400_000);
    expect(sources.deadLetters()).toEqual([]);
    await clock.moveTo(start + 86_460_000);

    expect(sources.deadLetters()).toMatchObject([
      { message: { requestContext: { condition: 'MaximumRecordAgeExceeded' } } },
    ]);
  });

  it.each([
    [{ batchItemFailures: [{ itemIdentifier: 'unknown' }] }],
    [{ batchItemFailures: [null] }],
    [{ batchItemFailures: 'all' }],
  ])('take %p for the failure of the whole batch', async (payload) => {
    const spy = jest.fn().mockResolvedValue({ ok: true, payload });
    sources = startStreamSources({
      mappings: [aMapping({ bisectsOnError: false, maximumRetryAttempts: 0 })],
      tables: [table],
      clock,
      subscribe: (_, listener) => {
        deliver = listener;
        return { stop: async () => {} };
      },
      invoke: spy,
    });
    await deliver(records('a', 1, 2));

    expect(spy).toHaveBeenCalledTimes(1);
    expect(sources.deadLetters()).toMatchObject([{ records: [{}, {}] }]);
  });

  it('remember over a restart what waits for its next attempt', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sunlend-events-'));
    try {
      open(aMapping({ maximumRetryAttempts: -1 }), folder);
      failing.set(1, 2);
      await deliver(records('a', 1));
      await deliver(records('a', 2));
      expect(batches).toEqual([[1]]);
      await sources.stop();

      open(aMapping({ maximumRetryAttempts: -1 }), folder);
      await sources.settled();
      await clock.moveTo(start + 60_000);
      expect(batches).toEqual([[1], [1, 2], [1], [2]]);

      await sources.stop();
      open(aMapping(), folder);
      await sources.settled();
      expect(batches).toHaveLength(4);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('say so when a mapping reads what is no table’s stream', () => {
    open(aMapping());

    expect(() => open(aMapping({ eventSourceArn: 'arn:aws:sqs:us-east-1:0:queue' }))).toThrow(
      'is no stream of a table here',
    );
  });
});
