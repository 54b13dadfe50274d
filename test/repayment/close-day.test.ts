/** The night: days are closed once and in order, late loans are marked, and the books balance. */

import type { IsoDate } from '../../lambdas/core/calendar';
import { trialBalanceKey } from '../../lambdas/core/ledger/trial-balance-record';
import { loanKey } from '../../lambdas/core/repayment/loan-record';
import { handler as closeDay } from '../../lambdas/repayment/close-day';
import { handler as createRepayment } from '../../lambdas/repayment/create-repayment';
import { handler as getLoan } from '../../lambdas/repayment/get-loan';
import { handler as getTrialBalance } from '../../lambdas/repayment/get-trial-balance';
import { expectBalancedBooks } from '../support/books';
import {
  aBorrowerWithLimit,
  auditor,
  type Borrower,
  repay,
  repayment,
  reviewer,
  runningLoan,
} from '../support/borrowers';
import { LendingWorld } from '../support/lending-world';

let world: LendingWorld;
let borrower: Borrower;
let loanId: string;
let orderId: string;

/** The first instalment is due on 22 December; its three grace days end on the 25th. */
beforeEach(async () => {
  world = new LendingWorld();
  borrower = await aBorrowerWithLimit(world);
  ({ loanId, orderId } = await runningLoan(world, borrower));
});
afterEach(() => expectBalancedBooks(world));

const night = (date: string) => {
  world.moveTo(date, 0);
  world.pass(600);
  return world.run(closeDay);
};
const balanceOf = async (on: string, as = auditor) =>
  world.call(getTrialBalance, { as, query: { on } });
const state = async () => (await world.order(orderId)).state;
const dueFen = async () =>
  (await world.call(getLoan, { as: borrower, params: { loanId } })).body.overdueFen;

describe('the night', () => {
  it('closes the day before, once, though it runs twice', async () => {
    expect(await night('2026-11-23')).toEqual({ days: 1, overdue: 0 });
    const before = world.everything;

    expect(await world.run(closeDay)).toEqual({ days: 0, overdue: 0 });
    expect(world.everything).toBe(before);
  });

  it('runs twice at once, and closes once', async () => {
    world.moveTo('2026-11-23', 0);
    world.beforeCommit(() => world.run(closeDay));
    await world.run(closeDay);

    expect(closedDays()).toEqual(['2026-11-22']);
  });

  it('catches up the days that were missed, the very first among them', async () => {
    expect(await night('2026-11-26')).toEqual({ days: 4, overdue: 0 });
    expect(await night('2026-11-28')).toEqual({ days: 2, overdue: 0 });

    expect(closedDays()).toEqual([
      '2026-11-22',
      '2026-11-23',
      '2026-11-24',
      '2026-11-25',
      '2026-11-26',
      '2026-11-27',
    ]);
  });

  it('goes on where it broke off', async () => {
    let commits = 0;
    world.fault = ({ kind }) => {
      commits += kind === 'commit' ? 1 : 0;
      return kind === 'commit' && commits === 3 ? { kind: 'error', at: 'before' } : undefined;
    };
    await expect(night('2026-11-26')).rejects.toThrow();
    world.fault = () => undefined;

    expect(await world.run(closeDay)).toEqual({ days: 2, overdue: 0 });
    expect(closedDays()).toHaveLength(4);
  });

  it('before anything was lent closes an empty day', async () => {
    world = new LendingWorld();

    expect(await night('2026-11-23')).toEqual({ days: 1, overdue: 0 });
    expect((await balanceOf('2026-11-22')).body).toMatchObject({ sumFen: 0, postings: 0 });
  });
});

describe('a loan', () => {
  it('is overdue from the first day after its grace days, marked once', async () => {
    expect(await night('2026-12-25')).toMatchObject({ overdue: 0 });
    expect(await state()).toBe('repaying');

    expect(await night('2026-12-26')).toMatchObject({ overdue: 1 });
    expect(await state()).toBe('overdue');
    expect(await night('2026-12-27')).toMatchObject({ overdue: 0 });
    expect(world.events.filter(({ type }) => type === 'LoanOverdue')).toHaveLength(1);
  });

  it('is marked late when several nights were missed', async () => {
    await night('2026-12-20');

    expect(await night('2027-01-03')).toMatchObject({ overdue: 1 });
    expect(await state()).toBe('overdue');
  });

  it('that is repaid in its grace days is left alone', async () => {
    world.moveTo('2026-12-25', 23);
    const { nextDueFen, overdueFen } = (
      await world.call(getLoan, { as: borrower, params: { loanId } })
    ).body;
    expect(overdueFen).toBe(0);
    const rows = (await world.call(getLoan, { as: borrower, params: { loanId } })).body.rows;
    await repay(world, borrower, loanId, rows[0].totalFen);

    expect(nextDueFen).toBeGreaterThan(0);
    expect(await night('2026-12-26')).toMatchObject({ overdue: 0 });
    expect(await state()).toBe('repaying');
  });

  it('catches up by paying what is overdue with its penalty, and is not marked again', async () => {
    await night('2026-12-26');
    world.moveTo('2027-01-05');
    const overdue = await dueFen();
    const { rows } = (await world.call(getLoan, { as: borrower, params: { loanId } })).body;
    expect(rows[0].penaltyFen).toBeGreaterThan(0);
    expect(overdue).toBe(rows[0].totalFen);

    await repay(world, borrower, loanId, overdue - 1);
    expect(await state()).toBe('overdue');
    await repay(world, borrower, loanId, 1);
    expect(await state()).toBe('repaying');
    expect(await night('2027-01-06')).toMatchObject({ overdue: 0 });
  });

  it('paid off while overdue is settled', async () => {
    await night('2026-12-26');
    world.moveTo('2027-03-01');
    await repay(world, borrower, loanId);

    expect(await state()).toBe('settled');
    expect(await night('2027-03-02')).toMatchObject({ overdue: 0 });
  });

  it('that changed in the very moment is looked at again the night after', async () => {
    await night('2026-12-25');
    world.moveTo('2026-12-26', 0);
    world.beforeCommit(() => world.call(createRepayment, repayment(borrower, loanId, 1)));

    expect(await world.run(closeDay)).toMatchObject({ overdue: 0 });
    expect(await state()).toBe('repaying');
    expect(await night('2026-12-27')).toMatchObject({ overdue: 1 });
    expect(await state()).toBe('overdue');
  });

  it('that cannot be marked does not keep the others waiting', async () => {
    const other = await runningLoan(world, await aBorrowerWithLimit(world));
    world.fault = (operation) =>
      operation.kind === 'get' && operation.key.partition === loanKey(loanId).partition
        ? { kind: 'error', at: 'before' }
        : undefined;

    expect(await night('2026-12-26')).toMatchObject({ overdue: 1 });
    world.fault = () => undefined;
    expect((await world.order(other.orderId)).state).toBe('overdue');
    expect(await night('2026-12-27')).toMatchObject({ overdue: 1 });
    expect(await state()).toBe('overdue');
  });
});

describe('the trial balance', () => {
  it('sums to zero on every day, closed or open, and grows by what was booked', async () => {
    world.moveTo('2026-12-22');
    await repay(world, borrower, loanId, 100_000);
    await night('2026-12-23');
    await repay(world, borrower, loanId);
    const [paidOut, repaid, settled] = await Promise.all(
      ['2026-11-22', '2026-12-22', '2026-12-23'].map((on) => balanceOf(on)),
    );

    for (const reply of [paidOut, repaid, settled])
      expect(reply).toMatchObject({ status: 200, body: { sumFen: 0 } });
    expect(amountOf(paidOut, 'payer')).toBe(-1_000_000);
    expect(amountOf(paidOut, 'loanPrincipal')).toBe(1_000_000);
    expect(amountOf(repaid, 'payer')).toBe(-900_000);
    expect(amountOf(settled, 'loanPrincipal')).toBe(0);
    expect(amountOf(settled, 'payer')).toBe(
      -(amountOf(settled, 'interestIncome') + amountOf(settled, 'feeIncome')),
    );
  });

  it('before anything was lent is empty, even in the year zero', async () => {
    for (const on of ['0000-01-01', '1999-12-31', '2026-11-21'])
      expect(await balanceOf(on)).toMatchObject({ status: 200, body: { sumFen: 0, postings: 0 } });
  });

  it.each(['2026-02-30', '2026-11-23', 'yesterday', ''])('is refused on "%s"', async (on) => {
    expect(await balanceOf(on)).toMatchObject({
      status: 400,
      body: { code: 'validation_failed' },
    });
  });

  it('is for admins and auditors', async () => {
    for (const as of [borrower, reviewer])
      expect(await balanceOf('2026-11-22', as)).toMatchObject({ status: 403 });
  });

  it('of a closed day is read from one row', async () => {
    await night('2026-11-23');

    expect((await world.row(trialBalanceKey('2026-11-22' as IsoDate))).postings).toBe(2);
  });
});

type Reply = Awaited<ReturnType<typeof balanceOf>>;

const amountOf = (reply: Reply | undefined, account: string): number =>
  reply?.body.accounts.find((each: { account: string }) => each.account === account)?.balanceFen;

const closedDays = () =>
  [...world.store.everything()]
    .filter(({ key }) => key.partition === 'TRIAL_BALANCE')
    .map(({ key }) => key.sort);
