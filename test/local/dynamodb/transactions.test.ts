import fc from 'fast-check';
import { aFolder, close, closeAll, keyOf, type Opened, open, put, read } from './opened';

const aBigText = { text: { S: 'x'.repeat(390_000) } };

describe('transactions', () => {
  afterEach(closeAll);

  it('commits puts, updates, deletes and checks together', async () => {
    const db = await open();
    await transact(db, [put('old'), put('checked', { state: { S: 'open' } })]);

    await transact(db, [
      put('new', {}, 'attribute_not_exists(pk)'),
      add('count', '5'),
      { Delete: { TableName: 'users', Key: keyOf('old') } },
      check('checked', 'attribute_exists(pk)'),
    ]);

    expect(await read(db, 'new')).toEqual(keyOf('new'));
    expect(await read(db, 'count')).toEqual({ ...keyOf('count'), amount: { N: '5' } });
    expect(await read(db, 'old')).toBeUndefined();
  });

  it('writes nothing when one fails, and gives the reasons in order', async () => {
    const db = await open();
    await transact(db, [put('taken', { by: { S: 'someone' } })]);
    const taken = put('taken', {}, 'attribute_not_exists(pk)');

    const cancelled = transact(db, [
      put('free'),
      { Put: { ...taken.Put, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } },
      check('absent', 'attribute_exists(pk)'),
      add('free too', '1'),
    ]);

    await expect(cancelled).rejects.toMatchObject({
      code: 'TransactionCanceledException',
      message: expect.stringContaining(
        '[None, ConditionalCheckFailed, ConditionalCheckFailed, None]',
      ),
      members: {
        CancellationReasons: [
          { Code: 'None' },
          { Code: 'ConditionalCheckFailed', Item: { ...keyOf('taken'), by: { S: 'someone' } } },
          { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' },
          { Code: 'None' },
        ],
      },
    });
    expect(await read(db, 'free')).toBeUndefined();
    expect(await read(db, 'free too')).toBeUndefined();
  });

  it('names what is invalid about one row as its reason', async () => {
    const db = await open();
    await transact(db, [put('text', { amount: { S: 'no number' } })]);

    const half = { Put: { TableName: 'users', Item: { pk: { S: 'P' } } } };
    await expect(transact(db, [put('free'), half])).rejects.toMatchObject(
      cancelledBy('None', 'ValidationError'),
    );
    await expect(transact(db, [put('free'), add('text', '1')])).rejects.toMatchObject(
      cancelledBy('None', 'ValidationError'),
    );
    expect(await read(db, 'free')).toBeUndefined();
  });

  it.each([
    ['two operations on one row', [put('A'), check('A', 'attribute_exists(pk)')], /one item/],
    ['no operation', [], /between 1 and 100/],
    ['a hundred and one', Array.from({ length: 101 }, (_, at) => put(`${at}`)), /1 and 100/],
    ['two kinds in one place', [{ ...put('A'), ...add('B', '1') }], /only contain one/],
    ['an unknown kind', [{ Get: { TableName: 'users', Key: keyOf('A') } }], /only contain one/],
    ['a check without condition', [{ ConditionCheck: { TableName: 'users' } }], /required/],
    ['an update of nothing', [{ Update: { TableName: 'users', Key: keyOf('A') } }], /required/],
    ['more than 4 MB', Array.from({ length: 12 }, (_, at) => put(`${at}`, aBigText)), /4 MB/],
  ])('refuses %s', async (_name, items, message) => {
    const db = await open();

    await expect(transact(db, items)).rejects.toMatchObject({
      code: 'ValidationException',
      message: expect.stringMatching(message),
    });
    expect(await read(db, 'A')).toBeUndefined();
    expect(await read(db, '0')).toBeUndefined();
  });

  it('has one effect under one token for ten minutes, also after a restart', async () => {
    const directory = await aFolder();
    let db = await open({ directory });
    await transact(db, [add('count', '1')], 'token');
    await transact(db, [add('count', '1')], 'token');
    expect((await read(db, 'count'))?.amount).toEqual({ N: '1' });
    await close(db);

    db = await open({ directory });
    await transact(db, [add('count', '1')], 'token');
    await expect(transact(db, [add('count', '2')], 'token')).rejects.toMatchObject({
      code: 'IdempotentParameterMismatchException',
    });
    expect((await read(db, 'count'))?.amount).toEqual({ N: '1' });

    await db.clock.moveTo(db.clock.now() + 11 * 60_000);
    await transact(db, [add('count', '2')], 'token');
    expect((await read(db, 'count'))?.amount).toEqual({ N: '3' });
  });

  it('refuses a token whose transaction is still under way', async () => {
    const db = await open();

    const [first, second] = await Promise.allSettled([
      transact(db, [add('count', '1')], 'token'),
      transact(db, [add('count', '1')], 'token'),
    ]);

    expect(first.status).toBe('fulfilled');
    expect(second).toMatchObject({ reason: { code: 'TransactionInProgressException' } });
  });

  it('lets the second of two transactions on one row meet a conflict', async () => {
    const db = await open();

    const outcomes = await Promise.allSettled([
      transact(db, [add('A', '1'), add('B', '1')]),
      transact(db, [add('C', '1'), add('A', '1')]),
      db.call('PutItem', { Item: keyOf('B') }),
      transactGet(db, ['D', 'B']),
      transact(db, [add('E', '1')]),
    ]);

    expect(outcomes.map((one) => ('reason' in one ? one.reason : one.status))).toMatchObject([
      'fulfilled',
      cancelledBy('None', 'TransactionConflict'),
      { code: 'TransactionConflictException' },
      cancelledBy('None', 'TransactionConflict'),
      'fulfilled',
    ]);
    expect(await read(db, 'C')).toBeUndefined();
    expect((await read(db, 'B'))?.amount).toEqual({ N: '1' });
    await transact(db, [add('A', '1')]);
    expect((await read(db, 'A'))?.amount).toEqual({ N: '2' });
  });

  it('reads rows as of one instant, in order, absent ones empty', async () => {
    const db = await open();
    await transact(db, [put('A', { name: { S: 'a' }, left: { S: 'out' } }), put('B')]);

    const { Responses } = await db.call('TransactGetItems', {
      TransactItems: [
        { Get: { TableName: 'users', Key: keyOf('B') } },
        { Get: { TableName: 'users', Key: keyOf('never') } },
        {
          Get: {
            TableName: 'users',
            Key: keyOf('A'),
            ProjectionExpression: '#n',
            ExpressionAttributeNames: { '#n': 'name' },
          },
        },
      ],
    });

    expect(Responses).toEqual([{ Item: keyOf('B') }, {}, { Item: { name: { S: 'a' } } }]);
  });

  it('keeps the sum of transfers whatever runs at once', async () => {
    const accounts = ['A', 'B', 'C'];
    const transfer = fc.record({
      from: fc.constantFrom(...accounts),
      to: fc.constantFrom(...accounts),
      amount: fc.integer({ min: 1, max: 60 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(transfer, { maxLength: 25 }), async (transfers) => {
        const db = await open();
        await transact(
          db,
          accounts.map((name) => add(name, '100')),
        );
        const moves = transfers.filter(({ from, to }) => from !== to);

        const looks = moves.map(async ({ from, to, amount }) => {
          const moved = transact(db, [take(from, amount), add(to, String(amount))]);
          const seen = await transactGet(db, accounts).catch(() => undefined);
          await moved.catch(() => undefined);
          return seen;
        });

        const sums = (await Promise.all(looks)).filter(Boolean).map(sumOf);
        sums.push(sumOf(await transactGet(db, accounts)));
        expect(new Set(sums)).toEqual(new Set([300]));
        await close(db);
      }),
      { numRuns: 30 },
    );
  });
});

const transact = ({ call }: Opened, TransactItems: unknown[], token?: string) =>
  call('TransactWriteItems', { TransactItems, ...(token ? { ClientRequestToken: token } : {}) });

async function transactGet({ call }: Opened, sorts: readonly string[]): Promise<unknown[]> {
  const TransactItems = sorts.map((sort) => ({ Get: { TableName: 'users', Key: keyOf(sort) } }));
  return (await call('TransactGetItems', { TransactItems })).Responses as unknown[];
}

function add(sort: string, amount: string) {
  return {
    Update: {
      TableName: 'users',
      Key: keyOf(sort),
      UpdateExpression: 'ADD amount :amount',
      ExpressionAttributeValues: { ':amount': { N: amount } },
    },
  };
}

const take = (sort: string, amount: number) => ({
  Update: {
    TableName: 'users',
    Key: keyOf(sort),
    UpdateExpression: 'SET amount = amount - :amount',
    ConditionExpression: 'amount >= :amount',
    ExpressionAttributeValues: { ':amount': { N: String(amount) } },
  },
});

function check(sort: string, condition: string) {
  return {
    ConditionCheck: { TableName: 'users', Key: keyOf(sort), ConditionExpression: condition },
  };
}

const cancelledBy = (...codes: string[]) => ({
  code: 'TransactionCanceledException',
  members: { CancellationReasons: codes.map((Code) => ({ Code })) },
});

const sumOf = (responses: unknown): number =>
  (responses as { Item: { amount: { N: string } } }[]).reduce(
    (sum, { Item }) => sum + Number(Item.amount.N),
    0,
  );
