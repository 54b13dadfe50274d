/** From assessment to a reviewer's word: decided once, heard once, never lost. */
import { decisionKey } from '../../lambdas/core/risk/decision/decision-record';
import { reviewKey } from '../../lambdas/core/risk/records';
import { readLinks } from '../../lambdas/core/users/audit-chain';
import { handler as cancelOrder } from '../../lambdas/orders/cancel-order';
import { handler as closeOrder } from '../../lambdas/orders/close-order';
import { handler as assessOrder } from '../../lambdas/risk/assess-order';
import { handler as decideReview } from '../../lambdas/risk/decide-review';
import { handler as listReviews } from '../../lambdas/risk/list-reviews';
import { handler as requestReview } from '../../lambdas/risk/request-review';
import {
  aBorrowerWithLimit,
  type Borrower,
  justEmployed,
  newKey,
  reviewer,
  runningLoan,
  submittedOrder,
} from '../support/borrowers';
import { LendingWorld } from '../support/lending-world';

let world: LendingWorld;
let borrower: Borrower;
let orderId: string;

beforeEach(async () => {
  world = new LendingWorld();
  borrower = await aBorrowerWithLimit(world, justEmployed);
  orderId = await submittedOrder(world, borrower);
});

const request = (taskToken = 'token') => world.step(requestReview, { orderId, taskToken });
const decision = (decided: 'approve' | 'decline' = 'approve', as = reviewer) => ({
  as,
  params: { orderId },
  body: { decision: decided, reason: 'incomeVerified' },
  idempotencyKey: newKey(),
});
const requested = async () => {
  await world.step(assessOrder, { orderId });
  await request();
};

describe('the assessment of an order', () => {
  it('refers, declines or approves, and says how long an offer would stand', async () => {
    const offerSeconds = 8 * 86_400;
    expect(await world.step(assessOrder, { orderId })).toEqual({ outcome: 'refer', offerSeconds });

    const steady = await aBorrowerWithLimit(world);
    const solid = await submittedOrder(world, steady);
    expect(await world.step(assessOrder, { orderId: solid })).toEqual({
      outcome: 'approve',
      offerSeconds,
    });

    const heavy = await submittedOrder(world, steady, { amountFen: 4_000_000, termMonths: 3 });
    expect(await world.step(assessOrder, { orderId: heavy })).toEqual({
      outcome: 'decline',
      offerSeconds,
    });
  });

  it('is made once: a later attempt repeats it, whatever has changed', async () => {
    await world.step(assessOrder, { orderId });
    const first = await world.row(decisionKey(orderId));
    await runningLoan(world, await aBorrowerWithLimit(world));
    world.pass(86_400);

    expect(await world.step(assessOrder, { orderId })).toMatchObject({ outcome: 'refer' });
    expect(await world.row(decisionKey(orderId))).toEqual(first);
  });

  it('made at once by two attempts stands as the quicker one made it', async () => {
    world.beforeCommit(() => world.step(assessOrder, { orderId }));

    await expect(world.step(assessOrder, { orderId })).rejects.toThrow('meanwhile');
    expect(await world.step(assessOrder, { orderId })).toMatchObject({ outcome: 'refer' });
  });

  it('is not made for an order that was cancelled', async () => {
    await cancel();

    expect(await world.step(assessOrder, { orderId })).toMatchObject({ outcome: 'closed' });
    expect(await world.row(decisionKey(orderId))).toBeUndefined();
  });

  it('declines who applies too often within a day', async () => {
    const eager = await aBorrowerWithLimit(world);
    const ids: string[] = [];
    for (let count = 0; count < 7; count++)
      ids.push(await submittedOrder(world, eager, { amountFen: 50_000 }));

    expect(await world.step(assessOrder, { orderId: ids[6]! })).toMatchObject({
      outcome: 'decline',
    });
    expect(await world.row(decisionKey(ids[6]!))).toMatchObject({
      decision: { reasons: [{ code: 'ordersTooFrequent' }] },
    });
  });

  it('fails loudly for an order that does not exist', async () => {
    await expect(world.step(assessOrder, { orderId: world.id('ord') })).rejects.toThrow();
  });
});

describe('a review', () => {
  it('is open to reviewers with figures and reasons, and without a person', async () => {
    await requested();
    const { status, body } = await world.call(listReviews, { as: reviewer });

    expect(status).toBe(200);
    expect(body.reviews).toEqual([
      {
        orderId,
        status: 'open',
        openedAt: '2026-11-22T02:00:00.000Z',
        // Ten minutes before the workflow stops waiting.
        expiresAt: '2026-11-24T01:50:00.000Z',
        amountFen: 1_000_000,
        termMonths: 12,
        grade: 'D',
        score: 590,
        reasons: [{ code: 'employmentShort', text: expect.anything() }],
      },
    ]);
    expect(JSON.stringify(body)).not.toContain(borrower.subject);
  });

  it.each(['approve', 'decline'] as const)(
    'decided as %s is told to the workflow, once',
    async (decided) => {
      await requested();
      const call = decision(decided);
      const reply = await world.call(decideReview, call);
      await world.deliver();
      await world.redeliver();

      expect(reply).toMatchObject({ status: 201, body: { status: 'closed' } });
      expect(await world.call(decideReview, call)).toEqual(reply);
      expect(world.workflow.answers).toEqual([{ taskToken: 'token', outcome: decided }]);
      expect((await world.call(listReviews, { as: reviewer })).body.reviews).toEqual([]);
      expect(await world.row(reviewKey(orderId))).toMatchObject({
        decidedBy: reviewer.subject,
        decision: decided,
        reason: 'incomeVerified',
      });
      expect(await readLinks(world.store, borrower.subject)).toMatchObject([
        { actorId: reviewer.subject, purpose: 'decideReview', objects: [orderId, decided] },
      ]);
    },
  );

  it('is decided once: the second word is refused, also at the same moment', async () => {
    await requested();
    const replies = await Promise.all([
      world.call(decideReview, decision('approve')),
      world.call(decideReview, decision('decline')),
    ]);
    const later = await world.call(decideReview, decision('decline'));
    await world.deliver();

    expect(replies.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(later).toMatchObject({ status: 409, body: { code: 'review_closed' } });
    expect(world.workflow.answers).toHaveLength(1);
  });

  it('cannot be decided after its time, and is shown no more', async () => {
    await requested();
    world.pass(2 * 86_400 - 600 - 1);
    expect((await world.call(listReviews, { as: reviewer })).body.reviews).toHaveLength(1);
    world.pass(1);

    expect((await world.call(listReviews, { as: reviewer })).body.reviews).toEqual([]);
    expect(await world.call(decideReview, decision())).toMatchObject({
      status: 409,
      body: { code: 'review_closed' },
    });
  });

  it('is for reviewers: nobody else decides, and a borrower does not even look', async () => {
    await requested();
    const replies = await Promise.all([
      world.call(decideReview, decision('approve', { ...reviewer, role: 'admin' })),
      world.call(decideReview, decision('approve', borrower)),
      world.call(listReviews, { as: borrower }),
      world.call(listReviews, {}),
    ]);

    expect(replies.map(({ status }) => status)).toEqual([403, 403, 403, 401]);
  });

  it('that nobody asked for is not found', async () => {
    expect(await world.call(decideReview, decision())).toMatchObject({ status: 404 });
  });

  it('asked for again keeps its time and tells the newer token', async () => {
    await requested();
    const { expiresAt } = await world.row(reviewKey(orderId));
    world.pass(600);
    await request('newer token');
    await world.call(decideReview, decision());
    await world.deliver();

    expect((await world.row(reviewKey(orderId))).expiresAt).toBe(expiresAt);
    expect(world.workflow.outcomeOf('newer token')).toBe('approve');
  });

  it('asked for again after the decision hears it at once', async () => {
    await requested();
    world.workflow.over.add('token');
    await world.call(decideReview, decision('decline'));
    await world.deliver();

    expect(await request('newer token')).toEqual({ outcome: 'decline' });
    expect(world.workflow.outcomeOf('newer token')).toBe('decline');
  });

  it('asked for again at the moment of the decision is tried once more, and hears it', async () => {
    await requested();
    world.workflow.over.add('token');
    world.beforeCommit(async () => {
      await world.call(decideReview, decision('approve'));
      await world.deliver();
    });

    await expect(request('newer token')).rejects.toThrow('meanwhile');
    expect(await request('newest token')).toEqual({ outcome: 'approve' });
  });

  it('is not asked for an order that was cancelled before, and ends with it after', async () => {
    await world.step(assessOrder, { orderId });
    await cancel();
    expect(await request()).toEqual({ outcome: 'closed' });
    expect(world.workflow.outcomeOf('token')).toBe('closed');

    orderId = await submittedOrder(world, borrower);
    await world.step(assessOrder, { orderId });
    await request('other token');
    await cancel();
    await world.deliver();
    expect(world.workflow.outcomeOf('other token')).toBe('closed');
  });

  it('is not asked for without a decision to review', async () => {
    await expect(request()).rejects.toThrow('not ready');
  });
});

const cancel = () =>
  world.call(cancelOrder, {
    as: borrower,
    params: { orderId },
    body: {},
    idempotencyKey: newKey(),
  });

describe('a review whose order ends otherwise', () => {
  it.each(['cancelled', 'expired'] as const)('is closed with it when it is %s', async (how) => {
    await requested();
    if (how === 'cancelled')
      await world.call(cancelOrder, {
        as: borrower,
        params: { orderId },
        body: {},
        idempotencyKey: newKey(),
      });
    else await world.step(closeOrder, { orderId, because: 'reviewExpired' });

    expect(await world.row(reviewKey(orderId))).toMatchObject({ status: 'closed' });
    expect(await world.call(decideReview, decision())).toMatchObject({
      status: 409,
      body: { code: 'review_closed' },
    });
    expect(await world.call(listReviews, { as: reviewer })).toMatchObject({
      body: { reviews: [] },
    });
  });
});
