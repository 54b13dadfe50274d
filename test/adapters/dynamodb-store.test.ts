import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDbStore } from '../../lambdas/adapters/dynamodb-store';
import type { Change, NewItem } from '../../lambdas/core/ports/store';
import { MovableClock } from '../../local/clock';
import { type ListeningEndpoint, listenJson } from '../../local/cloud/json-endpoint';
import { AwsError, type ServiceCall } from '../../local/cloud/service';
import { type LocalDynamodb, openDynamodb } from '../../local/dynamodb/local-dynamodb';
import { storeTable } from '../../local/dynamodb/store-table';

type Fault = (call: ServiceCall, answer: () => Promise<unknown>) => Promise<unknown>;

describe('the Store on DynamoDB', () => {
  const clock = new MovableClock(Date.UTC(2027, 0, 15));
  const calls: ServiceCall[] = [];
  let faults: Fault[] = [];
  let dynamodb: LocalDynamodb;
  let endpoint: ListeningEndpoint;
  let client: DynamoDBClient;
  let store: DynamoDbStore;

  beforeAll(async () => {
    dynamodb = await openDynamodb({ clock });
    await dynamodb.createTable(storeTable('Physical'));
    const call = async (one: ServiceCall) => {
      calls.push(one);
      const answer = () => dynamodb.call(one);
      const fault = faults.shift();
      return (await (fault ? fault(one, answer) : answer())) as Record<string, unknown>;
    };
    endpoint = await listenJson({
      service: () => ({ call }),
      principal: () => ({ roleId: 'operator' }),
    });
    client = aClient(endpoint.url, 1);
    store = aStore(client);
  });
  beforeEach(() => {
    calls.splice(0);
    faults = [];
  });
  afterAll(async () => {
    client.destroy();
    await endpoint.close();
    await dynamodb.close();
    clock.stop();
  });

  it('uses the cheapest request: one change is no transaction', async () => {
    const item = anItem();
    await store.commit([{ kind: 'insert', item }]);
    await store.commit([{ kind: 'require', key: item.key, version: 1 }]);
    await store.commit([{ kind: 'remove', key: item.key, expectedVersion: 1 }]);
    await store.commit([{ kind: 'add', key: item.key, by: 1 }]);
    await store.commit([{ kind: 'add', key: item.key, by: 1 }], 'token');
    await store.commit([
      { kind: 'add', key: item.key, by: 1 },
      { kind: 'insert', item: anItem() },
    ]);
    await store.getMany([item.key, anItem().key]);

    expect(calls.map(({ action }) => action)).toEqual([
      'PutItem',
      'GetItem',
      'DeleteItem',
      'UpdateItem',
      'TransactWriteItems',
      'TransactWriteItems',
      'BatchGetItem',
    ]);
    expect(calls[4]?.input.ClientRequestToken).toBe('token');
    expect(calls[5]?.input.ClientRequestToken).toMatch(/^made-/);
  });

  it('writes rows other readers of the table rely on', async () => {
    const item: NewItem = {
      ...anItem(),
      indexes: { index2: { partition: 'DUE', sort: 'X' } },
      expiresAtEpochSeconds: 1_800_000_000,
    };
    await store.commit([{ kind: 'insert', item }]);

    expect(calls[0]?.input).toMatchObject({
      TableName: 'Physical',
      Item: {
        pk: { S: item.key.partition },
        sk: { S: 'ROW' },
        version: { N: '1' },
        body: { M: { amountFen: { N: '5' } } },
        index2pk: { S: 'DUE' },
        index2sk: { S: 'X' },
        expiresAt: { N: '1800000000' },
      },
    });
  });

  it.each(['one insert', 'two changes'])(
    'has one effect when the answer to %s is lost',
    async (kind) => {
      const item = anItem();
      const changes: Change[] = [{ kind: 'insert', item }];
      if (kind === 'two changes') changes.push({ kind: 'insert', item: anItem() });
      faults = [loseTheAnswer];

      const outcome = store.commit(changes);

      // A transaction's token makes its repetition harmless; a single write cannot tell any more.
      if (kind === 'two changes') expect(await outcome).toMatchObject({ ok: true });
      else await expect(outcome).rejects.toMatchObject({ name: 'UncertainWriteError' });
      expect(calls).toHaveLength(2);
      expect((await store.get(item.key))?.version).toBe(1);
    },
  );

  it('does not count twice when the answer to an addition is lost', async () => {
    const { key } = anItem();
    faults = [loseTheAnswer];

    await expect(store.commit([{ kind: 'add', key, by: 1 }])).rejects.toThrow();

    expect((await store.get(key))?.body).toEqual({ value: 1 });
  });

  it('gets through a conflict with another transaction and a throttle', async () => {
    const item = anItem();
    faults = [
      refuse('TransactionCanceledException', {
        CancellationReasons: [{ Code: 'TransactionConflict' }],
      }),
      refuse('ThrottlingException'),
    ];

    expect(await store.commit([{ kind: 'insert', item }], 'other')).toMatchObject({ ok: true });
    expect(calls).toHaveLength(3);
  });

  it('asks again for rows of a batch that were left over, and for those alone', async () => {
    const [one, other] = [anItem(), anItem()];
    await store.commit([one, other].map((item) => ({ kind: 'insert', item })));
    calls.splice(0);
    faults = [leaveOver(other.key.partition)];

    const read = await store.getMany([one.key, anItem().key, other.key]);

    expect(read.map((item) => item?.key)).toEqual([one.key, undefined, other.key]);
    const asked = calls.map(({ input }) => JSON.stringify(input.RequestItems));
    expect(asked).toHaveLength(2);
    expect(asked[1]).toContain(other.key.partition);
    expect(asked[1]).not.toContain(one.key.partition);
    expect(asked.every((request) => request.includes('"ConsistentRead":true'))).toBe(true);
  });

  it('asks once when it is refused', async () => {
    faults = [refuse('AccessDeniedException')];

    await expect(store.get(anItem().key)).rejects.toMatchObject({ name: 'AccessDeniedException' });
    expect(calls).toHaveLength(1);
  });

  it('refuses a table it was not given, and a client that repeats by itself', async () => {
    const key = { table: 'orders', partition: 'p', sort: 's' } as const;
    await expect(store.get(key)).rejects.toThrow('this function was given no table for orders');

    const eager = aClient(endpoint.url, 3);
    await expect(aStore(eager).get(anItem().key)).rejects.toThrow('maxAttempts: 1');
    eager.destroy();
  });
});

const loseTheAnswer: Fault = async (_call, answer) => {
  await answer();
  throw new AwsError('InternalServerError', 'The answer is lost.', 500);
};

/** As DynamoDB does when a batch is too large or too much is asked at once. */
const leaveOver =
  (partition: string): Fault =>
  async ({ input }, answer) => {
    const { Responses } = (await answer()) as { Responses: { Physical: Row[] } };
    const { Physical } = input.RequestItems as { Physical: { Keys: Row[] } };
    const isLeft = ({ pk }: Row) => pk.S === partition;
    return {
      Responses: { Physical: Responses.Physical.filter((row) => !isLeft(row)) },
      UnprocessedKeys: { Physical: { ...Physical, Keys: Physical.Keys.filter(isLeft) } },
    };
  };

interface Row {
  readonly pk: { readonly S: string };
}

const refuse =
  (code: string, members = {}): Fault =>
  async () => {
    throw new AwsError(code, code, 400, members);
  };

const aClient = (endpoint: string, maxAttempts: number) =>
  new DynamoDBClient({
    endpoint,
    maxAttempts,
    region: 'us-east-1',
    credentials: { accessKeyId: 'TEST', secretAccessKey: 'not-verified' },
  });

const aStore = (client: DynamoDBClient) =>
  new DynamoDbStore({
    client,
    tables: { users: 'Physical' },
    patience: { random: () => 0, pause: async () => {} },
    newToken: () => `made-${++count}`,
  });

let count = 0;

const anItem = (): NewItem => ({
  key: { table: 'users', partition: `P#${++count}`, sort: 'ROW' },
  body: { amountFen: 5 },
});
