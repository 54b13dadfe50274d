/** The night: days are closed once and in order, loans are served once, and the books balance. */

import { loanKey } from '../../lambdas/core/repayment/loan-record';
import { handler as createRepayment } from '../../lambdas/repayment/create-repayment';
import { handler as getLoan } from '../../lambdas/repayment/get-loan';
import { expectBalancedBooks } from '../support/books';
import {
  aBorrowerWithLimit,
  type Borrower,
  repay,
  repayment,
  runningLoan,
} from '../support/borrowers';
import { LendingWorld } from '../support/lending-world';
import { nightNow, nightOf } from '../support/nights';

jest.setTimeout(600_000);

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

const night = (date: string) => nightOf(world, date);
const closing = (days: number) => ({ status: 'SUCCEEDED', output: { days } });
const state = async () => (await world.order(orderId)).state;
const told = (type: string) =>
  world.events.filter((event) => event.type === type).map(({ data }) => data);
const overdueFen = async () =>
  (await world.call(getLoan, { as: borrower, params: { loanId } })).body.overdueFen;

describe('the night', () => {
  it('closes the day before, once, though it runs twice', async () => {
    expect(await night('2026-11-23')).toMatchObject(closing(1));
    const before = world.everything;

    expect(await nightNow(world)).toMatchObject(closing(0));
    expect(world.everything).toBe(before);
  });

  it('runs twice at once, and closes once', async () => {
    world.moveTo('2026-11-23', 0);
    world.beforeCommit(() => nightNow(world));
    await nightNow(world);

    expect(closedDays()).toEqual(['2026-11-22']);
  });

  it('catches up the days that were missed, the very first among them', async () => {
    expect(await night('2026-11-26')).toMatchObject(closing(4));
    expect(await night('2026-11-28')).toMatchObject(closing(2));

    expect(closedDays()).toEqual([
      '2026-11-22',
      '2026-11-23',
      '2026-11-24',
      '2026-11-25',
      '2026-11-26',
      '2026-11-27',
    ]);
  });

  it('tries a step again that failed, and goes on where it broke off', async () => {
    let commits = 0;
    world.fault = ({ kind }) => {
      commits += kind === 'commit' ? 1 : 0;
      return kind === 'commit' && commits === 3 ? { kind: 'error', at: 'before' } : undefined;
    };

    expect(await night('2026-11-26')).toMatchObject(closing(2));
    expect(closedDays()).toHaveLength(4);
  });

  it('before anything was lent closes an empty day', async () => {
    world = new LendingWorld();

    expect(await night('2026-11-23')).toMatchObject(closing(1));
    expect(closedDays()).toEqual(['2026-11-22']);
  });

  it('writes nothing on a day on which no loan has anything to do', async () => {
    await night('2026-11-23');
    await night('2026-11-24');
    const { version } = (await world.store.get(loanKey(loanId)))!;
    await night('2026-11-25');

    expect((await world.store.get(loanKey(loanId)))?.version).toBe(version);
  });
});

describe('a borrower', () => {
  it('is told of an instalment three days before, one day before and on the day', async () => {
    for (const day of ['12-18', '12-19', '12-20', '12-21', '12-22', '12-23'])
      await night(`2026-${day}`);

    const approaching = told('InstalmentApproaching');
    expect(approaching).toMatchObject([
      { loanId, dueOn: '2026-12-22', daysLeft: 3 },
      { loanId, dueOn: '2026-12-22', daysLeft: 1 },
      { loanId, dueOn: '2026-12-22', daysLeft: 0 },
    ]);
  });

  it('who has paid already is not told', async () => {
    world.moveTo('2026-12-15');
    const { rows } = (await world.call(getLoan, { as: borrower, params: { loanId } })).body;
    await repay(world, borrower, loanId, rows[0].totalFen);
    for (const day of ['12-19', '12-21', '12-22']) await night(`2026-${day}`);

    expect(told('InstalmentApproaching')).toEqual([]);
  });

  it('is told once, and of the days that are left, after nights that were missed', async () => {
    await night('2026-12-17');
    await night('2026-12-20');

    expect(told('InstalmentApproaching')).toMatchObject([{ daysLeft: 2 }]);
  });
});

describe('a loan', () => {
  it('is overdue from the first day after its grace days, marked once', async () => {
    await night('2026-12-25');
    expect(await state()).toBe('repaying');

    await night('2026-12-26');
    expect(await state()).toBe('overdue');
    await night('2026-12-27');
    expect(told('LoanOverdue')).toHaveLength(1);
  });

  it('is told about in each bucket of days past due that it enters, once', async () => {
    for (let day = 23; day < 23 + 100; day++)
      await night(new Date(Date.UTC(2026, 11, day)).toISOString().slice(0, 10));

    expect(told('DelinquencyChanged')).toMatchObject([
      { bucket: '4-15', daysPastDue: 4 },
      { bucket: '16-30', daysPastDue: 16 },
      { bucket: '31-60', daysPastDue: 31 },
      { bucket: '61-90', daysPastDue: 61 },
      { bucket: '90+', daysPastDue: 91 },
    ]);
  });

  it('leaves its bucket in the moment it is caught up', async () => {
    await night('2026-12-26');
    world.moveTo('2026-12-28');
    await repay(world, borrower, loanId, await overdueFen());

    expect(told('DelinquencyChanged')).toMatchObject([
      { bucket: '4-15' },
      { bucket: 'current', daysPastDue: 0, overdueFen: 0 },
    ]);
  });

  it('is marked late when several nights were missed', async () => {
    await night('2026-12-20');
    await night('2027-01-03');

    expect(await state()).toBe('overdue');
    expect(told('DelinquencyChanged')).toMatchObject([{ bucket: '4-15', daysPastDue: 12 }]);
  });

  it('that is repaid in its grace days is left alone', async () => {
    world.moveTo('2026-12-25', 23);
    expect(await overdueFen()).toBe(0);
    const { rows } = (await world.call(getLoan, { as: borrower, params: { loanId } })).body;
    await repay(world, borrower, loanId, rows[0].totalFen);

    await night('2026-12-26');
    expect(await state()).toBe('repaying');
    expect(told('DelinquencyChanged')).toEqual([]);
  });

  it('catches up by paying what is overdue with its penalty, and is not marked again', async () => {
    await night('2026-12-26');
    world.moveTo('2027-01-05');
    const owed = await overdueFen();
    const { rows } = (await world.call(getLoan, { as: borrower, params: { loanId } })).body;
    expect(rows[0].penaltyFen).toBeGreaterThan(0);
    expect(owed).toBe(rows[0].totalFen);

    await repay(world, borrower, loanId, owed - 1);
    expect(await state()).toBe('overdue');
    await repay(world, borrower, loanId, 1);
    expect(await state()).toBe('repaying');
    await night('2027-01-06');
    expect(await state()).toBe('repaying');
  });

  it('paid off while overdue is settled, and no night looks for it any more', async () => {
    await night('2026-12-26');
    world.moveTo('2027-03-01');
    await repay(world, borrower, loanId);

    expect(await state()).toBe('settled');
    expect((await world.store.get(loanKey(loanId)))?.indexes?.index2).toBeUndefined();
  });

  it('that changes in the very moment is read again and served the same night', async () => {
    await night('2026-12-25');
    world.moveTo('2026-12-26', 0);
    world.beforeCommit(() => world.call(createRepayment, repayment(borrower, loanId, 100)));
    await nightNow(world);

    expect(await state()).toBe('overdue');
  });

  it('has the interest of each month in the books of that month', async () => {
    await night('2026-12-01');

    const { state: kept } = await world.row(loanKey(loanId));
    expect(kept.events.at(-1)).toMatchObject({ type: 'dayClosed', on: '2026-11-30' });
    const [balance] = bodies('TRIAL_BALANCE').slice(-1);
    expect(balance).toMatchObject({ on: '2026-11-30' });
    expect(
      (balance as never as { balances: Record<string, number> }).balances.interestIncome,
    ).toBeLessThan(0);
  });

  it('is scored on its due day, once a month', async () => {
    for (const day of ['2026-12-22', '2026-12-23', '2027-01-22', '2027-01-23']) await night(day);

    const scores = [...world.store.everything()].filter(({ key }) =>
      /^BEHAVIOUR#.* 20/.test(`${key.partition} ${key.sort}`),
    );
    expect(scores.map(({ key }) => key.sort)).toEqual(['2026-12', '2027-01']);
  });
});

describe('the statement of a day', () => {
  it('says what was lent, fell due, came in, failed, and stands overdue in which bucket', async () => {
    const other = await runningLoan(world, await aBorrowerWithLimit(world));
    await night('2026-12-22');
    world.moveTo('2026-12-22');
    const { rows } = (await world.call(getLoan, { as: borrower, params: { loanId } })).body;
    await repay(world, borrower, loanId, rows[0].totalFen);
    await night('2026-12-26');
    await night('2026-12-27');

    const on = (day: string) => bodies('DAY_STATEMENT').find((body) => body.on === day);
    expect(on('2026-11-22')).toMatchObject({ disbursed: { count: 2, amountFen: 2_000_000 } });
    expect(on('2026-12-22')).toMatchObject({
      due: { count: 2, amountFen: 2 * rows[0].totalFen },
      collected: { count: 1, amountFen: rows[0].totalFen },
      failed: { count: 0 },
      overdue: { '4-15': 0 },
      casesOpen: 0,
    });
    expect(on('2026-12-26')).toMatchObject({ overdue: { '4-15': 1 } });
    expect((await world.order(other.orderId)).state).toBe('overdue');
  });
});

// biome-ignore lint/suspicious/noExplicitAny: rows of all kinds.
const bodies = (partition: string): any[] =>
  [...world.store.everything()]
    .filter(({ key }) => key.partition === partition)
    .map(({ body }) => body);

const closedDays = () => bodies('TRIAL_BALANCE').map(({ on }) => on);
