import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openDynamodb } from '../../../local/dynamodb/local-dynamodb';
import { storeTable } from '../../../local/dynamodb/store-table';
import { aFolder, close, closeAll, keyOf, open, read } from './opened';

describe('tables', () => {
  afterEach(closeAll);

  it('are made from a template’s properties, with stream and time to live', async () => {
    const { call } = await open();

    const { Table } = await call('DescribeTable');
    const described = Table as Record<string, unknown>;

    expect(described).toMatchObject({
      TableName: 'users',
      TableStatus: 'ACTIVE',
      TableArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/users',
      KeySchema: storeTable('users').KeySchema,
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
      LatestStreamArn: expect.stringContaining(':table/users/stream/'),
    });
    expect(described).not.toHaveProperty('SSESpecification');
    expect(await call('ListTables')).toEqual({ TableNames: ['users'] });
    expect(await call('DescribeTimeToLive')).toEqual({
      TimeToLiveDescription: { AttributeName: 'expiresAt', TimeToLiveStatus: 'ENABLED' },
    });
  });

  it('are made by the API too, once', async () => {
    const { call, dynamodb } = await open();
    const { StreamSpecification: _, TimeToLiveSpecification: __, ...input } = storeTable('more');
    const create = () => dynamodb.call({ action: 'CreateTable', input });

    expect(await create()).toMatchObject({ TableDescription: { TableStatus: 'ACTIVE' } });
    await expect(create()).rejects.toMatchObject({ code: 'ResourceInUseException' });
    const TimeToLiveSpecification = { AttributeName: 'ends', Enabled: true };
    await call('UpdateTimeToLive', { TableName: 'more', TimeToLiveSpecification });
    expect(await call('DescribeTimeToLive', { TableName: 'more' })).toMatchObject({
      TimeToLiveDescription: { AttributeName: 'ends' },
    });
    await expect(call('CreateTable', { TableName: 'x' })).rejects.toMatchObject({
      code: 'ValidationException',
    });
  });

  it('are kept with their rows by a folder, and made again without harm', async () => {
    const directory = await aFolder();
    const before = await open({ directory });
    await before.call('PutItem', { Item: keyOf('A') });
    await close(before);

    const after = await open({ directory });

    expect(await read(after, 'A')).toEqual(keyOf('A'));
  });

  it('are refused in one sentence when the folder holds them in another shape', async () => {
    const { dynamodb } = await open();
    const { GlobalSecondaryIndexes: _, ...other } = storeTable('users');

    await expect(dynamodb.createTable(other)).rejects.toThrow(
      /^The stored data has other keys or indexes for table users: start with an empty data folder\.$/,
    );
  });

  it('need a folder that can be written, and say so in one sentence', async () => {
    const { clock } = await open();
    const file = join(await aFolder(), 'file');
    await writeFile(file, '');
    const directory = join(file, 'data');

    await expect(openDynamodb({ clock, directory })).rejects.toThrow(
      `The data folder ${directory} cannot be written: choose another or allow writing there.`,
    );
  });

  it('need a folder nobody else is using, and say so in one sentence', async () => {
    const directory = await aFolder();
    const { clock } = await open({ directory });

    await expect(openDynamodb({ clock, directory })).rejects.toThrow(
      `The data folder ${directory} is in use by another process: stop it or choose another.`,
    );
  });
});
