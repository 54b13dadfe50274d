/** Every way an order can go, over HTTP, on the stack that cdk deploy would deploy. */
import { randomUUID } from 'node:crypto';
import { accepted } from '../../local/life/answers';
import { Borrower, comfortableMeans, type Means } from '../../local/life/borrower';
import { staffMember } from '../../local/life/staff-member';
import { type World, worldAt } from '../../local/life/world';
import { inventPerson } from '../../local/pictures/people';
import { type RunningLaptop, startRunningLaptop } from '../support/running-laptop';

let laptop: RunningLaptop;
let world: World;

beforeAll(async () => {
  laptop = await startRunningLaptop();
  world = worldAt(laptop.url);
}, 600_000);

afterAll(async () => {
  await laptop?.stop();
});

jest.setTimeout(600_000);

describe('an approved order', () => {
  it('becomes a loan that is repaid in part, caught up when late, and paid off', async () => {
    const borrower = await aVerifiedBorrower(1);
    const { orderId } = await anOrderOf(borrower);
    const { loanId } = await signed(borrower, orderId);
    const fresh = await borrower.loan(loanId);
    expect(fresh).toMatchObject({ state: 'repaying', daysPastDue: 0 });

    const [first] = fresh.rows;
    await later(borrower, daysAfter(first!.dueOn, 5));
    expect(await borrower.loan(loanId)).toMatchObject({ state: 'overdue', daysPastDue: 5 });
    expect(await borrower.order(orderId)).toMatchObject({ state: 'overdue' });

    const late = await borrower.loan(loanId);
    const owedFen = late.rows[0]!.totalFen - late.rows[0]!.paidFen;
    expect(late.rows[0]!.penaltyFen).toBeGreaterThan(0);
    expect(await borrower.repay(loanId, owedFen)).toMatchObject({ status: 'succeeded' });
    expect(await borrower.waitFor(orderId, 'repaying')).toMatchObject({ state: 'repaying' });

    const quote = accepted(await borrower.client.getPayoffQuote({ params: { loanId } }));
    const payoff = await borrower.repay(loanId);
    expect(payoff).toMatchObject({ status: 'succeeded', amountFen: quote.totalFen });
    expect(await borrower.waitFor(orderId, 'settled')).toMatchObject({ state: 'settled' });
    const limit = accepted(await borrower.client.getCreditLimit());
    expect(limit).toMatchObject({ reservedFen: 0, usedFen: 0 });
    expect(limit.availableFen).toBe(limit.grantedFen);
  });

  it('expires when it is not signed in time', async () => {
    const borrower = await aVerifiedBorrower(2);
    const { orderId } = await anOrderOf(borrower);
    const approved = await borrower.waitFor(orderId, 'approved');
    await later(borrower, daysAfter(approved.offerExpiresAt!.slice(0, 10), 2));
    const expired = await borrower.waitFor(orderId, 'expired');
    expect(expired.reasons.map(({ code }) => code)).toEqual(['offerExpired']);
    const refused = await borrower.client.getCostSheet({ params: { orderId } });
    expect(refused).toMatchObject({ status: 409, body: { code: 'order_state_conflict' } });
  });

  it('can be cancelled before it is signed, and not signed afterwards', async () => {
    const borrower = await theRegular();
    const { orderId } = await anOrderOf(borrower);
    await borrower.waitFor(orderId, 'approved');
    const sheet = await borrower.readCostSheet(orderId);
    const cancelled = await borrower.client.cancelOrder({ params: { orderId }, body: {} });
    expect(cancelled).toMatchObject({ status: 201, body: { state: 'cancelled' } });
    const body = { costSheetHash: sheet.costSheetHash, confirmed: true } as const;
    const signature = await borrower.client.signOrder({ params: { orderId }, body });
    expect(signature).toMatchObject({ status: 409, body: { code: 'order_state_conflict' } });
  });

  it('cannot be signed before its cost sheet was read, nor with another sheet', async () => {
    const borrower = await theRegular();
    const { orderId } = await anOrderOf(borrower);
    await borrower.waitFor(orderId, 'approved');
    const params = { orderId };
    const sheet = accepted(await borrower.client.getCostSheet({ params }));
    const sign = (costSheetHash: string) =>
      borrower.client.signOrder({ params, body: { costSheetHash, confirmed: true } });
    expect((await sign(sheet.costSheetHash)).body).toMatchObject({ code: 'cost_sheet_not_read' });
    await world.waitSeconds(sheet.readingSeconds);
    expect((await sign('0'.repeat(64))).body).toMatchObject({ code: 'cost_sheet_mismatch' });
    expect((await sign(sheet.costSheetHash)).status).toBe(201);
  });
});

describe('a disbursement', () => {
  it('that fails closes the order and gives the limit back', async () => {
    const borrower = await theUnlucky();
    const { orderId } = await anOrderOf(borrower);
    await world.tellBank({
      behaviour: { mode: 'fail', failureCode: 'accountClosed' },
      direction: 'disbursement',
    });
    const { costSheetHash } = await approvedSheet(borrower, orderId);
    await borrower.sign(orderId, costSheetHash);
    const failed = await borrower.waitFor(orderId, 'disbursementFailed');
    expect(failed.reasons.map(({ code }) => code)).toEqual(['disbursementFailed']);
    const limit = accepted(await borrower.client.getCreditLimit());
    expect(limit).toMatchObject({ reservedFen: 0, usedFen: 0 });
  });

  it('whose callback is lost is found by asking the bank', async () => {
    const borrower = await theUnlucky();
    const { orderId } = await anOrderOf(borrower);
    await world.tellBank({ behaviour: { mode: 'lose' }, direction: 'disbursement' });
    const { costSheetHash } = await approvedSheet(borrower, orderId);
    await borrower.sign(orderId, costSheetHash);
    await world.waitSeconds(400);
    expect(await borrower.waitFor(orderId, 'repaying')).toMatchObject({ state: 'repaying' });
  });

  it('whose callback comes three times pays out once', async () => {
    const borrower = await aVerifiedBorrower(7);
    const { orderId } = await anOrderOf(borrower);
    await world.tellBank({ behaviour: { mode: 'repeat', times: 3 }, direction: 'disbursement' });
    const { loanId } = await signed(borrower, orderId);
    await world.waitSeconds(60);
    const loan = await borrower.loan(loanId);
    expect(loan.events.map(({ type }) => type)).toEqual(['disbursed']);
    const limit = accepted(await borrower.client.getCreditLimit());
    expect(limit.usedFen).toBe(loan.principalFen);
  });
});

describe('an order that is not approved at once', () => {
  it('is declined with reasons when the instalments exceed the means', async () => {
    const borrower = await aVerifiedBorrower(8, indebtedMeans);
    const { orderId } = await anOrderOf(borrower, 800_000, 3);
    const rejected = await borrower.waitFor(orderId, 'rejected');
    expect(rejected.reasons[0]).toMatchObject({ code: 'debtServiceTooHigh' });
    expect(rejected.reasons[0]!.text.zh).toMatch(/债务/);
  });

  it.each([
    ['approve', 'incomeVerified', 'approved'],
    ['decline', 'incomeDoubtful', 'rejected'],
  ] as const)('is referred, and a reviewer can %s it', async (decision, reason, state) => {
    const borrower = await aVerifiedBorrower(decision === 'approve' ? 9 : 10, recentlyEmployed);
    const { orderId } = await anOrderOf(borrower);
    const reviewer = await staffMember(world, 'reviewer');
    const { reviews } = await until(
      async () => accepted(await reviewer.client.listReviews()),
      (queue) => queue.reviews.some((review) => review.orderId === orderId),
    );
    const review = reviews.find((candidate) => candidate.orderId === orderId)!;
    expect(review.reasons.map(({ code }) => code)).toContain('employmentShort');
    const decided = await reviewer.client.decideReview({
      params: { orderId },
      body: { decision, reason },
    });
    expect(decided).toMatchObject({ status: 201, body: { status: 'closed' } });
    expect(await borrower.waitFor(orderId, state)).toMatchObject({ state });
    const again = await reviewer.client.decideReview({
      params: { orderId },
      body: { decision, reason },
    });
    expect(again).toMatchObject({ status: 409, body: { code: 'review_closed' } });
  });
});

describe('who declines the face', () => {
  it('is proven by a bank card and a reviewer of the ID card, and borrows like anybody', async () => {
    const borrower = new Borrower(world, inventPerson(7_012), 0);
    await borrower.signIn();
    await borrower.setGesture();
    await borrower.consent('faceRecognition');
    const { read } = await borrower.haveCardRead(await borrower.uploadCard());
    await borrower.confirmCard(read.readingId);
    const { bankCardId } = await borrower.bindCard();
    const asked = await borrower.client.requestIdentityReview({ body: { bankCardId } });
    const { identityReviewId } = accepted(asked);
    const params = { identityReviewId };

    const reviewer = await staffMember(world, 'reviewer');
    const { reviews } = accepted(await reviewer.client.listIdentityReviews());
    expect(reviews.map((review) => review.identityReviewId)).toEqual([identityReviewId]);
    const verdict = { params, body: { decision: 'approve', reason: 'cardGenuine' } } as const;
    expect(await reviewer.client.decideIdentityReview(verdict)).toMatchObject({ status: 409 });
    const { fields, pictures } = accepted(
      await reviewer.client.openIdentityReview({ params, body: {} }),
    );
    expect(fields.map(({ value }) => value)).toContain(borrower.person.idNumber);
    for (const link of [pictures.front, pictures.back]) {
      const picture = Buffer.from(await (await fetch(link)).arrayBuffer());
      expect(picture.subarray(0, 2).toString('hex')).toBe('ffd8');
    }
    accepted(await reviewer.client.decideIdentityReview(verdict));

    const { status } = accepted(await borrower.client.getIdentityReview({ params }));
    expect(status).toBe('approved');
    expect(accepted(await borrower.client.getProfile())).toMatchObject({ identity: 'verified' });
    await borrower.applyForLimit();
    const { orderId } = await anOrderOf(borrower);
    expect(await borrower.waitFor(orderId, 'approved')).toMatchObject({ state: 'approved' });
    expect(await grantsOf(/IdentityReview|FilmingRole/)).toEqual([]);
  });
});

describe('a repeated submission', () => {
  it('with the same key gets the same answer; with another body it is refused', async () => {
    const borrower = await theRegular();
    const before = await ordersOf(borrower);
    const quote = await borrower.quote(500_000, 3);
    const key = randomUUID();
    const first = await borrower.submit(quote.quoteId, key);
    const second = await borrower.submit(quote.quoteId, key);
    expect(second.orderId).toBe(first.orderId);
    expect(await ordersOf(borrower)).toBe(before + 1);
    const other = await borrower.client.submitOrder({
      body: { quoteId: quote.quoteId, bankCardId: borrower.bankCardId, purpose: 'travel' },
      idempotencyKey: key,
    });
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
  });
});

/** Grants of these roles that nothing has needed, and everything that was denied to anybody. */
async function grantsOf(roles: RegExp): Promise<string[]> {
  const meter = await (await fetch(new URL('/_local/meter', laptop.url))).json();
  const { denied, unused } = (meter as { grants: { denied: string[]; unused: string[] } }).grants;
  return [...denied, ...unused.filter((grant) => roles.test(grant))];
}

const indebtedMeans: Means = {
  monthlyIncomeFen: 600_000,
  monthlyDebtFen: 250_000,
  employment: 'salaried',
  employedMonths: 48,
};
const recentlyEmployed: Means = { ...comfortableMeans, employedMonths: 3 };

async function aVerifiedBorrower(seed: number, means: Means = comfortableMeans): Promise<Borrower> {
  const borrower = new Borrower(world, inventPerson(7_000 + seed), 0);
  await borrower.signIn();
  await borrower.setGesture();
  await borrower.consent();
  const { read } = await borrower.haveCardRead(await borrower.uploadCard());
  await borrower.confirmCard(read.readingId);
  await borrower.proveFace();
  await borrower.bindCard();
  await borrower.applyForLimit(means);
  return borrower;
}

/** It takes seconds to verify somebody: who only orders again can be the same person. */
const theRegular = comingBack(3);
const theUnlucky = comingBack(5);

function comingBack(seed: number): () => Promise<Borrower> {
  let known: Promise<Borrower> | undefined;
  return async () => {
    known ??= aVerifiedBorrower(seed);
    const borrower = await known;
    await borrower.comeBack();
    return borrower;
  };
}

async function anOrderOf(borrower: Borrower, amountFen = 800_000, termMonths = 6) {
  const { quoteId } = await borrower.quote(amountFen, termMonths);
  const order = await borrower.submit(quoteId);
  expect(order.state).toBe('pendingReview');
  return order;
}

const ordersOf = async ({ client }: Borrower): Promise<number> =>
  accepted(await client.listOrders()).orders.length;

async function approvedSheet(borrower: Borrower, orderId: string) {
  await borrower.waitFor(orderId, 'approved');
  return borrower.readCostSheet(orderId);
}

async function signed(borrower: Borrower, orderId: string): Promise<{ loanId: string }> {
  const { costSheetHash } = await approvedSheet(borrower, orderId);
  expect(await borrower.sign(orderId, costSheetHash)).toMatchObject({
    state: 'pendingDisbursement',
  });
  const order = await borrower.waitFor(orderId, 'repaying');
  return { loanId: order.loanId! };
}

/** The day comes; the access token has expired meanwhile. */
async function later(borrower: Borrower, date: string): Promise<void> {
  await world.moveTo(date);
  await borrower.comeBack();
}

const daysAfter = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

async function until<T>(look: () => Promise<T>, isSo: (seen: T) => boolean): Promise<T> {
  for (let tries = 0; tries < 200; tries++) {
    const seen = await look();
    if (isSo(seen)) return seen;
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
  }
  throw new Error('it did not happen');
}
