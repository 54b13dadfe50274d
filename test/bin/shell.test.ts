/** The commands that read the store find it on a laptop, in a folder it kept, or in AWS. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { runAudit } from '../../bin/audit';
import { runLoanTape } from '../../bin/loan-tape';
import { runReplay } from '../../bin/replay';
import { runRiskReport } from '../../bin/risk-report';
import { onStore, placeUsage } from '../../bin/shell';
import { DynamoDbStore } from '../../lambdas/adapters/dynamodb-store';
import { tableVariable } from '../../lambdas/contract/environment';
import { isoDate } from '../../lambdas/core/calendar';
import { tableNames } from '../../lambdas/core/ports/store';
import { handler as listDecisions } from '../../lambdas/risk/list-decisions';
import { MovableClock } from '../../local/clock';
import { deployedNamesFile } from '../../local/cloud/deployed-names';
import { listenJson } from '../../local/cloud/json-endpoint';
import { openDynamodb } from '../../local/dynamodb/local-dynamodb';
import { storeTable } from '../../local/dynamodb/store-table';
import { aBorrowerWithLimit, runningLoan } from '../support/borrowers';
import { LendingWorld } from '../support/lending-world';

const environment = { ...process.env };
const directory = mkdtempSync(join(tmpdir(), 'kept-'));
const kept = join(directory, 'laptop');
const out = (name: string) => join(directory, name);
afterEach(() => {
  process.env = { ...environment };
});
afterAll(() => rmSync(directory, { recursive: true }));

/** One limit, one order and its loan, and a look that somebody of the staff took. */
beforeAll(async () => {
  const world = new LendingWorld();
  await runningLoan(world, await aBorrowerWithLimit(world));
  const as = { subject: `stf_${'a'.repeat(26)}`, role: 'risk', sessionId: 'ses_a' };
  await world.call(listDecisions, { as, query: { on: '2026-11-22' } });
  await keep(world, kept);
});

const commands = {
  audit: onStore('users', runAudit),
  replay: onStore('risk', runReplay),
  'risk-report': onStore('risk', (words, open, print) =>
    runRiskReport(words, open, print, isoDate('2026-11-22')),
  ),
  'loan-tape': onStore('repayment', runLoanTape),
};
type Command = keyof typeof commands;

const asked: Readonly<Record<Command, readonly string[]>> = {
  audit: ['--verify'],
  replay: ['--day', '2026-11-22'],
  'risk-report': ['--out', out('report.html'), '--days', '7'],
  'loan-tape': ['--since', '2026-11', '--on', '2026-11-30', '--out', out('tape.csv')],
};

describe('in a folder that a laptop has kept', () => {
  it.each<[Command, string | RegExp]>([
    ['audit', '1 entries in 1 chains: untouched.'],
    ['replay', '2 decisions replayed: the same to the last bit.'],
    ['risk-report', `2 decisions of 7 days: ${out('report.html')}`],
    ['loan-tape', /1 loans +10028\.44 yuan/],
  ])('npm run %s finds what is there', async (command, found) => {
    const { code, said } = await run(command, ...asked[command], '--data', kept);

    expect(code).toBe(0);
    expect(said).toMatch(found);
  });

  it('the page of the report and the tape are written', () => {
    expect(readFileSync(out('report.html'), 'utf8')).toContain('<svg ');
    expect(readFileSync(out('tape.csv'), 'utf8').split('\r\n')).toHaveLength(3);
  });

  it('that is none they say so, and make none', async () => {
    await expect(run('audit', '--verify', '--data', out('nothing'))).rejects.toThrow(
      `${out('nothing')} is no folder that npm start -- --data has kept`,
    );
    expect(() => readFileSync(out('nothing'))).toThrow(/ENOENT/);
  });

  it('that a laptop is using they say that it is in use', async () => {
    const clock = new MovableClock();
    const dynamodb = await openDynamodb({ clock, directory: join(kept, 'dynamodb') });

    await expect(run('replay', ...asked.replay, '--data', kept)).rejects.toThrow(/is in use/);
    clock.stop();
    await dynamodb.close();
  });
});

describe.each(Object.keys(commands) as Command[])('npm run %s', (command) => {
  it('takes one place, and tells of all of them', async () => {
    const places = ['--laptop', 'http://127.0.0.1:1', '--data', kept];
    const { code, said } = await run(command, ...asked[command], ...places);

    expect(code).toBe(2);
    expect(said).toContain('say --laptop or --data');
    const table = ({ audit: 'users', 'loan-tape': 'repayment' } as const)[command as 'audit'];
    expect(said).toContain(placeUsage(table ?? 'risk'));
  });

  it('without a place needs the table of AWS, and with one a laptop that answers', async () => {
    await expect(run(command, ...asked[command])).rejects.toThrow(/^set TABLE_\w+ in the env/);
    const laptop = ['--laptop', 'http://127.0.0.1:1'];
    await expect(run(command, ...asked[command], ...laptop)).rejects.toThrow(/no laptop answers/);
  });
});

async function run(command: Command, ...words: string[]) {
  const said: string[] = [];
  const code = await commands[command](words, (line) => said.push(line));
  return { code, said: said.join('\n') };
}

/** Writes a world's rows as `npm start -- --data` would have. */
async function keep(world: LendingWorld, folder: string): Promise<void> {
  mkdirSync(folder);
  const tables = Object.fromEntries(tableNames.map((table) => [table, `Kept-${table}`]));
  const clock = new MovableClock(world.now);
  const dynamodb = await openDynamodb({ clock, directory: join(folder, 'dynamodb') });
  for (const name of Object.values(tables)) await dynamodb.createTable(storeTable(name));
  const endpoint = await listenJson({
    service: () => dynamodb,
    principal: () => ({ roleId: 'operator' }),
  });
  const client = new DynamoDBClient({
    endpoint: endpoint.url,
    maxAttempts: 1,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const store = new DynamoDbStore({ client, tables });
  for (const { version: _, ...item } of world.store.everything())
    await store.commit([{ kind: 'insert', item }]);
  client.destroy();
  await endpoint.close();
  clock.stop();
  await dynamodb.close();
  const names = tableNames.map((table) => [tableVariable(table), tables[table]]);
  writeFileSync(join(folder, deployedNamesFile), JSON.stringify(Object.fromEntries(names)));
}
