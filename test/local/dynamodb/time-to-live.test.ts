import type { StreamRecord } from '../../../local/dynamodb/local-dynamodb';
import { aFolder, close, closeAll, keyOf, type Opened, open, read, start } from './opened';

const hours = 3_600_000;
const at = (millis: number) => ({ expiresAt: { N: String(Math.floor(millis / 1000)) } });

describe('time to live', () => {
  afterEach(closeAll);

  it('removes rows once the clock has passed, and says that it was DynamoDB', async () => {
    const db = await open();
    const removed: StreamRecord[] = [];
    db.dynamodb.subscribe('users', (records) => {
      removed.push(...records.filter(({ eventName }) => eventName === 'REMOVE'));
    });
    await write(db, 'soon', at(start + 2 * hours));
    await write(db, 'later', at(start + 50 * hours));
    await write(db, 'never', {});

    await db.clock.moveTo(start + 1.9 * hours);
    expect(await read(db, 'soon')).toBeDefined();
    await db.clock.moveTo(start + 24 * hours);
    await db.dynamodb.settled();

    expect(await read(db, 'soon')).toBeUndefined();
    expect(await read(db, 'later')).toBeDefined();
    expect(removed).toMatchObject([
      {
        dynamodb: { Keys: keyOf('soon'), OldImage: keyOf('soon') },
        userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' },
      },
    ]);
    await db.clock.moveTo(start + 1000 * hours);
    expect(await read(db, 'later')).toBeUndefined();
    expect(await read(db, 'never')).toBeDefined();
  });

  it('goes by the latest expiry of a row', async () => {
    const db = await open();
    await write(db, 'longer', at(start + 2 * hours));
    await write(db, 'longer', at(start + 90 * hours));
    await write(db, 'for ever', at(start + 2 * hours));
    await write(db, 'for ever', {});
    await write(db, 'shorter', at(start + 90 * hours));
    await write(db, 'shorter', at(start + 2 * hours));

    await db.clock.moveTo(start + 24 * hours);

    expect(await read(db, 'longer')).toBeDefined();
    expect(await read(db, 'for ever')).toBeDefined();
    expect(await read(db, 'shorter')).toBeUndefined();
  });

  it('ignores an expiry that is no number of seconds', async () => {
    const db = await open();
    await write(db, 'text', { expiresAt: { S: '1' } });
    await write(db, 'fraction', { expiresAt: { N: '1.5' } });

    await db.clock.moveTo(start + 24 * hours);

    expect(await read(db, 'text')).toBeDefined();
    expect(await read(db, 'fraction')).toBeDefined();
  });

  it('takes a row out of its indexes, and removes many at once', async () => {
    const db = await open();
    const place = { index1pk: { S: 'DUE' }, index1sk: { S: 'X' } };
    for (let one = 0; one < 600; one += 1) {
      await write(db, `${one}`, { ...place, ...at(start + hours) });
    }
    const due = {
      IndexName: 'index1',
      KeyConditionExpression: 'index1pk = :due',
      ExpressionAttributeValues: { ':due': { S: 'DUE' } },
      Select: 'COUNT',
    };
    expect((await db.call('Query', due)).Count).toBe(600);

    await db.clock.moveTo(start + 24 * hours);

    expect((await db.call('Query', due)).Count).toBe(0);
  });

  it('catches up after a restart', async () => {
    const directory = await aFolder();
    const before = await open({ directory });
    await write(before, 'A', at(start + 2 * hours));
    await close(before);

    const after = await open({ directory });
    await after.clock.moveTo(start + 24 * hours);

    expect(await read(after, 'A')).toBeUndefined();
  });
});

const write = (db: Opened, sort: string, more: object) =>
  db.call('PutItem', { Item: { ...keyOf(sort), ...more } });
