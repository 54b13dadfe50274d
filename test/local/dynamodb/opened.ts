/** Opens local DynamoDBs for tests, with one Store table, and closes them after each test. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MovableClock } from '../../../local/clock';
import {
  type DynamodbOptions,
  type LocalDynamodb,
  type Metered,
  openDynamodb,
} from '../../../local/dynamodb/local-dynamodb';
import { storeTable } from '../../../local/dynamodb/store-table';

export type Answer = Record<string, unknown>;
export type Row = Record<string, Record<string, unknown>>;

export interface Opened {
  readonly dynamodb: LocalDynamodb;
  readonly clock: MovableClock;
  readonly metered: Metered[];
  /** Calls an action on the table 'users'. */
  readonly call: (action: string, input?: Answer) => Promise<Answer>;
}

const opened = new Set<Opened>();
const folders = new Set<string>();

export const start = Date.UTC(2027, 0, 15);

export async function open(options: Partial<DynamodbOptions> = {}): Promise<Opened> {
  const metered: Metered[] = [];
  const clock = new MovableClock(start);
  const meter = (one: Metered) => void metered.push(one);
  const dynamodb = await openDynamodb({ clock, meter, ...options });
  await dynamodb.createTable(storeTable('users'));
  const call = (action: string, input: Answer = {}) =>
    dynamodb.call({ action, input: { TableName: 'users', ...input } });
  const one = { dynamodb, clock, metered, call };
  opened.add(one);
  return one;
}

export async function close(one: Opened): Promise<void> {
  opened.delete(one);
  one.clock.stop();
  await one.dynamodb.close();
}

export async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sunlend-dynamodb-'));
  folders.add(folder);
  return folder;
}

/** For afterEach. */
export async function closeAll(): Promise<void> {
  for (const one of opened) await close(one);
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
  folders.clear();
}

export const keyOf = (sort: string): Row => ({ pk: { S: 'P' }, sk: { S: sort } });

export const put = (sort: string, more: Row = {}, condition?: string) => ({
  Put: {
    TableName: 'users',
    Item: { ...keyOf(sort), ...more },
    ...(condition ? { ConditionExpression: condition } : {}),
  },
});

export const read = async ({ call }: Opened, sort: string): Promise<Row | undefined> =>
  (await call('GetItem', { Key: keyOf(sort), ConsistentRead: true })).Item as Row | undefined;
