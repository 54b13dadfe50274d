import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { MovableClock } from '../../../local/clock';
import {
  type LocalDynamodb,
  openDynamodb,
  type StreamRecord,
} from '../../../local/dynamodb/local-dynamodb';
import { accounts, openingAmount } from './crash-accounts';
import { aFolder, closeAll, type Row } from './opened';

// Each case starts a process of its own.
jest.setTimeout(60_000);

describe('a process killed with SIGKILL', () => {
  afterEach(closeAll);

  it.each([
    ['before a commit is written', 'drafted', 5],
    ['while a commit is being written', 'writing', 5],
    ['after a commit, before its answer', 'written', 5],
    ['after a delivery, before its checkpoint', 'delivered', 3],
    ['after a checkpoint', 'checkpointed', 3],
  ])('leaves whole transactions only when killed %s', async (_name, step, count) => {
    const directory = await aFolder();
    const answered = await livedUntilKilled([directory, step, String(count)]);

    await expectSound(directory, answered);
  });

  it.each([40, 90])(
    'leaves whole transactions only when killed after %p of them',
    async (count) => {
      const directory = await aFolder();
      let answered = await livedUntilKilled([directory], count);
      await expectSound(directory, answered);

      // And once more on what the first one left, whose transactions it repeats by their tokens.
      answered = Math.max(answered, await livedUntilKilled([directory], count));
      await expectSound(directory, answered);
    },
  );
});

/** Starts the process and waits for its end. @returns the last transfer that was answered */
function livedUntilKilled(args: string[], killAfter = Number.POSITIVE_INFINITY): Promise<number> {
  const script = join(__dirname, 'crash-child.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [output, errors] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk;
    if (output.split('\n').length > killAfter) child.kill('SIGKILL');
  });
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on('close', (_code, signal) => {
      if (signal !== 'SIGKILL') reject(new Error(`ended by itself: ${errors}`));
      else resolve(Number(output.split('\n').at(-2) ?? -1));
    });
  });
}

async function expectSound(directory: string, answered: number): Promise<void> {
  const dynamodb = await openDynamodb({ clock: new MovableClock(), directory });
  const rows = await all(dynamodb, { action: 'Scan' });
  const transfers = rows.filter((row) => row.pk?.S === 'TRANSFERS').length;
  const balances = rows.filter((row) => row.sk?.S === 'BALANCE');

  expect(transfers).toBeGreaterThanOrEqual(answered + 1);
  expect(sum(balances, 'amount')).toBe(accounts.length * openingAmount);
  expect(sum(balances, 'moves')).toBe(movesOf(transfers));
  expect(await queried(dynamodb, 'index1', 'ACCOUNTS')).toEqual(sorted(balances));
  expect(await queried(dynamodb, 'index2', 'TRANSFERS')).toHaveLength(transfers);
  expect(await replayed(dynamodb)).toEqual(sorted(rows));
  await dynamodb.close();
}

/** Every transfer moves two balances, but for those from an account to itself. */
function movesOf(transfers: number): number {
  const isMove = (number: number) => number % 10 !== (number * 3 + 1) % 10;
  return 2 * Array.from({ length: transfers }, (_, number) => number).filter(isMove).length;
}

let replays = 0;

/** The rows as the stream records tell them. */
async function replayed(dynamodb: LocalDynamodb): Promise<Row[]> {
  const rows = new Map<string, Row>();
  const told = dynamodb.subscribe(
    'users',
    (records: readonly StreamRecord[]) => {
      for (const { dynamodb: change } of records) {
        rows.set(JSON.stringify(change.Keys), change.NewImage as Row);
      }
    },
    // A name of its own each time: a subscriber known already would hear the new ones only.
    `replay-${++replays}`,
  );
  await dynamodb.settled();
  await told.stop();
  return sorted([...rows.values()]);
}

const queried = async (dynamodb: LocalDynamodb, index: string, partition: string) =>
  sorted(
    await all(dynamodb, {
      action: 'Query',
      IndexName: index,
      KeyConditionExpression: `${index}pk = :partition`,
      ExpressionAttributeValues: { ':partition': { S: partition } },
    }),
  );

async function all(
  dynamodb: LocalDynamodb,
  { action, ...more }: Record<string, unknown>,
): Promise<Row[]> {
  const rows: Row[] = [];
  let start: unknown;
  do {
    const input = { TableName: 'users', ...more, ...(start ? { ExclusiveStartKey: start } : {}) };
    const page = await dynamodb.call({ action: String(action), input });
    rows.push(...(page.Items as Row[]));
    start = page.LastEvaluatedKey;
  } while (start);
  return rows;
}

const sum = (rows: readonly Row[], attribute: string) =>
  rows.reduce((total, row) => total + Number(row[attribute]?.N ?? 0), 0);

const sorted = (rows: readonly Row[]) =>
  rows.toSorted((one, other) => (placeOf(one) < placeOf(other) ? -1 : 1));

const placeOf = (row: Row) => `${row.pk?.S} ${row.sk?.S}`;
