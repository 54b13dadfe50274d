/** The end of an order that becomes no loan, and how events move what waits. */
import { limitKey } from '../../lambdas/core/orders/limit-record';
import { handler as advanceWorkflow } from '../../lambdas/orders/advance-workflow';
import { handler as closeOrder } from '../../lambdas/orders/close-order';
import { handler as signOrder } from '../../lambdas/orders/sign-order';
import { handler as assessOrder } from '../../lambdas/risk/assess-order';
import {
  aBorrowerWithLimit,
  type Borrower,
  offeredOrder,
  readCostSheet,
  signature,
  signedOrder,
  submittedOrder,
} from '../support/borrowers';
import { LendingWorld } from '../support/lending-world';

let world: LendingWorld;
let borrower: Borrower;

beforeEach(async () => {
  world = new LendingWorld();
  borrower = await aBorrowerWithLimit(world);
});

type Because = Parameters<typeof closeOrder.step>[0]['because'];
const close = (orderId: string, because: Because) => world.step(closeOrder, { orderId, because });

describe('closing an order', () => {
  it('after a failed disbursement gives the limit back', async () => {
    const orderId = await signedOrder(world, borrower, { amountFen: 4_000_000 });

    expect(await close(orderId, 'disbursementFailed')).toEqual({
      outcome: 'closed',
      state: 'disbursementFailed',
    });
    expect((await world.row(limitKey(borrower.subject))).ledger).toMatchObject({
      grantedFen: 4_000_000,
      reservations: {},
    });
    expect((await world.order(orderId)).reasons).toEqual(['disbursementFailed']);
  });

  it('gives the limit back once, though the step is run again', async () => {
    const orderId = await signedOrder(world, borrower);
    await signedOrder(world, borrower, { amountFen: 500_000 });
    await close(orderId, 'disbursementFailed');
    const before = world.everything;

    expect(await close(orderId, 'disbursementFailed')).toEqual({
      outcome: 'moved',
      state: 'disbursementFailed',
    });
    expect(world.everything).toBe(before);
  });

  it('tells the borrower the reasons of the decision', async () => {
    const poor = await aBorrowerWithLimit(world);
    const orderId = await submittedOrder(world, poor, { amountFen: 4_000_000, termMonths: 3 });

    expect(await world.step(assessOrder, { orderId })).toMatchObject({ outcome: 'decline' });
    await close(orderId, 'decision');
    expect(await world.order(orderId)).toMatchObject({
      state: 'rejected',
      reasons: ['debtServiceTooHigh'],
    });
  });

  it('finds the state moved when the borrower was quicker, and says to which', async () => {
    const orderId = await signedOrder(world, borrower);

    expect(await close(orderId, 'offerExpired')).toEqual({
      outcome: 'moved',
      state: 'pendingDisbursement',
    });
  });

  it('at the very moment of the signature is tried again, and finds the order signed', async () => {
    const orderId = await offeredOrder(world, borrower);
    const hash = await readCostSheet(world, borrower, orderId);
    world.beforeCommit(() => world.call(signOrder, signature(borrower, orderId, hash)));

    await expect(close(orderId, 'offerExpired')).rejects.toThrow('meanwhile');
    expect(await close(orderId, 'offerExpired')).toMatchObject({ state: 'pendingDisbursement' });
    expect((await world.row(limitKey(borrower.subject))).ledger.reservations).toEqual({
      [orderId]: 1_000_000,
    });
  });

  it('starts over when the store fails at any moment, and ends the same', async () => {
    for (const at of ['before', 'after'] as const) {
      const orderId = await signedOrder(world, borrower, { amountFen: 500_000 });
      world.fault = ({ kind }) => (kind === 'commit' ? { kind: 'error', at } : undefined);
      await expect(close(orderId, 'disbursementFailed')).rejects.toThrow();
      world.fault = () => undefined;
      await close(orderId, 'disbursementFailed');

      expect((await world.order(orderId)).state).toBe('disbursementFailed');
      expect((await world.row(limitKey(borrower.subject))).ledger.reservations).toEqual({});
    }
  });

  it('refuses an order that does not exist, and an input that is none', async () => {
    await expect(close(world.id('ord'), 'decision')).rejects.toThrow('does not exist');
    const handler = closeOrder.over(
      () => world.services as never,
      () => world.now,
    );
    await expect(handler({ orderId: 'ord_1', because: 'boredom' }, {} as never)).rejects.toThrow();
  });
});

describe('events', () => {
  it('answer nobody where nobody waits', async () => {
    await world.consume('advanceWorkflow', {
      type: 'OrderSigned',
      version: 1,
      data: { orderId: world.id('ord') },
    });

    expect(world.workflow.answers).toEqual([]);
  });

  it('that are about money from borrowers do not touch the workflow', async () => {
    await world.consume('advanceWorkflow', {
      type: 'InstructionConcluded',
      version: 1,
      data: {
        instructionId: 'rep_1',
        purpose: 'repayment',
        orderedBy: 'borrower',
        subjectId: world.id('loan'),
        customerId: borrower.subject,
        status: 'succeeded',
        amountFen: 1,
      },
    });

    expect(world.workflow.answers).toEqual([]);
  });

  it('whose answer fails are given again: the consumer does not swallow it', async () => {
    await offeredOrder(world, borrower);
    const broken = {
      ...world.services,
      workflow: { start: () => Promise.reject(new Error('throttled')) },
    };

    await expect(
      advanceWorkflow.consumer(
        { type: 'OrderSubmitted', version: 1, data: { orderId: world.id('ord') } },
        broken as never,
        { now: world.now, today: world.today },
      ),
    ).rejects.toThrow('throttled');
  });
});
