import { itemBytes } from '../../../local/dynamodb/capacity';
import { closeAll, keyOf, type Opened, open, put } from './opened';

describe('the size of an item', () => {
  it.each([
    ['a string, in UTF-8', { name: { S: '张a' } }, 4 + 4],
    ['a number, two digits a byte', { n: { N: '12345' } }, 1 + 4],
    ['a number without its zeros', { n: { N: '0.00120' } }, 1 + 2],
    ['a negative number', { n: { N: '-7' } }, 1 + 3],
    ['bytes, not their base64', { b: { B: 'AAECAwQ=' } }, 1 + 5],
    ['a boolean and a null', { b: { BOOL: true }, c: { NULL: true } }, 2 + 2],
    ['a list, 3 and 1 an element', { l: { L: [{ S: 'a' }, { BOOL: true }] } }, 1 + 3 + 2 + 2],
    ['a map, with its names', { m: { M: { ab: { S: 'c' } } } }, 1 + 3 + 1 + 3],
    ['sets', { s: { SS: ['a', 'bc'] }, n: { NS: ['1', '2'] } }, 1 + 3 + 1 + 4],
  ])('counts %s', (_name, row, bytes) => {
    expect(itemBytes(row)).toBe(bytes);
  });
});

describe('capacity units', () => {
  afterEach(closeAll);

  it('count reads by 4 KB, half when eventually consistent', async () => {
    const db = await open();
    await db.call('PutItem', { Item: sized('A', 4_097) });
    const read = (more: object) => units(db, 'GetItem', { Key: keyOf('A'), ...more });

    expect(await read({ ConsistentRead: true })).toBe(2);
    expect(await read({})).toBe(1);
    expect(await read({ ProjectionExpression: 'sk' })).toBe(1);
    expect(await units(db, 'GetItem', { Key: keyOf('absent'), ConsistentRead: true })).toBe(1);
  });

  it('count writes by 1 KB of the larger of old and new', async () => {
    const db = await open();

    expect(await units(db, 'PutItem', { Item: sized('A', 1_024) })).toBe(1);
    expect(await units(db, 'PutItem', { Item: sized('A', 2_049) })).toBe(3);
    expect(await units(db, 'PutItem', { Item: sized('A', 100) })).toBe(3);
    expect(await units(db, 'DeleteItem', { Key: keyOf('A') })).toBe(1);
    expect(await units(db, 'DeleteItem', { Key: keyOf('A') })).toBe(1);
  });

  it('count each index whose entry appears, changes, moves or goes', async () => {
    const db = await open();
    const at = (sort: string, text = 'a') => ({
      ...keyOf('A'),
      index1pk: { S: 'P' },
      index1sk: { S: sort },
      text: { S: text },
    });
    const put = async (Item: object) => {
      const { ConsumedCapacity } = await db.call('PutItem', {
        Item,
        ReturnConsumedCapacity: 'INDEXES',
      });
      return ConsumedCapacity;
    };

    expect(await put(at('1'))).toEqual(capacity(2, 1));
    expect(await put(at('1'))).toEqual(capacity(1));
    expect(await put(at('1', 'b'))).toEqual(capacity(2, 1));
    expect(await put(at('2', 'b'))).toEqual(capacity(3, 2));
    expect(await put(keyOf('A'))).toEqual(capacity(2, 1));
  });

  it('count a query by the sum of what it read, an index by itself', async () => {
    const db = await open();
    for (const sort of ['1', '2', '3']) {
      const place = { index1pk: { S: 'DUE' }, index1sk: { S: sort } };
      await db.call('PutItem', { Item: { ...sized(sort, 3_000), ...place } });
    }
    const partition = (name: string, value: string) => ({
      KeyConditionExpression: `${name} = :value`,
      ExpressionAttributeValues: { ':value': { S: value } },
    });

    expect(await units(db, 'Query', { ...partition('pk', 'P'), ConsistentRead: true })).toBe(3);
    expect(await units(db, 'Query', partition('pk', 'P'))).toBe(1.5);
    expect(await units(db, 'Query', { ...partition('pk', 'P'), Limit: 1 })).toBe(0.5);
    expect(await units(db, 'Query', partition('pk', 'nobody'))).toBe(0.5);
    const answer = await db.call('Query', {
      ...partition('index1pk', 'DUE'),
      IndexName: 'index1',
      ReturnConsumedCapacity: 'INDEXES',
    });
    expect(answer.ConsumedCapacity).toMatchObject({
      Table: { CapacityUnits: 0 },
      GlobalSecondaryIndexes: { index1: { CapacityUnits: 1.5 } },
    });
  });

  it('count transactions double, committed, cancelled or repeated', async () => {
    const db = await open();
    const items = [put('A', { text: { S: 'x'.repeat(1_500) } }), put('B')];
    const transact = (TransactItems: unknown[], more = {}) =>
      db.call('TransactWriteItems', { TransactItems, ReturnConsumedCapacity: 'TOTAL', ...more });

    const token = { ClientRequestToken: 'token' };
    expect((await transact(items, token)).ConsumedCapacity).toEqual([
      { TableName: 'users', CapacityUnits: 6, WriteCapacityUnits: 6 },
    ]);
    expect((await transact(items, token)).ConsumedCapacity).toEqual([
      { TableName: 'users', CapacityUnits: 4, ReadCapacityUnits: 4 },
    ]);
    await expect(transact([put('A', {}, 'attribute_not_exists(pk)')])).rejects.toThrow();
    await db.call('TransactGetItems', {
      TransactItems: [{ Get: { TableName: 'users', Key: keyOf('A') } }],
    });

    expect(db.metered).toEqual([
      { table: 'users', action: 'TransactWriteItems', readUnits: 0, writeUnits: 6 },
      { table: 'users', action: 'TransactWriteItems', readUnits: 4, writeUnits: 0 },
      { table: 'users', action: 'TransactWriteItems', readUnits: 0, writeUnits: 4 },
      { table: 'users', action: 'TransactGetItems', readUnits: 2, writeUnits: 0 },
    ]);
  });

  it('are metered though nobody asked, also for a condition that failed', async () => {
    const db = await open();
    const Item = sized('A', 2_000);
    const ConditionExpression = 'attribute_not_exists(pk)';
    const answer = await db.call('PutItem', { Item, ConditionExpression });
    await expect(db.call('PutItem', { Item: keyOf('A'), ConditionExpression })).rejects.toThrow();
    const RequestItems = { users: [{ PutRequest: { Item: keyOf('B') } }] };
    await db.call('BatchWriteItem', { RequestItems });
    await db.call('BatchGetItem', { RequestItems: { users: { Keys: [keyOf('A'), keyOf('B')] } } });

    expect(answer).not.toHaveProperty('ConsumedCapacity');
    expect(db.metered).toEqual([
      { table: 'users', action: 'PutItem', readUnits: 0, writeUnits: 2 },
      { table: 'users', action: 'PutItem', readUnits: 0, writeUnits: 2 },
      { table: 'users', action: 'BatchWriteItem', readUnits: 0, writeUnits: 1 },
      { table: 'users', action: 'BatchGetItem', readUnits: 1, writeUnits: 0 },
    ]);
  });
});

/** An item of exactly this many bytes: its keys take 2 + 1 + 2 + 1 of them, the name 1. */
const sized = (sort: string, bytes: number) => ({
  ...keyOf(sort),
  t: { S: 'x'.repeat(bytes - 7) },
});

async function units({ call }: Opened, action: string, input: object): Promise<unknown> {
  const answer = await call(action, { ...input, ReturnConsumedCapacity: 'TOTAL' });
  return (answer.ConsumedCapacity as { CapacityUnits: number }).CapacityUnits;
}

const capacity = (total: number, index?: number) => ({
  TableName: 'users',
  CapacityUnits: total,
  Table: { CapacityUnits: total - (index ?? 0) },
  ...(index ? { GlobalSecondaryIndexes: { index1: { CapacityUnits: index } } } : {}),
});
