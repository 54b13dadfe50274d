/** The books of a whole month: journal, provision by grade, and the loan tape in both formats. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { runLoanTape } from '../../bin/loan-tape';
import { handler as adjustLoan } from '../../lambdas/repayment/adjust-loan';
import { handler as getJournal } from '../../lambdas/repayment/get-journal';
import { handler as getProvision } from '../../lambdas/repayment/get-provision';
import { handler as getTrialBalance } from '../../lambdas/repayment/get-trial-balance';
import { handler as provisionMonth } from '../../lambdas/repayment/provision-month';
import type { Caller } from '../support/api-call';
import { expectBalancedBooks } from '../support/books';
import { aBorrowerWithLimit, auditor, newKey, repay, runningLoan } from '../support/borrowers';
import { LendingWorld } from '../support/lending-world';
import { nightNow } from '../support/nights';

const admin: Caller = { subject: 'stf_admin', role: 'admin', sessionId: 'ses_m' };

jest.setTimeout(600_000);

let world: LendingWorld;
let folder: string;
const loans: string[] = [];

/** Three loans of 22 November: one paid on time, one late since December, one paid off. */
beforeAll(async () => {
  world = new LendingWorld();
  folder = mkdtempSync(join(tmpdir(), 'loan-tape-'));
  const borrowers = [];
  for (let count = 0; count < 3; count++) {
    const borrower = await aBorrowerWithLimit(world);
    loans.push((await runningLoan(world, borrower)).loanId);
    borrowers.push(borrower);
  }
  world.moveTo('2026-11-23', 1);
  await nightNow(world);
  world.moveTo('2026-12-22');
  await repay(world, borrowers[0]!, loans[0]!, 95_000);
  await repay(world, borrowers[2]!, loans[2]!);
  world.moveTo('2027-01-01', 4);
  await nightNow(world);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the provision of a month', () => {
  it('is posted once: by grade, from what is owed at the month’s end', async () => {
    await world.run(provisionMonth);
    const written = world.everything;
    expect(await world.run(provisionMonth)).toEqual({ loans: 0, allowanceFen: 0 });
    expect(world.everything).toBe(written);

    const { body } = await provision('2026-12');
    expect(body.book).toMatchObject({
      normal: { loans: 1 },
      specialMention: { loans: 1 },
      substandard: { loans: 0, exposureFen: 0 },
    });
    const { normal, specialMention } = body.book;
    expect(body.allowanceFen).toBe(
      Math.round(normal.exposureFen * 0.01) + Math.round(specialMention.exposureFen * 0.02),
    );
    expect(body.postings).toEqual([
      { account: 'provisionExpense', amountFen: body.allowanceFen },
      { account: 'lossAllowance', amountFen: -body.allowanceFen },
    ]);
    expectBalancedBooks(world);
  });

  it('is in the journal and the trial balance of the day it was booked on', async () => {
    const entries = await journal('2027-01-01');
    expect(entries).toContainEqual(
      expect.objectContaining({ subjectId: '2026-12', event: 'provisioned' }),
    );
    const { body } = await world.call(getTrialBalance, {
      as: auditor,
      query: { on: '2027-01-01' },
    });
    const allowance = body.accounts.find(
      (one: { account: string }) => one.account === 'lossAllowance',
    );
    expect(allowance.balanceFen).toBe(-(await provision('2026-12')).body.allowanceFen);
    expect(body.sumFen).toBe(0);
  });

  it('changes the allowance by the difference only', async () => {
    const before = (await provision('2026-12')).body.allowanceFen;
    world.moveTo('2027-01-20');
    const reply = await world.call(adjustLoan, {
      as: admin,
      params: { loanId: loans[1]! },
      body: { kind: 'waiver', component: 'principal', amountFen: 40_000, reason: 'settlement' },
      idempotencyKey: newKey(),
    });
    expect(reply.status).toBe(201);
    world.moveTo('2027-02-01', 4);
    await nightNow(world);
    await world.run(provisionMonth);

    const { body } = await provision('2027-01');
    expect(body.postings[0].amountFen).toBe(body.allowanceFen - before);
    expectBalancedBooks(world);
  });

  it('is unknown for a month without one', async () => {
    expect((await provision('2026-06')).status).toBe(404);
  });
});

describe('the journal of a day', () => {
  it('holds every entry, each summing to zero', async () => {
    const entries = await journal('2026-11-22');

    expect(entries.map(({ event }) => event)).toEqual(['disbursed', 'disbursed', 'disbursed']);
    for (const { postings } of entries)
      expect(postings.reduce((sum: number, { amountFen }) => sum + amountFen, 0)).toBe(0);
  });
});

describe('the loan tape', () => {
  it('has a row for each loan, and its provision is what was posted', async () => {
    const lines = await tape('december.csv', '2026-12-31', (file) =>
      readFileSync(file, 'utf8').trimEnd().split('\r\n'),
    );
    const [header, ...rows] = lines.map((line) => line.split(','));
    const column = (name: string) => rows.map((row) => row[header!.indexOf(name)]);

    expect(column('loanId').sort()).toEqual([...loans].sort());
    expect(column('status').sort()).toEqual(['overdue', 'repaying', 'settled']);
    expect(column('fiveGrade').sort()).toEqual(['normal', 'normal', 'specialMention']);
    const provisions = column('provisionFen').reduce((sum, fen) => sum + Number(fen), 0);
    expect(provisions).toBe((await provision('2026-12')).body.allowanceFen);
  });

  it('says the same as Parquet', async () => {
    const rows = await tape('december.parquet', '2026-12-31', async (file) =>
      parquetReadObjects({ file: await asyncBufferFromFile(file) }),
    );

    expect(rows).toHaveLength(3);
    expect(rows.map(({ principalFen }) => principalFen)).toEqual([
      1_000_000n,
      1_000_000n,
      1_000_000n,
    ]);
    expect(rows.map(({ status }) => status).sort()).toEqual(['overdue', 'repaying', 'settled']);
  });

  it('looks back: a month earlier nothing was late and nothing was settled', async () => {
    const lines = await tape('november.csv', '2026-11-30', (file) => readFileSync(file, 'utf8'));

    expect(lines.match(/,repaying,/g)).toHaveLength(3);
  });

  it.each([
    [[], '--since is a month'],
    [['--since', '2026-11', '--on', '2026-02-30', '--out', 'x.csv'], '--on is a day'],
    [['--since', '2026-11', '--on', '2026-11-30', '--out', 'x.xlsx'], '--out is a file'],
  ])('asked for with %j tells what is wrong', async (words, said) => {
    const told: string[] = [];
    const code = await runLoanTape(
      words,
      async () => world.store,
      (line) => told.push(line),
    );

    expect([code, told.join()]).toEqual([2, expect.stringContaining(said)]);
  });
});

const provision = (month: string) => world.call(getProvision, { as: auditor, query: { month } });

interface Entry {
  readonly event: string;
  readonly postings: readonly { readonly amountFen: number }[];
}

async function journal(on: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (const shard of ['0', '1', '2', '3'])
    entries.push(
      ...(await world.call(getJournal, { as: auditor, query: { on, shard } })).body.entries,
    );
  return entries;
}

async function tape<T>(
  name: string,
  on: string,
  read: (file: string) => T | Promise<T>,
): Promise<T> {
  const file = join(folder, name);
  const words = ['--since', '2026-11', '--on', on, '--out', file];
  expect(
    await runLoanTape(
      words,
      async () => world.store,
      () => undefined,
    ),
  ).toBe(0);
  return read(file);
}
