/** Submitting an order: what is refused, and what one key or one quote can do. */
import { limitKey } from '../../lambdas/core/orders/limit-record';
import { consentKey } from '../../lambdas/core/users/rows';
import { handler as getOrder } from '../../lambdas/orders/get-order';
import { handler as listOrders } from '../../lambdas/orders/list-orders';
import { handler as submitOrder } from '../../lambdas/orders/submit-order';
import { handler as applyForLimit } from '../../lambdas/risk/apply-for-limit';
import {
  aBorrower,
  aBorrowerWithLimit,
  type Borrower,
  newKey,
  quoteFor,
  signedOrder,
  steady,
  submission,
  submittedOrder,
} from '../support/borrowers';
import { LendingWorld } from '../support/lending-world';

let world: LendingWorld;
let borrower: Borrower;

beforeEach(async () => {
  world = new LendingWorld();
  borrower = await aBorrowerWithLimit(world);
});

describe('an order', () => {
  it('starts in review and tells the workflow once, however often the event comes', async () => {
    const orderId = await submittedOrder(world, borrower);
    await world.redeliver();

    expect(world.workflow.started).toEqual([orderId]);
    expect((await world.call(getOrder, { as: borrower, params: { orderId } })).body).toMatchObject({
      orderId,
      state: 'pendingReview',
      amountFen: 1_000_000,
      annualRatePpm: 128_000,
      history: [{ state: 'pendingReview', at: '2026-11-22T02:00:00.000Z' }],
      reasons: [],
    });
  });

  it('is submitted once under one key, with one answer, also from elsewhere', async () => {
    const call = submission(borrower, await quoteFor(world, borrower));
    const first = await world.call(submitOrder, call);
    const before = world.everything;
    world.pass(3600);
    const again = await world.call(submitOrder, {
      ...call,
      sourceIp: '198.51.100.7',
      headers: { 'X-Amzn-Trace-Id': 'another' },
    });

    expect(first.status).toBe(201);
    expect(again).toEqual(first);
    expect(world.everything).toBe(before);
  });

  it('is refused under a key that was used for another body', async () => {
    const call = submission(borrower, await quoteFor(world, borrower));
    await world.call(submitOrder, call);
    const other = { ...call, body: { ...call.body, purpose: 'travel' } };

    expect(await world.call(submitOrder, other)).toMatchObject({
      status: 422,
      body: { code: 'idempotency_key_reused' },
    });
  });

  it.each(['privacyPolicy', 'creditInquiry', 'thirdPartySharing'] as const)(
    'is refused once the consent to %s is withdrawn',
    async (purpose) => {
      const quoteId = await quoteFor(world, borrower);
      const key = consentKey(borrower.subject, purpose);
      const { version, ...row } = (await world.store.get(key))!;
      const body = { ...row.body, withdrawnAt: new Date(world.now).toISOString() };
      await world.store.commit([
        { kind: 'replace', item: { ...row, body }, expectedVersion: version },
      ]);
      expect(await world.call(submitOrder, submission(borrower, quoteId))).toMatchObject({
        status: 403,
        body: { code: 'consent_missing', figures: { missing: [purpose] } },
      });
    },
  );

  it('does not burn the key when it is refused', async () => {
    const call = submission(borrower, await quoteFor(world, borrower));
    const wrong = { ...call, body: { ...call.body, bankCardId: world.id('card') } };

    expect(await world.call(submitOrder, wrong)).toMatchObject({ status: 404 });
    expect((await world.call(submitOrder, call)).status).toBe(201);
  });

  it('is committed once when it comes twice at the same moment', async () => {
    const call = submission(borrower, await quoteFor(world, borrower));
    const replies = await Promise.all([1, 2, 3].map(() => world.call(submitOrder, call)));
    await world.deliver();

    expect(replies[1]).toEqual(replies[0]);
    expect(replies[2]).toEqual(replies[0]);
    expect(world.workflow.started).toHaveLength(1);
  });

  it('uses a quote up: two keys at once make one order', async () => {
    const quoteId = await quoteFor(world, borrower);
    const replies = await Promise.all(
      [1, 2].map(() => world.call(submitOrder, submission(borrower, quoteId))),
    );
    const later = await world.call(submitOrder, submission(borrower, quoteId));

    expect(replies.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(later).toMatchObject({ status: 409, body: { code: 'quote_used' } });
  });

  it('is answered as before when the store took it but its answer was lost', async () => {
    const call = submission(borrower, await quoteFor(world, borrower));
    world.fault = ({ kind }) => (kind === 'commit' ? { kind: 'timeout', at: 'after' } : undefined);
    const lost = await world.call(submitOrder, call);
    world.fault = () => undefined;
    const again = await world.call(submitOrder, call);
    await world.deliver();

    expect(lost).toMatchObject({ status: 500, body: { code: 'internal' } });
    expect(again.status).toBe(201);
    expect(world.workflow.started).toEqual([again.body.orderId]);
  });

  it('can be submitted again when the store failed before it took it', async () => {
    const call = submission(borrower, await quoteFor(world, borrower));
    world.fault = ({ kind }) => (kind === 'commit' ? { kind: 'error', at: 'before' } : undefined);
    const before = world.everything;

    expect((await world.call(submitOrder, call)).status).toBe(500);
    expect(world.everything).toBe(before);
    world.fault = () => undefined;
    expect((await world.call(submitOrder, call)).status).toBe(201);
  });

  it('needs a quote that is one’s own, unused and not older than half an hour', async () => {
    const stranger = await aBorrowerWithLimit(world);
    const strange = await world.call(
      submitOrder,
      submission(borrower, await quoteFor(world, stranger)),
    );
    const missing = await world.call(submitOrder, submission(borrower, world.id('quo')));
    expect(strange).toEqual(missing);
    expect(missing).toMatchObject({ status: 404, body: { code: 'not_found' } });

    const quoteId = await quoteFor(world, borrower);
    world.pass(30 * 60 + 1);
    expect(await world.call(submitOrder, submission(borrower, quoteId))).toMatchObject({
      status: 422,
      body: { code: 'quote_expired' },
    });
  });

  it('needs a card that is one’s own', async () => {
    const stranger = await aBorrower(world);
    const { body, ...call } = submission(borrower, await quoteFor(world, borrower));
    const strange = { ...call, body: { ...body, bankCardId: stranger.bankCardId } };

    expect(await world.call(submitOrder, strange)).toMatchObject({ status: 404 });
  });

  it('needs what is left of the limit when it is submitted', async () => {
    const quoteId = await quoteFor(world, borrower, { amountFen: 2_000_000 });
    await signedOrder(world, borrower, { amountFen: 3_000_000 });

    expect(await world.call(submitOrder, submission(borrower, quoteId))).toMatchObject({
      status: 409,
      body: { code: 'limit_exceeded' },
    });
  });

  it('needs a limit that still stands', async () => {
    const quoteId = await quoteFor(world, borrower);
    const poor = { ...steady, monthlyIncomeFen: 0 };
    await world.call(applyForLimit, { as: borrower, body: poor, idempotencyKey: newKey() });

    expect((await world.row(limitKey(borrower.subject))).status).toBe('declined');
    expect(await world.call(submitOrder, submission(borrower, quoteId))).toMatchObject({
      status: 409,
      body: { code: 'limit_not_granted' },
    });
  });

  it('needs an idempotency key of a sensible form, a role and a known body', async () => {
    const { idempotencyKey, ...call } = submission(borrower, await quoteFor(world, borrower));
    const { as: _, ...anonymous } = { ...call, idempotencyKey };
    const reviewer = { ...borrower, role: 'reviewer' };
    const replies = await Promise.all(
      [
        call,
        { ...call, idempotencyKey: 'x'.repeat(15) },
        { ...call, idempotencyKey: `${'x'.repeat(65)}` },
        anonymous,
        { ...call, idempotencyKey, as: reviewer },
        { ...call, idempotencyKey, body: { ...call.body, amountFen: 1 } },
        { ...call, idempotencyKey, body: { ...call.body, purpose: 'gambling' } },
        { ...call, idempotencyKey, body: [] },
        { ...call, idempotencyKey, body: null },
        { ...call, idempotencyKey, headers: { 'Content-Type': 'text/plain' } },
      ].map((each) => world.call(submitOrder, each)),
    );

    expect(replies.map(({ status, body }) => `${status} ${body.code}`)).toEqual([
      '400 idempotency_key_missing',
      '400 validation_failed',
      '400 validation_failed',
      '401 unauthenticated',
      '403 forbidden',
      '400 validation_failed',
      '400 validation_failed',
      '400 validation_failed',
      '400 validation_failed',
      '415 unsupported_media_type',
    ]);
  });
});

describe('the list of orders', () => {
  it('holds one’s own, newest first, page by page', async () => {
    const made: string[] = [];
    for (let count = 0; count < 21; count++) {
      made.push(await submittedOrder(world, borrower, { amountFen: 50_000 }));
      world.pass(60);
    }
    await submittedOrder(world, await aBorrowerWithLimit(world));
    const first = await world.call(listOrders, { as: borrower });
    const rest = await world.call(listOrders, {
      as: borrower,
      query: { cursor: first.body.next },
    });

    const ids = [...first.body.orders, ...rest.body.orders].map(({ orderId }) => orderId);
    expect(ids).toEqual(made.reverse());
    expect(rest.body).not.toHaveProperty('next');
  });

  it.each(['x', 'bm90IGpzb24', 'W10', '..'])('refuses the cursor %s', async (cursor) => {
    expect(await world.call(listOrders, { as: borrower, query: { cursor } })).toMatchObject({
      status: 400,
      body: { code: 'validation_failed', fields: [{ path: 'query.cursor' }] },
    });
  });

  it('refuses the cursor of somebody else’s list', async () => {
    const stranger = await aBorrowerWithLimit(world);
    for (let count = 0; count < 21; count++)
      await submittedOrder(world, stranger, { amountFen: 50_000 });
    const { next: cursor } = (await world.call(listOrders, { as: stranger })).body;

    expect(await world.call(listOrders, { as: borrower, query: { cursor } })).toMatchObject({
      status: 400,
      body: { code: 'validation_failed' },
    });
  });
});
