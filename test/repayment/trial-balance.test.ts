/** The trial balance as staff draw it: it sums to zero on every day, closed or open. */
import type { IsoDate } from '../../lambdas/core/calendar';
import { trialBalanceKey } from '../../lambdas/core/ledger/trial-balance-record';
import { handler as getTrialBalance } from '../../lambdas/repayment/get-trial-balance';
import { expectBalancedBooks } from '../support/books';
import {
  aBorrowerWithLimit,
  auditor,
  type Borrower,
  repay,
  reviewer,
  runningLoan,
} from '../support/borrowers';
import { LendingWorld } from '../support/lending-world';
import { nightOf } from '../support/nights';

let world: LendingWorld;
let borrower: Borrower;
let loanId: string;

beforeEach(async () => {
  world = new LendingWorld();
  borrower = await aBorrowerWithLimit(world);
  ({ loanId } = await runningLoan(world, borrower));
});
afterEach(() => expectBalancedBooks(world));

const night = (date: string) => nightOf(world, date);
const balanceOf = async (on: string, as = auditor) =>
  world.call(getTrialBalance, { as, query: { on } });

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
