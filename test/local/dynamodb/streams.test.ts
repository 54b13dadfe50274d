import type { StreamRecord } from '../../../local/dynamodb/local-dynamodb';
import { openDynamodb, streamArn } from '../../../local/dynamodb/local-dynamodb';
import { storeTable } from '../../../local/dynamodb/store-table';
import { aFolder, close, closeAll, keyOf, open, put, start } from './opened';

describe('stream records', () => {
  afterEach(closeAll);

  it('tell every change with its images, in order, and leave out what changed nothing', async () => {
    const { dynamodb, call } = await open();
    const seen: StreamRecord[] = [];
    dynamodb.subscribe('users', (records) => void seen.push(...records));
    const first = { ...keyOf('A'), name: { S: 'first' } };
    const second = { ...keyOf('A'), name: { S: 'second' } };

    await call('PutItem', { Item: first });
    await call('PutItem', { Item: first });
    await call('PutItem', { Item: second });
    await call('DeleteItem', { Key: keyOf('A') });
    await call('DeleteItem', { Key: keyOf('A') });
    await dynamodb.settled();

    expect(
      seen.map(({ eventName, dynamodb: { NewImage, OldImage } }) => [
        eventName,
        NewImage,
        OldImage,
      ]),
    ).toEqual([
      ['INSERT', first, undefined],
      ['MODIFY', second, first],
      ['REMOVE', undefined, second],
    ]);
    expect(seen[0]).toMatchObject({
      eventSource: 'aws:dynamodb',
      eventSourceARN: streamArn({ region: 'us-east-1', accountId: '000000000000' }, 'users'),
      dynamodb: { Keys: keyOf('A'), StreamViewType: 'NEW_AND_OLD_IMAGES' },
    });
    expect(seen[0]).not.toHaveProperty('userIdentity');
    expect(seen[0]?.dynamodb.ApproximateCreationDateTime).toBeGreaterThanOrEqual(start / 1000);
    const sequence = seen.map((one) => BigInt(one.dynamodb.SequenceNumber));
    expect(sequence).toEqual(sequence.toSorted((one, other) => (one < other ? -1 : 1)));
  });

  it('follow a commit and never precede it; a cancelled one leaves none', async () => {
    const { dynamodb, call } = await open();
    const readBack: unknown[] = [];
    dynamodb.subscribe('users', async (records) => {
      for (const {
        dynamodb: { Keys },
      } of records) {
        readBack.push((await call('GetItem', { Key: Keys, ConsistentRead: true })).Item);
      }
    });

    await call('TransactWriteItems', { TransactItems: [put('A'), put('B')] });
    await expect(
      call('TransactWriteItems', { TransactItems: [put('C'), put('A', {}, 'pk = sk')] }),
    ).rejects.toThrow();
    await dynamodb.settled();

    expect(readBack).toEqual([keyOf('A'), keyOf('B')]);
  });

  it('come again after a pause when the subscriber fails, and hold back later ones', async () => {
    const { dynamodb, call, clock } = await open();
    const heard: string[] = [];
    let failures = 2;
    dynamodb.subscribe('users', async (records) => {
      heard.push(sortsOf(records).join());
      if (failures-- > 0) throw new Error('not now');
    });

    await call('PutItem', { Item: keyOf('A') });
    await dynamodb.settled();
    await call('PutItem', { Item: keyOf('B') });
    await dynamodb.settled();
    expect(heard).toEqual(['A']);
    await clock.moveTo(clock.now() + 10_000);

    expect(heard).toEqual(['A', 'A,B', 'A,B']);
  });

  it('reach every subscriber, one that stops no longer', async () => {
    const { dynamodb, call } = await open();
    const heard: string[] = [];
    const listen = (name: string) =>
      dynamodb.subscribe('users', (records) => void heard.push(name + sortsOf(records)), name);
    const one = listen('one ');
    listen('two ');
    await call('PutItem', { Item: keyOf('A') });
    await dynamodb.settled();
    await one.stop();
    await call('PutItem', { Item: keyOf('B') });
    await dynamodb.settled();

    expect(heard.toSorted()).toEqual(['one A', 'two A', 'two B']);
  });

  it('survive a restart: what was not delivered comes, what was does not', async () => {
    const directory = await aFolder();
    const before = await open({ directory });
    const heard: string[] = [];
    const listener = (records: readonly StreamRecord[]) => void heard.push(...sortsOf(records));
    const subscription = before.dynamodb.subscribe('users', listener);
    await before.call('PutItem', { Item: keyOf('A') });
    await before.dynamodb.settled();
    await subscription.stop();
    await before.call('PutItem', { Item: keyOf('B') });
    await close(before);

    const after = await open({ directory });
    after.dynamodb.subscribe('users', listener);
    await after.call('PutItem', { Item: keyOf('C') });
    await after.dynamodb.settled();

    expect(heard).toEqual(['A', 'B', 'C']);
  });

  it('are not written for a table without a stream', async () => {
    const { clock } = await open();
    const dynamodb = await openDynamodb({ clock });
    const { StreamSpecification: _, ...properties } = storeTable('quiet');
    await dynamodb.createTable(properties);
    await dynamodb.call({ action: 'PutItem', input: { TableName: 'quiet', Item: keyOf('A') } });

    const sources: string[] = [];
    for await (const { source } of dynamodb.scanEverything()) sources.push(source);
    await dynamodb.close();

    expect(sources).toEqual(['item quiet', 'table quiet']);
  });

  it('are found by a search of everything, with the rows', async () => {
    const { dynamodb, call } = await open();
    await call('PutItem', { Item: { ...keyOf('A'), secret: { S: 'needle' } } });
    await call('DeleteItem', { Key: keyOf('A') });

    const found: string[] = [];
    for await (const { source, json } of dynamodb.scanEverything()) {
      if (json.includes('needle')) found.push(source);
    }

    expect(found).toEqual(['record users', 'record users']);
  });
});

const sortsOf = (records: readonly StreamRecord[]) =>
  records.map(({ dynamodb }) => String(dynamodb.Keys.sk?.S));
