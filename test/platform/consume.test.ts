/** Consuming a stream: new events only, in their order, each until it succeeds. */
import type { DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { rowOf } from '../../lambdas/adapters/dynamodb-row';
import type { DomainEvent } from '../../lambdas/contract/events';
import { publish } from '../../lambdas/core/outbox';
import { consume } from '../../lambdas/platform/consume';

const now = Date.parse('2026-11-22T17:00:00Z');
const ids = ['aaa', 'bbb', 'ccc'].map((end) => `ord_${end.padStart(26, 'x')}`);

describe('a consumer', () => {
  it('gets what was inserted, in the order it was committed, one after another', async () => {
    const seen: string[] = [];
    const failures = await give(
      ids.map((id, at) => record(id, at)),
      async ({ data }) => {
        seen.push(`begin ${orderIdOf(data)}`);
        await new Promise((resolve) => setImmediate(resolve));
        seen.push(`end ${orderIdOf(data)}`);
      },
    );

    expect(failures).toEqual([]);
    expect(seen).toEqual(ids.flatMap((id) => [`begin ${id}`, `end ${id}`]));
  });

  it('is told the moment, and the day in China', async () => {
    const moments: unknown[] = [];
    await give([record(ids[0]!, 0)], async (_event, _services, moment) => {
      moments.push(moment);
    });

    expect(moments).toEqual([{ now, today: '2026-11-23' }]);
  });

  it('does not hear of changes and of rows that expired', async () => {
    const seen: DomainEvent[] = [];
    const others = (['MODIFY', 'REMOVE'] as const).map((eventName, at) => ({
      ...record(ids[at]!, at),
      eventName,
    }));
    await give(others, async (event) => {
      seen.push(event);
    });

    expect(seen).toEqual([]);
  });

  it('gets again what it failed on, and only the stream knows from where on', async () => {
    const failures = await give(
      ids.map((id, at) => record(id, at)),
      async ({ data }) => {
        if (orderIdOf(data) === ids[1]) throw new Error('not yet');
      },
    );

    expect(failures).toEqual([{ itemIdentifier: 'sequence-1' }]);
  });

  it('that fails on all of them says so, and does not throw them away', async () => {
    const failures = await give(
      ids.map((id, at) => record(id, at)),
      () => Promise.reject(new Error('down')),
    );

    expect(failures.map(({ itemIdentifier }) => itemIdentifier)).toEqual([
      'sequence-0',
      'sequence-1',
      'sequence-2',
    ]);
  });

  it('never sees an event that the contract does not know', async () => {
    const seen: DomainEvent[] = [];
    const strange = record(ids[0]!, 0, 'OrderForgotten');
    const failures = await give([strange], async (event) => {
      seen.push(event);
    });

    expect(seen).toEqual([]);
    expect(failures).toHaveLength(1);
  });
});

type Consumer = Parameters<ReturnType<ReturnType<typeof consume>['using']>['with']>[0];

async function give(records: DynamoDBRecord[], consumer: Consumer) {
  const handler = consume('testConsumer')
    .using({})
    .with(consumer)
    .over(
      () => ({}),
      () => now,
    );
  const event: DynamoDBStreamEvent = { Records: records };
  return (await handler(event, {} as never)).batchItemFailures;
}

function record(orderId: string, at: number, type = 'OrderSubmitted'): DynamoDBRecord {
  const change = publish(
    'orders',
    `ORDER#${orderId}`,
    `evt_${at}`,
    { type, version: 1, data: { orderId } },
    now,
  );
  if (change.kind !== 'insert') throw new Error('an event is inserted');
  return {
    eventName: 'INSERT',
    eventID: `event-${at}`,
    dynamodb: {
      SequenceNumber: `sequence-${at}`,
      NewImage: rowOf(change.item, 1) as never,
    },
  };
}

const orderIdOf = (data: DomainEvent['data']): string =>
  'orderId' in data && typeof data.orderId === 'string' ? data.orderId : '';
