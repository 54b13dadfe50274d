/** Quotes of repayments: what they promise is what happens, and they hold for a day. */
import { handler as createRepayment } from '../../lambdas/repayment/create-repayment';
import { handler as getLoan } from '../../lambdas/repayment/get-loan';
import { handler as getReceipt } from '../../lambdas/repayment/get-receipt';
import { handler as listRepayments } from '../../lambdas/repayment/list-repayments';
import { handler as quoteRepayment } from '../../lambdas/repayment/quote-repayment';
import { expectBalancedBooks } from '../support/books';
import {
  aBorrowerWithLimit,
  type Borrower,
  callBack,
  expectStatus,
  newKey,
  runningLoan,
} from '../support/borrowers';
import { LendingWorld } from '../support/lending-world';

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

describe('a quote', () => {
  it.each([
    ['an amount', { kind: 'amount', amountFen: 30_000 }],
    ['the next two instalments', { kind: 'instalments', instalments: [2, 1] }],
    [
      'a part, for a shorter term',
      { kind: 'prepayment', amountFen: 400_000, effect: 'shorterTerm' },
    ],
    [
      'a part, for less a month',
      { kind: 'prepayment', amountFen: 400_000, effect: 'lowerInstalment' },
    ],
    ['everything', { kind: 'payoff' }],
  ])('of %s is what the repayment costs and leads to, to the fen', async (_, wish) => {
    const quoted = (await quote(wish)).body;
    const { principalFen, interestFen, feeFen, penaltyFen, creditFen } = quoted.paid;
    expect(principalFen + interestFen + feeFen + penaltyFen + creditFen).toBe(quoted.amountFen);

    const repaymentId = await repayQuoted(quoted.repaymentQuoteId);
    const after = await loan();
    expect(after.outstandingPrincipalFen).toBe(quoted.after.outstandingPrincipalFen);
    expect(after.nextDueFen).toBe(quoted.after.nextDueFen);
    expect(after.nextDueOn).toBe(quoted.after.nextDueOn);
    expect(await receipt(repaymentId)).toMatchObject({
      status: 200,
      body: { receivedOn: '2026-12-22', amountFen: quoted.amountFen, paid: quoted.paid },
    });
  });

  it('of a part shortens the term, or lowers what is due each month', async () => {
    const before = await loan();
    const wish = { kind: 'prepayment', amountFen: 400_000 };
    const shorter = (await quote({ ...wish, effect: 'shorterTerm' })).body.after;
    const lower = (await quote({ ...wish, effect: 'lowerInstalment' })).body.after;

    expect(shorter.lastDueOn < before.rows.at(-1).dueOn).toBe(true);
    expect(lower.lastDueOn).toBe(before.rows.at(-1).dueOn);
    expect(lower.nextDueFen).toBeLessThan(shorter.nextDueFen);
    // Who shortens the term pays less interest in all.
    expect(shorter.remainingFen).toBeLessThan(lower.remainingFen);
  });

  it('ends with its day', async () => {
    const { repaymentQuoteId, expiresAt } = (await quote({ kind: 'payoff' })).body;
    expect(expiresAt).toBe('2026-12-22T16:00:00.000Z');
    world.moveTo('2026-12-23', 0);

    expect(await order({ repaymentQuoteId })).toMatchObject({
      status: 422,
      body: { code: 'quote_expired' },
    });
  });

  it('is void once something happened to the loan', async () => {
    const early = (await quote({ kind: 'payoff' })).body;
    await repayQuoted((await quote({ kind: 'amount', amountFen: 5_000 })).body.repaymentQuoteId);

    expect(await order({ repaymentQuoteId: early.repaymentQuoteId })).toMatchObject({
      status: 422,
      body: { code: 'quote_expired' },
    });
  });

  it.each([
    ['instalments_not_next', { kind: 'instalments', instalments: [2] }, { openFrom: 1 }],
    ['instalments_not_next', { kind: 'instalments', instalments: [1, 3] }, { openFrom: 1 }],
    ['instalments_not_next', { kind: 'instalments', instalments: [] }, { openFrom: 1 }],
    ['instalments_not_next', { kind: 'instalments', instalments: [1, 1] }, { openFrom: 1 }],
    [
      'prepayment_refused',
      { kind: 'prepayment', amountFen: 100, effect: 'shorterTerm' },
      { reason: 'prepaymentTooSmall' },
    ],
    ['amount_exceeds_payoff', { kind: 'amount', amountFen: 9_000_000 }, {}],
    ['validation_failed', { kind: 'prepayment', amountFen: 400_000 }, undefined],
    ['validation_failed', { kind: 'amount', amountFen: 400_000, effect: 'shorterTerm' }, undefined],
    ['validation_failed', { kind: 'instalments' }, undefined],
    ['validation_failed', { kind: 'payoff', instalments: [1] }, undefined],
  ])('is refused as %s for %j', async (code, wish, figures) => {
    const reply = await quote(wish);

    expect(reply.body.code).toBe(code);
    if (figures) expect(reply.body.figures).toMatchObject(figures);
  });
});

describe('a repayment', () => {
  it('is ordered by a quote or by a wish, never by both or neither', async () => {
    const { repaymentQuoteId } = (await quote({ kind: 'payoff' })).body;

    for (const body of [
      {},
      { repaymentQuoteId, kind: 'payoff' },
      { repaymentQuoteId, amountFen: 5 },
    ])
      expect(await order(body)).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
  });

  it('has no receipt before the money came, nor for another loan', async () => {
    const reply = expectStatus(202, await order({ kind: 'amount', amountFen: 5_000 }));

    expect((await receipt(reply.body.repaymentId)).status).toBe(404);
    const other = await aBorrowerWithLimit(world);
    expect((await receipt(reply.body.repaymentId, other)).status).toBe(404);
  });

  it('is listed with what became of it', async () => {
    await repayQuoted((await quote({ kind: 'amount', amountFen: 5_000 })).body.repaymentQuoteId);
    const { repayments } = (await world.call(listRepayments, { as: borrower, params: { loanId } }))
      .body;

    expect(repayments).toMatchObject([{ kind: 'amount', amountFen: 5_000, status: 'succeeded' }]);
  });
});

const loan = async () => (await world.call(getLoan, { as: borrower, params: { loanId } })).body;
const quote = (body: object) =>
  world.call(quoteRepayment, { as: borrower, params: { loanId }, body });
const receipt = (repaymentId: string, as = borrower) =>
  world.call(getReceipt, { as, params: { loanId, repaymentId } });
const order = (body: object) =>
  world.call(createRepayment, {
    as: borrower,
    params: { loanId },
    body: { bankCardId: borrower.bankCardId, ...body },
    idempotencyKey: newKey(),
  });

async function repayQuoted(repaymentQuoteId: string): Promise<string> {
  const { repaymentId } = expectStatus(202, await order({ repaymentQuoteId })).body;
  await world.deliver();
  expectStatus(200, await callBack(world, repaymentId));
  await world.deliver();
  return repaymentId;
}
