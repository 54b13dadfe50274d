/** Repaying: partly, wholly, early; one repayment at a time, booked once, limit freed. */
import { usedFen } from '../../lambdas/core/orders/credit-limit';
import { limitKey } from '../../lambdas/core/orders/limit-record';
import { handler as createRepayment } from '../../lambdas/repayment/create-repayment';
import { handler as getLoan } from '../../lambdas/repayment/get-loan';
import { handler as getPayoffQuote } from '../../lambdas/repayment/get-payoff-quote';
import { handler as getRepayment } from '../../lambdas/repayment/get-repayment';
import { handler as listLoans } from '../../lambdas/repayment/list-loans';
import { expectBalancedBooks } from '../support/books';
import {
  aBorrower,
  aBorrowerWithLimit,
  type Borrower,
  callBack,
  repay,
  repayment,
  runningLoan,
} from '../support/borrowers';
import { LendingWorld } from '../support/lending-world';

let world: LendingWorld;
let borrower: Borrower;
let loanId: string;
let orderId: string;

beforeEach(async () => {
  world = new LendingWorld();
  borrower = await aBorrowerWithLimit(world);
  ({ loanId, orderId } = await runningLoan(world, borrower));
});
afterEach(() => expectBalancedBooks(world));

const loan = async (as = borrower) => (await world.call(getLoan, { as, params: { loanId } })).body;
const quote = (as = borrower) => world.call(getPayoffQuote, { as, params: { loanId } });
const used = async () => usedFen((await world.row(limitKey(borrower.subject))).ledger);

describe('a repayment', () => {
  it('of the instalment that is due pays it, and frees its principal', async () => {
    world.moveTo('2026-12-22');
    const { nextDueFen, rows } = await loan();
    await repay(world, borrower, loanId, nextDueFen);
    const after = await loan();

    expect(after).toMatchObject({
      state: 'repaying',
      nextDueOn: '2027-01-22',
      outstandingPrincipalFen: 1_000_000 - rows[0].principalFen,
    });
    expect(after.rows[0]).toMatchObject({ paidFen: nextDueFen, paidOn: '2026-12-22' });
    expect(await used()).toBe(1_000_000 - rows[0].principalFen);
  });

  it('of a part is kept on the instalment, which stays open', async () => {
    world.moveTo('2026-12-22');
    const { nextDueFen } = await loan();
    await repay(world, borrower, loanId, 10_000);

    expect(await loan()).toMatchObject({
      state: 'repaying',
      nextDueOn: '2026-12-22',
      nextDueFen: nextDueFen - 10_000,
    });
  });

  it('of all twelve instalments settles loan and order, and frees the whole limit', async () => {
    for (let month = 0; month < 12; month++) {
      const { nextDueOn, nextDueFen } = await loan();
      world.moveTo(nextDueOn);
      await repay(world, borrower, loanId, nextDueFen);
    }

    expect(await loan()).toMatchObject({ state: 'settled', outstandingPrincipalFen: 0 });
    expect((await world.order(orderId)).state).toBe('settled');
    expect(await used()).toBe(0);
    expect(world.events.filter(({ type }) => type === 'LoanSettled')).toHaveLength(1);
  });

  it('early costs what was quoted, to the fen, and nothing is owed afterwards', async () => {
    world.moveTo('2027-02-10');
    const quoted = (await quote()).body;
    const { principalFen, interestFen, feeFen, penaltyFen } = quoted;
    expect(quoted.totalFen).toBe(principalFen + interestFen + feeFen + penaltyFen);

    await repay(world, borrower, loanId);
    expect(world.channel.sent.at(-1)).toMatchObject({
      direction: 'collect',
      amountFen: quoted.totalFen,
    });
    expect(await loan()).toMatchObject({ state: 'settled', overdueFen: 0, nextDueFen: 0 });
    expect(await quote()).toMatchObject({ status: 409, body: { code: 'loan_closed' } });
  });

  it('early settles also when the bank takes until the next day', async () => {
    world.moveTo('2027-02-10', 23);
    const reply = await world.call(createRepayment, repayment(borrower, loanId));
    await world.deliver();
    world.moveTo('2027-02-11', 9);
    await callBack(world, reply.body.repaymentId);
    await world.deliver();

    expect(await loan()).toMatchObject({ state: 'settled' });
    expect((await world.order(orderId)).state).toBe('settled');
  });

  it('is seen as it goes: on its way, then come', async () => {
    const reply = await world.call(createRepayment, repayment(borrower, loanId, 5_000));
    const { repaymentId } = reply.body;
    const seen = () => world.call(getRepayment, { as: borrower, params: { loanId, repaymentId } });
    expect(reply).toMatchObject({ status: 202, body: { status: 'pending', amountFen: 5_000 } });
    expect(await seen()).toEqual({ status: 200, body: reply.body });

    await world.deliver();
    await callBack(world, repaymentId);
    await world.deliver();
    expect((await seen()).body.status).toBe('succeeded');
  });

  it('that fails changes nothing, and makes way for another', async () => {
    const before = await loan();
    const repaymentId = await repay(world, borrower, loanId, 5_000, { status: 'failed' });

    expect(await loan()).toEqual(before);
    expect(
      (await world.call(getRepayment, { as: borrower, params: { loanId, repaymentId } })).body,
    ).toMatchObject({ status: 'failed' });
    await repay(world, borrower, loanId, 5_000);
    expect((await loan()).events).toHaveLength(2);
  });

  it('is booked once, though its event, its callback and its request come again', async () => {
    const call = repayment(borrower, loanId, 5_000);
    const reply = await world.call(createRepayment, call);
    await world.deliver();
    await callBack(world, reply.body.repaymentId);
    await world.deliver();
    const before = await loan();

    await world.redeliver();
    await callBack(world, reply.body.repaymentId);
    await callBack(world, reply.body.repaymentId, { status: 'failed', eventId: 'late' });
    await world.redeliver();
    expect(await world.call(createRepayment, call)).toEqual(reply);
    expect(await loan()).toEqual(before);
    expect(before.events).toHaveLength(2);
  });

  it('never counts from a day to come, however wrong the bank’s clock', async () => {
    world.moveTo('2026-12-22');
    await repay(world, borrower, loanId, 5_000, { atMillis: world.now + 40 * 86_400_000 });

    expect((await loan()).events[1]).toMatchObject({ type: 'repaid', on: '2026-12-22' });
  });

  it('counts from the day the money came, however late we hear of it', async () => {
    world.moveTo('2026-12-22');
    const { nextDueFen } = await loan();
    const reply = await world.call(createRepayment, repayment(borrower, loanId, nextDueFen));
    await world.deliver();
    const atMillis = world.now;
    world.moveTo('2027-01-10');
    await callBack(world, reply.body.repaymentId, { atMillis });
    await world.deliver();

    expect(await loan()).toMatchObject({ state: 'repaying', nextDueOn: '2027-01-22' });
    expect((await loan()).events[1]).toMatchObject({ type: 'repaid', on: '2026-12-22' });
  });
});

describe('an ordered repayment is refused', () => {
  const order = (body: object, as = borrower, id = loanId) => {
    const call = repayment(as, id, 1);
    return world.call(createRepayment, { ...call, body: { ...call.body, ...body } });
  };

  it.each([
    ['amount_exceeds_payoff', 422, { amountFen: 2_000_000 }],
    ['validation_failed', 400, { kind: 'payoff', amountFen: 5_000 }],
    ['validation_failed', 400, { kind: 'amount', amountFen: undefined }],
    ['validation_failed', 400, { amountFen: 0 }],
    ['validation_failed', 400, { amountFen: -5 }],
    ['validation_failed', 400, { amountFen: 10_000_000_001 }],
    ['validation_failed', 400, { kind: 'gift' }],
    ['validation_failed', 400, { on: '2020-01-01' }],
  ])('as %s (%d) for %j, and nothing is written', async (code, status, body) => {
    const before = world.everything;

    expect(await order(body)).toMatchObject({ status, body: { code } });
    expect(world.everything).toBe(before);
  });

  it('while another one is on its way', async () => {
    await world.call(createRepayment, repayment(borrower, loanId, 5_000));

    expect(await order({ amountFen: 5_000 })).toMatchObject({
      status: 409,
      body: { code: 'repayment_in_progress' },
    });
  });

  it('for one of two at the same moment', async () => {
    const replies = await Promise.all([
      world.call(createRepayment, repayment(borrower, loanId, 5_000)),
      world.call(createRepayment, repayment(borrower, loanId, 6_000)),
    ]);
    await world.deliver();

    expect(replies.map(({ status }) => status).sort()).toEqual([202, 409]);
    expect(world.channel.sent.filter(({ direction }) => direction === 'collect')).toHaveLength(1);
  });

  it('for a loan that is settled', async () => {
    await repay(world, borrower, loanId);

    expect(await order({ amountFen: 1 })).toMatchObject({
      status: 409,
      body: { code: 'loan_closed' },
    });
  });

  it('for somebody else’s loan or card, as for one that does not exist', async () => {
    const stranger = await aBorrower(world);
    const missing = await order({}, borrower, world.id('loan'));

    expect(missing).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(await order({}, stranger)).toEqual(missing);
    expect(await order({ bankCardId: stranger.bankCardId })).toEqual(missing);
  });
});

describe('a loan', () => {
  it('is shown to its borrower alone', async () => {
    const stranger = await aBorrower(world);
    const params = { loanId };
    const replies = await Promise.all([
      world.call(getLoan, { as: stranger, params }),
      quote(stranger),
      world.call(getRepayment, {
        as: stranger,
        params: { loanId, repaymentId: world.id('rep') },
      }),
      world.call(getRepayment, {
        as: borrower,
        params: { loanId, repaymentId: world.id('rep') },
      }),
    ]);

    expect(replies.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    expect((await world.call(listLoans, { as: stranger })).body.loans).toEqual([]);
  });

  it('is listed with what is due next', async () => {
    const second = await runningLoan(world, borrower, { amountFen: 500_000, termMonths: 3 });
    const { loans } = (await world.call(listLoans, { as: borrower })).body;

    expect(loans).toHaveLength(2);
    expect(loans.map((each: { loanId: string }) => each.loanId)).toContain(second.loanId);
    for (const each of loans)
      expect(each).toMatchObject({ state: 'repaying', nextDueOn: '2026-12-22', daysPastDue: 0 });
  });
});
