/** Signing and cancelling: in time, read, once, and never beyond the limit. */
import * as fc from 'fast-check';
import { reservedFen } from '../../lambdas/core/orders/credit-limit';
import { limitKey } from '../../lambdas/core/orders/limit-record';
import { handler as cancelOrder } from '../../lambdas/orders/cancel-order';
import { handler as getOrder } from '../../lambdas/orders/get-order';
import { handler as signOrder } from '../../lambdas/orders/sign-order';
import {
  aBorrower,
  aBorrowerWithLimit,
  type Borrower,
  newKey,
  offeredOrder,
  readCostSheet,
  signature,
  signedOrder,
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

describe('a signature', () => {
  it('reserves the limit, is told to the workflow, and counts once', async () => {
    const orderId = await offeredOrder(world, borrower);
    const call = signature(borrower, orderId, await readCostSheet(world, borrower, orderId));
    const [one, other] = await Promise.all([
      world.call(signOrder, call),
      world.call(signOrder, call),
    ]);
    await world.deliver();
    await world.redeliver();

    expect(one).toMatchObject({ status: 201, body: { state: 'pendingDisbursement' } });
    expect(other).toEqual(one);
    expect(await reserved()).toBe(1_000_000);
    expect(world.workflow.answers).toEqual([
      { taskToken: `signature of ${orderId}`, outcome: 'signed' },
    ]);
  });

  it('is refused a second time under another key', async () => {
    const orderId = await signedOrder(world, borrower);
    const hash = (await world.order(orderId)).costSheetHash ?? '';

    expect(await world.call(signOrder, signature(borrower, orderId, hash))).toMatchObject({
      status: 409,
      body: { code: 'order_state_conflict' },
    });
  });

  it.each([
    ['cost_sheet_not_read', 422, async () => world.pass(-1)],
    ['offer_expired', 409, async () => world.moveTo('2026-11-30', 0)],
  ])('is refused as %s (%d), and nothing is written', async (code, status, when) => {
    const orderId = await offeredOrder(world, borrower);
    const hash = await readCostSheet(world, borrower, orderId);
    await when();
    const before = world.everything;

    expect(await world.call(signOrder, signature(borrower, orderId, hash))).toMatchObject({
      status,
      body: { code },
    });
    expect(world.everything).toBe(before);
  });

  it('is refused for another sheet, unconfirmed, or by another person', async () => {
    const orderId = await offeredOrder(world, borrower);
    const hash = await readCostSheet(world, borrower, orderId);
    const stranger = await aBorrowerWithLimit(world);
    const call = signature(borrower, orderId, hash);
    const before = world.everything;
    const replies = await Promise.all(
      [
        signature(borrower, orderId, 'f'.repeat(64)),
        signature(stranger, orderId, hash),
        { ...call, body: { ...call.body, confirmed: false } },
        { ...call, body: { costSheetHash: hash } },
        { ...call, params: { orderId: 'ord_1' } },
      ].map((each) => world.call(signOrder, each)),
    );

    expect(replies.map(({ status, body }) => `${status} ${body.code}`)).toEqual([
      '409 cost_sheet_mismatch',
      '404 not_found',
      '400 validation_failed',
      '400 validation_failed',
      '400 validation_failed',
    ]);
    expect(world.everything).toBe(before);
  });

  it('never takes more than the limit, in whatever order orders are signed at once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 5, max: 200 }), { minLength: 2, maxLength: 4 }),
        async (tens) => {
          world = new LendingWorld();
          borrower = await aBorrowerWithLimit(world);
          const offers: { orderId: string; hash: string }[] = [];
          for (const each of tens) {
            const orderId = await offeredOrder(world, borrower, { amountFen: each * 10_000 });
            offers.push({ orderId, hash: await readCostSheet(world, borrower, orderId) });
          }
          const sign = ({ orderId, hash }: (typeof offers)[number]) =>
            world.call(signOrder, signature(borrower, orderId, hash));
          await Promise.all(offers.map(sign));
          // Whoever lost the race tries again.
          const replies = await Promise.all(offers.map(sign));

          expect(await reserved()).toBeLessThanOrEqual(4_000_000);
          expect(replies.every(({ status }) => status < 500)).toBe(true);
        },
      ),
      { numRuns: 15 },
    );
  });

  it('of two orders that do not both fit holds for one', async () => {
    const ids = [
      await offeredOrder(world, borrower, { amountFen: 2_500_000 }),
      await offeredOrder(world, borrower, { amountFen: 2_500_000 }),
    ];
    const calls = await Promise.all(
      ids.map(async (id) => signature(borrower, id, await readCostSheet(world, borrower, id))),
    );
    await Promise.all(calls.map((call) => world.call(signOrder, call)));
    const replies = await Promise.all(calls.map((call) => world.call(signOrder, call)));

    expect(replies.map(({ status, body }) => body.code ?? status).sort()).toEqual([
      201,
      'limit_exceeded',
    ]);
    expect(await reserved()).toBe(2_500_000);
  });
});

describe('a cancellation', () => {
  it('ends an order in review or on offer, and is told to whoever waits', async () => {
    const orderId = await offeredOrder(world, borrower);
    const reply = await world.call(cancelOrder, cancellation(orderId));
    await world.deliver();

    expect(reply).toMatchObject({
      status: 201,
      body: { state: 'cancelled', reasons: [{ code: 'cancelledByBorrower' }] },
    });
    expect(world.workflow.outcomeOf(`signature of ${orderId}`)).toBe('closed');
  });

  it('comes too late after the signature', async () => {
    const orderId = await signedOrder(world, borrower);

    expect(await world.call(cancelOrder, cancellation(orderId))).toMatchObject({
      status: 409,
      body: { code: 'order_state_conflict', figures: { state: 'pendingDisbursement' } },
    });
    expect(await reserved()).toBe(1_000_000);
  });

  it('that comes while the borrower signs finds a signed order', async () => {
    const orderId = await offeredOrder(world, borrower);
    const hash = await readCostSheet(world, borrower, orderId);
    world.beforeCommit(() => world.call(signOrder, signature(borrower, orderId, hash)));

    expect(await world.call(cancelOrder, cancellation(orderId))).toMatchObject({
      status: 409,
      body: { code: 'conflict' },
    });
    expect((await world.order(orderId)).state).toBe('pendingDisbursement');
    expect(await reserved()).toBe(1_000_000);
  });

  it('that is quicker than a signature leaves nothing reserved', async () => {
    const orderId = await offeredOrder(world, borrower);
    const hash = await readCostSheet(world, borrower, orderId);
    world.beforeCommit(() => world.call(cancelOrder, cancellation(orderId)));

    expect((await world.call(signOrder, signature(borrower, orderId, hash))).status).toBe(409);
    expect((await world.order(orderId)).state).toBe('cancelled');
    expect(await reserved()).toBe(0);
  });

  it('of somebody else’s order finds nothing', async () => {
    const orderId = await offeredOrder(world, borrower);
    const stranger = await aBorrower(world);

    expect(await world.call(cancelOrder, cancellation(orderId, stranger))).toMatchObject({
      status: 404,
    });
    expect((await world.call(getOrder, { as: stranger, params: { orderId } })).status).toBe(404);
  });

  it('twice under one key is one', async () => {
    const orderId = await offeredOrder(world, borrower);
    const call = cancellation(orderId);

    expect(await world.call(cancelOrder, call)).toEqual(await world.call(cancelOrder, call));
  });
});

async function reserved(): Promise<number> {
  return reservedFen((await world.row(limitKey(borrower.subject))).ledger);
}
