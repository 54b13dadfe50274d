/** Money that goes back: overpayments by themselves, repayments taken in error by staff. */
import { fen } from '../../lambdas/core/money';
import { changeLoan } from '../../lambdas/core/repayment/loan-change';
import {
  insertEvent,
  type LoanItem,
  loanKey,
  replaceLoan,
} from '../../lambdas/core/repayment/loan-record';
import { creditShares, type Refund } from '../../lambdas/core/repayment/refund';
import { handler as adjustLoan } from '../../lambdas/repayment/adjust-loan';
import { handler as createRepayment } from '../../lambdas/repayment/create-repayment';
import { handler as decideAdjustment } from '../../lambdas/repayment/decide-adjustment';
import { handler as getLoan } from '../../lambdas/repayment/get-loan';
import type { Caller } from '../support/api-call';
import { expectBalancedBooks } from '../support/books';
import {
  aBorrowerWithLimit,
  type Borrower,
  callBack,
  expectStatus,
  newKey,
  repay,
  repayment,
  runningLoan,
} from '../support/borrowers';
import { LendingWorld } from '../support/lending-world';

const admin: Caller = { subject: 'stf_admin', role: 'admin', sessionId: 'ses_m' };
const risk: Caller = { subject: 'stf_risk', role: 'risk', sessionId: 'ses_k' };

let world: LendingWorld;
let borrower: Borrower;
let loanId: string;

beforeEach(async () => {
  world = new LendingWorld();
  borrower = await aBorrowerWithLimit(world);
  ({ loanId } = await runningLoan(world, borrower));
  world.moveTo('2026-12-22');
});
afterEach(() => expectBalancedBooks(world));

describe('an overpayment', () => {
  it('of a loan that settles goes back by itself, out of the repayment it came by', async () => {
    const repaymentId = await overpaid();

    expect(world.channel.sent.at(-1)).toMatchObject({
      direction: 'refund',
      collectionId: repaymentId,
      amountFen: 40_000,
    });
    expect(await loan()).toMatchObject({ state: 'settled' });
    await conclude();
    expect((await loan()).events.at(-1)).toMatchObject({ type: 'refunded', amountFen: 40_000 });
    expect(refunds()).toMatchObject([{ status: 'succeeded', kind: 'credit' }]);
    expect(world.events).toContainEqual(expect.objectContaining({ type: 'LoanRefunded' }));
  });

  it('goes back once, though everything is told again', async () => {
    await overpaid();
    await conclude();
    await world.redeliver();
    await conclude();

    expect(refunds()).toHaveLength(1);
    expect(
      (await loan()).events.filter(({ type }: { type: string }) => type === 'refunded'),
    ).toHaveLength(1);
  });

  it('whose refund failed is still the borrower’s, and staff send it again', async () => {
    await overpaid();
    await conclude('failed');
    expect((await loan()).events.at(-1).type).not.toBe('refunded');

    expectStatus(201, await refund({}));
    await world.deliver();
    await conclude();
    expect((await loan()).events.at(-1)).toMatchObject({ type: 'refunded', amountFen: 40_000 });
    expect(await refund({})).toMatchObject({
      status: 422,
      body: { code: 'adjustment_refused', figures: { reason: 'nothingToRefund' } },
    });
  });
});

describe('a repayment taken in error', () => {
  it('goes back whole, and counts until its money is back', async () => {
    const before = await loan();
    const repaymentId = await repay(world, borrower, loanId, 30_000);
    expectStatus(201, await refund({ repaymentId }));
    await world.deliver();
    const blocked = await world.call(createRepayment, repayment(borrower, loanId, 5_000));
    expect(blocked.body.code).toBe('repayment_in_progress');
    expect((await loan()).nextDueFen).toBe(before.nextDueFen - 30_000);

    await conclude();
    expect((await loan()).nextDueFen).toBe(before.nextDueFen);
    expect(await refund({ repaymentId })).toMatchObject({ body: { code: 'adjustment_refused' } });
    expect((await world.call(createRepayment, repayment(borrower, loanId, 5_000))).status).toBe(
      202,
    );
  });

  it('is freed again when it could not go back', async () => {
    const repaymentId = await repay(world, borrower, loanId, 30_000);
    expectStatus(201, await refund({ repaymentId }));
    await world.deliver();
    await conclude('failed');

    expect((await world.call(createRepayment, repayment(borrower, loanId, 5_000))).status).toBe(
      202,
    );
  });

  it('of a large amount needs a second person', async () => {
    const repaymentId = await repay(world, borrower, loanId, 60_000);
    const { adjustmentId } = expectStatus(202, await refund({ repaymentId })).body;
    expect(refunds()).toEqual([]);
    const decided = await world.call(decideAdjustment, {
      as: risk,
      params: { loanId, adjustmentId },
      body: { decision: 'agree' },
      idempotencyKey: newKey(),
    });
    expectStatus(201, decided);

    expect(refunds()).toMatchObject([{ kind: 'repayment', amountFen: 60_000, status: 'pending' }]);
    await world.deliver();
    await conclude();
  });

  it.each([['rep_'.padEnd(30, 'a')]])('that is none (%s) is refused', async (repaymentId) => {
    expect((await refund({ repaymentId })).status).toBe(422);
  });
});

describe('a credit larger than the last repayment', () => {
  it('is shared over the repayments, the latest first, less what went back already', async () => {
    await repay(world, borrower, loanId, 10_000);
    await repay(world, borrower, loanId, 20_000);
    const [, first, second] = (await stateOf()).events.map(({ id }: { id: string }) => id);
    const state = { ...(await stateOf()), creditFen: 25_000 };
    const back = (status: Refund['status']): Refund => ({
      refundId: 'ref_one',
      loanId,
      kind: 'credit',
      repaymentId: second,
      amountFen: 5_000,
      status,
      createdAt: '',
    });

    expect(creditShares(state, [])).toEqual([
      { repaymentId: second, amountFen: 20_000 },
      { repaymentId: first, amountFen: 5_000 },
    ]);
    expect(creditShares(state, [back('pending')])).toEqual([
      { repaymentId: second, amountFen: 15_000 },
      { repaymentId: first, amountFen: 5_000 },
    ]);
    expect(creditShares(state, [back('failed')])).toEqual(creditShares(state, []));
  });
});

const loan = async () => (await world.call(getLoan, { as: borrower, params: { loanId } })).body;
const stateOf = async () =>
  (await world.row({ table: 'repayment', partition: `LOAN#${loanId}`, sort: 'STATE' })).state;
const refund = (terms: object) =>
  world.call(adjustLoan, {
    as: admin,
    params: { loanId },
    body: { kind: 'refund', ...terms, reason: 'error' },
    idempotencyKey: newKey(),
  });
const refunds = () =>
  [...world.store.everything()]
    .filter(({ key }) => key.sort.startsWith('REFUND#'))
    .map(({ body }) => body);

/** What the bank says of the refund sent last. */
async function conclude(status: 'succeeded' | 'failed' = 'succeeded'): Promise<void> {
  const sent = world.channel.sent.findLast(({ direction }) => direction === 'refund');
  expectStatus(200, await callBack(world, sent!.instructionId, { status }));
  await world.deliver();
}

/** A payoff is on its way while a part is let off: it settles the loan and is too much. */
async function overpaid(): Promise<string> {
  const late = await world.call(createRepayment, repayment(borrower, loanId));
  const { repaymentId } = expectStatus(202, late).body;
  await world.deliver();
  await letOff(40_000);
  expectStatus(200, await callBack(world, repaymentId));
  await world.deliver();
  return repaymentId;
}

/** Written past the operation, which refuses while a repayment is on its way. */
async function letOff(amountFen: number): Promise<void> {
  const item = (await world.store.get<LoanItem['body']>(loanKey(loanId)))!;
  const { today } = world;
  const changed = changeLoan(
    { loan: item.body, order: await world.order(item.body.orderId), limit: undefined },
    { type: 'waive', id: 'let-off', on: today, component: 'principal', amountFen: fen(amountFen) },
    world.now,
  );
  if (!changed.ok) throw new Error(changed.error.message);
  const { loan: next, event, postings } = changed.value;
  const entry = insertEvent(loanId, next.state.events.length, event, postings, today);
  expect((await world.store.commit([replaceLoan(item, next, today), entry])).ok).toBe(true);
}
