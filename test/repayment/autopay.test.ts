/** Autopay: authorised once, collected on its hours, tried again, never two debits at once. */
import { collectionId } from '../../lambdas/core/repayment/autopay';
import { loanKey } from '../../lambdas/core/repayment/loan-record';
import { servicingCaseKey } from '../../lambdas/core/repayment/servicing-case';
import { bankCardKey } from '../../lambdas/core/users/rows';
import { handler as authoriseAutopay } from '../../lambdas/repayment/authorise-autopay';
import { handler as createRepayment } from '../../lambdas/repayment/create-repayment';
import { handler as getLoan } from '../../lambdas/repayment/get-loan';
import { handler as stopAutopay } from '../../lambdas/repayment/stop-autopay';
import { expectBalancedBooks } from '../support/books';
import {
  aBorrowerWithLimit,
  type Borrower,
  callBack,
  expectStatus,
  repayment,
  runningLoan,
} from '../support/borrowers';
import { LendingWorld } from '../support/lending-world';
import { nightNow, nightOf } from '../support/nights';

jest.setTimeout(600_000);

let world: LendingWorld;
let borrower: Borrower;
let loanId: string;

/** The first instalment is due on 22 December. */
beforeEach(async () => {
  world = new LendingWorld();
  borrower = await aBorrowerWithLimit(world);
  ({ loanId } = await runningLoan(world, borrower));
});
afterEach(() => expectBalancedBooks(world));

const authorise = (bankCardId = borrower.bankCardId) =>
  world.call(authoriseAutopay, {
    as: { ...borrower, steppedUpUntil: world.now + 60_000 },
    params: { loanId },
    body: { bankCardId },
  });
const collections = () => world.channel.sent.filter(({ direction }) => direction === 'collect');
const night = async (date: string, hour = 0) => {
  const run = await nightOf(world, date, hour);
  await world.deliver();
  return run;
};
const rowsDue = async () =>
  (await world.call(getLoan, { as: borrower, params: { loanId } })).body.rows;

describe('autopay', () => {
  it('is authorised with a fresh second factor only', async () => {
    const refused = await world.call(authoriseAutopay, {
      as: { ...borrower, steppedUpUntil: world.now - 1 },
      params: { loanId },
      body: { bankCardId: borrower.bankCardId },
    });
    expect(refused).toMatchObject({ status: 403, body: { code: 'step_up_required' } });
    expect(await authorise()).toMatchObject({ status: 200, body: { authorisation: {} } });
    expect(await authorise('card_'.padEnd(31, 'a'))).toMatchObject({ status: 404 });
  });

  it('collects what is due on the due day at its hour, once, and the loan hears of it', async () => {
    expectStatus(200, await authorise());
    await night('2026-12-22');
    expect(collections()).toEqual([]);
    await night('2026-12-22', 8);
    await nightNow(world);
    await world.deliver();

    const [first] = await rowsDue();
    expect(collections()).toMatchObject([
      { instructionId: collectionId(loanId, 1), amountFen: first.totalFen },
    ]);
    expectStatus(200, await callBack(world, collectionId(loanId, 1)));
    await world.deliver();
    expect((await rowsDue())[0].paidFen).toBe(first.totalFen);
    await night('2026-12-22', 20);
    expect(collections()).toHaveLength(1);
  });

  it('tries again at the next hours when the account was empty, each time under a new id', async () => {
    expectStatus(200, await authorise());
    for (const [n, [day, hour]] of [
      ['2026-12-22', 8] as const,
      ['2026-12-22', 20] as const,
      ['2026-12-23', 8] as const,
    ].entries()) {
      await night(day, hour);
      expectStatus(200, await callBack(world, collectionId(loanId, n + 1), { status: 'failed' }));
      await world.deliver();
    }

    expect(collections().map(({ instructionId }) => instructionId)).toEqual(
      [1, 2, 3].map((n) => collectionId(loanId, n)),
    );
  });

  it('waits while another repayment of the loan is on its way', async () => {
    expectStatus(200, await authorise());
    world.moveTo('2026-12-22', 7);
    expectStatus(202, await world.call(createRepayment, repayment(borrower, loanId, 100)));
    await world.deliver();
    await night('2026-12-22', 8);

    expect(collections()).toHaveLength(1);
    expect(collections()[0]?.amountFen).toBe(100);
  });

  it('stops at once when it is withdrawn, and nothing is debited any more', async () => {
    expectStatus(200, await authorise());
    world.pass(60);
    expect(await world.call(stopAutopay, { as: borrower, params: { loanId } })).toMatchObject({
      status: 200,
      body: { loanId },
    });
    await night('2026-12-22', 8);

    expect(collections()).toEqual([]);
    const changed = world.events.filter(({ type }) => type === 'AutopayChanged');
    expect(changed.map(({ data }) => data)).toMatchObject([{ enabled: true }, { enabled: false }]);
  });

  it('that no channel may carry is a case, and the loan is overdue all the same', async () => {
    expectStatus(200, await authorise());
    const row = (await world.store.get(bankCardKey(borrower.subject, borrower.bankCardId)))!;
    const item = { ...row, body: { ...row.body, channel: 'alipay' } };
    await world.store.commit([{ kind: 'replace', item, expectedVersion: row.version }]);
    for (const day of [22, 23, 24, 25, 26, 27])
      for (const hour of [0, 8]) await night(`2026-12-${day}`, hour);

    expect(collections()).toEqual([]);
    expect(await world.row(servicingCaseKey(loanId))).toMatchObject({ state: 'open' });
    expect(world.events.map(({ type }) => type)).toContain('LoanOverdue');
  });

  it('ends with the card it was given for', async () => {
    expectStatus(200, await authorise());
    const card = (await world.store.get(bankCardKey(borrower.subject, borrower.bankCardId)))!;
    await world.store.commit([{ kind: 'remove', key: card.key, expectedVersion: card.version }]);
    await night('2026-12-22', 8);

    expect(collections()).toEqual([]);
    expect((await world.row(loanKey(loanId))).autopay).toBeUndefined();
  });
});
