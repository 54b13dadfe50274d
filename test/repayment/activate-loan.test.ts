/** The money is out: order, limit, loan and books change in one commit, once. */
import { limitKey } from '../../lambdas/core/orders/limit-record';
import { instructionKey } from '../../lambdas/core/payments/instruction';
import { loanKey } from '../../lambdas/core/repayment/loan-record';
import { handler as signOrder } from '../../lambdas/orders/sign-order';
import { handler as activateLoan } from '../../lambdas/repayment/activate-loan';
import { expectBalancedBooks } from '../support/books';
import {
  aBorrowerWithLimit,
  type Borrower,
  callBack,
  disburse,
  offeredOrder,
  readCostSheet,
  signature,
  signedOrder,
} from '../support/borrowers';
import { LendingWorld } from '../support/lending-world';

let world: LendingWorld;
let borrower: Borrower;
let orderId: string;
let loanId: string;

beforeEach(async () => {
  world = new LendingWorld();
  borrower = await aBorrowerWithLimit(world);
  orderId = await signedOrder(world, borrower);
  loanId = orderId.replace('ord_', 'loan_');
});

const paidOut = async (atMillis = world.now) => {
  await disburse(world, orderId);
  await world.deliver();
  await callBack(world, orderId.replace('ord_', 'dis_'), { atMillis });
};
const activate = () => world.step(activateLoan, { orderId });

describe('activating a loan', () => {
  it('turns the reservation into use, and the order into one that is repaid', async () => {
    await paidOut();

    expect(await activate()).toEqual({ outcome: 'active' });
    expect(await world.order(orderId)).toMatchObject({ state: 'repaying', loanId });
    expect((await world.row(limitKey(borrower.subject))).ledger).toMatchObject({
      reservations: {},
      usages: { [loanId]: 1_000_000 },
    });
    expect(await world.row(loanKey(loanId))).toMatchObject({
      customerId: borrower.subject,
      state: { status: 'active', principalFen: 1_000_000, disbursedOn: '2026-11-22' },
    });
    expectBalancedBooks(world);
  });

  it('happens once, though the step is run again and again', async () => {
    await paidOut();
    await activate();
    const before = world.everything;
    world.pass(86_400);

    expect(await activate()).toEqual({ outcome: 'active' });
    expect(world.everything).toBe(before);
  });

  it('by two attempts at once happens once', async () => {
    await paidOut();
    world.beforeCommit(activate);

    await expect(activate()).rejects.toThrow('meanwhile');
    expect(await activate()).toEqual({ outcome: 'active' });
    expect(world.events.filter(({ type }) => type === 'LoanActivated')).toHaveLength(1);
    expectBalancedBooks(world);
  });

  it('does not happen before the money is out, nor after it failed to go', async () => {
    await expect(activate()).rejects.toThrow('not paid out');
    await disburse(world, orderId);
    await world.deliver();
    await expect(activate()).rejects.toThrow('not paid out');
    await callBack(world, orderId.replace('ord_', 'dis_'), { status: 'failed' });

    await expect(activate()).rejects.toThrow('not paid out');
    expect(await world.row(loanKey(loanId))).toBeUndefined();
  });

  it('counts from the day the bank paid, and not from when we heard of it', async () => {
    const paidAt = world.now;
    world.pass(3 * 86_400);
    await paidOut(paidAt);
    await activate();

    expect((await world.row(loanKey(loanId))).state.disbursedOn).toBe('2026-11-22');
  });

  it('never counts from a day to come, however wrong the bank’s clock', async () => {
    await paidOut(world.now + 40 * 86_400_000);
    await activate();

    expect((await world.row(loanKey(loanId))).state.disbursedOn).toBe('2026-11-22');
  });

  it('starts over when the store fails at any moment, and ends the same', async () => {
    await paidOut();
    for (const at of ['before', 'after'] as const) {
      world.fault = ({ kind }) => (kind === 'commit' ? { kind: 'timeout', at } : undefined);
      await expect(activate()).rejects.toThrow();
    }
    world.fault = () => undefined;

    expect(await activate()).toEqual({ outcome: 'active' });
    expectBalancedBooks(world);
  });

  it('waits its turn when another order takes of the same limit meanwhile', async () => {
    await paidOut();
    const other = await offeredOrder(world, borrower, { amountFen: 500_000 });
    const hash = await readCostSheet(world, borrower, other);
    world.beforeCommit(() => world.call(signOrder, signature(borrower, other, hash)));

    await expect(activate()).rejects.toThrow('meanwhile');
    await activate();
    expect((await world.row(limitKey(borrower.subject))).ledger).toMatchObject({
      reservations: { [other]: 500_000 },
      usages: { [loanId]: 1_000_000 },
    });
  });

  it('has an instruction behind it that says when the money went', async () => {
    await paidOut();

    expect(await world.row(instructionKey(orderId.replace('ord_', 'dis_')))).toMatchObject({
      state: 'succeeded',
      concludedAt: new Date(world.now).toISOString(),
    });
  });
});
