/** Offers and cost sheets: how long they stand, and that no signature is lost on a retry. */
import { handler as cancelOrder } from '../../lambdas/orders/cancel-order';
import { handler as getCostSheet } from '../../lambdas/orders/get-cost-sheet';
import { handler as offerContract } from '../../lambdas/orders/offer-contract';
import { handler as signOrder } from '../../lambdas/orders/sign-order';
import {
  aBorrower,
  aBorrowerWithLimit,
  type Borrower,
  newKey,
  offeredOrder,
  offerStep,
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

const cancellation = (orderId: string, as = borrower) => ({
  as,
  params: { orderId },
  body: {},
  idempotencyKey: newKey(),
});

describe('an offer', () => {
  it('stands until the end of its last day in China', async () => {
    const orderId = await offeredOrder(world, borrower);
    const order = await world.order(orderId);

    expect(order).toMatchObject({ state: 'approved', offeredOn: '2026-11-22' });
    expect(new Date(order.offerExpiresAtMillis!).toISOString()).toBe('2026-11-29T15:59:59.999Z');
  });

  it('counts from the day on which the workflow began to wait, also past midnight', async () => {
    const orderId = await submittedOrder(world, borrower);
    world.now = Date.parse('2026-11-22T15:59:59.990Z');
    const entered = world.now;
    world.pass(30);
    await world.step(offerContract, {
      orderId,
      taskToken: 'token',
      enteredAt: new Date(entered).toISOString(),
    });

    expect(await world.order(orderId)).toMatchObject({ offeredOn: '2026-11-22' });
  });

  it('made again by a retried step keeps its day and answers the newer token', async () => {
    const orderId = await offeredOrder(world, borrower);
    const offered = await world.order(orderId);
    world.pass(86_400);
    await offerStep(world, orderId, 'newer token');
    const hash = await readCostSheet(world, borrower, orderId);
    await world.call(signOrder, signature(borrower, orderId, hash));
    await world.deliver();

    expect(await world.order(orderId)).toMatchObject({
      offeredOn: offered.offeredOn,
      offerExpiresAtMillis: offered.offerExpiresAtMillis,
    });
    expect(world.workflow.outcomeOf('newer token')).toBe('signed');
    expect(world.events.filter(({ type }) => type === 'OrderApproved')).toHaveLength(1);
  });

  it('made again after the signature says so at once: the money must go out', async () => {
    const orderId = await signedOrder(world, borrower);

    expect(await offerStep(world, orderId, 'newer token')).toEqual({ outcome: 'signed' });
    expect(world.workflow.outcomeOf('newer token')).toBe('signed');
  });

  it('made again while the borrower signs is tried once more, and hears it', async () => {
    const orderId = await offeredOrder(world, borrower);
    const hash = await readCostSheet(world, borrower, orderId);
    world.workflow.over.add(`signature of ${orderId}`);
    world.beforeCommit(async () => {
      await world.call(signOrder, signature(borrower, orderId, hash));
      await world.deliver();
    });

    await expect(offerStep(world, orderId, 'newer token')).rejects.toThrow('meanwhile');
    expect(await offerStep(world, orderId, 'newest token')).toEqual({ outcome: 'signed' });
    expect(world.workflow.outcomeOf('newest token')).toBe('signed');
  });

  it('is not made for an order that was cancelled: the way ends', async () => {
    const orderId = await submittedOrder(world, borrower);
    await world.call(cancelOrder, cancellation(orderId));

    expect(await offerStep(world, orderId, 'token')).toEqual({ outcome: 'closed' });
    expect(world.workflow.outcomeOf('token')).toBe('closed');
    expect((await world.order(orderId)).state).toBe('cancelled');
  });
});

describe('the cost sheet', () => {
  const sheetOf = (orderId: string, as = borrower) =>
    world.call(getCostSheet, { as, params: { orderId } });

  it('names everything that will be charged, and nothing is charged beyond it', async () => {
    const orderId = await offeredOrder(world, borrower);
    const { status, body } = await sheetOf(orderId);

    expect(status).toBe(200);
    expect(body).toMatchObject({
      principalFen: 1_000_000,
      readingSeconds: 10,
      penaltyAnnualRatePpm: 219_000,
      fees: [{ code: 'service', payee: 'Sunlend', charged: 'perInstalment' }],
    });
    expect(body.costSheetHash).toMatch(/^[0-9a-f]{64}$/);
    expect(body.text.zh).toContain('10000.00');
  });

  it('starts the reading time when it is shown first', async () => {
    const orderId = await offeredOrder(world, borrower);
    const first = await sheetOf(orderId);
    world.pass(9);
    const second = await sheetOf(orderId);

    expect(second.body.shownAt).toBe(first.body.shownAt);
    expect(second.body.costSheetHash).toBe(first.body.costSheetHash);
  });

  it('is shown to two readers at once alike', async () => {
    const orderId = await offeredOrder(world, borrower);
    const [one, other] = await Promise.all([sheetOf(orderId), sheetOf(orderId)]);

    expect(one.status).toBe(200);
    expect(other).toEqual(one);
  });

  it('is for the order’s owner alone', async () => {
    const orderId = await offeredOrder(world, borrower);
    const strange = await sheetOf(orderId, await aBorrower(world));

    expect(strange).toEqual(await sheetOf(world.id('ord')));
    expect(strange).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });

  it('exists neither before the offer nor after it', async () => {
    const orderId = await submittedOrder(world, borrower);
    expect(await sheetOf(orderId)).toMatchObject({
      status: 409,
      body: { code: 'order_state_conflict', figures: { state: 'pendingReview' } },
    });

    await offerStep(world, orderId, 'token');
    world.moveTo('2026-11-29', 23);
    expect((await sheetOf(orderId)).status).toBe(200);
    world.moveTo('2026-11-30', 0);
    expect(await sheetOf(orderId)).toMatchObject({ status: 409, body: { code: 'offer_expired' } });
  });
});
