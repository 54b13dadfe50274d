/** Loan care: what one person may do, what needs a second, and what the loan does not accept. */
import { usedFen } from '../../lambdas/core/orders/credit-limit';
import { limitKey } from '../../lambdas/core/orders/limit-record';
import { handler as adjustLoan } from '../../lambdas/repayment/adjust-loan';
import { handler as createRepayment } from '../../lambdas/repayment/create-repayment';
import { handler as decideAdjustment } from '../../lambdas/repayment/decide-adjustment';
import { handler as getReceipt } from '../../lambdas/repayment/get-receipt';
import { handler as inspectLoan } from '../../lambdas/repayment/inspect-loan';
import { handler as listAdjustments } from '../../lambdas/repayment/list-adjustments';
import type { Caller } from '../support/api-call';
import { expectBalancedBooks } from '../support/books';
import {
  aBorrowerWithLimit,
  type Borrower,
  newKey,
  repay,
  repayment,
  runningLoan,
} from '../support/borrowers';
import { LendingWorld } from '../support/lending-world';

const collector: Caller = { subject: 'stf_collector', role: 'collector', sessionId: 'ses_c' };
const risk: Caller = { subject: 'stf_risk', role: 'risk', sessionId: 'ses_k' };
const admin: Caller = { subject: 'stf_admin', role: 'admin', sessionId: 'ses_m' };

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

describe('an adjustment within one person’s amount', () => {
  it('waives penalty at once and is told in the borrower’s audit trail', async () => {
    world.moveTo('2027-01-22');
    const { penaltyFen } = (await loan()).rows[0];
    expect(penaltyFen).toBeGreaterThan(0);
    const reply = await adjust({ kind: 'waiver', component: 'penalty', amountFen: penaltyFen });

    expect(reply).toMatchObject({
      status: 201,
      body: { status: 'applied', concernedFen: penaltyFen },
    });
    expect((await loan()).overdueFen).toBe((await loan()).rows[0].totalFen - penaltyFen);
    expect(trailOf(borrower.subject)).toContainEqual(
      expect.objectContaining({ actorId: collector.subject, purpose: 'adjustLoan' }),
    );
  });

  it('is done once, however often it is asked for under one key', async () => {
    world.moveTo('2027-01-22');
    const idempotencyKey = newKey();
    const body = { kind: 'waiver', component: 'penalty', amountFen: 1 };
    const first = await adjust(body, collector, idempotencyKey);
    const before = world.everything;

    expect(await adjust(body, collector, idempotencyKey)).toEqual(first);
    expect(eventsOf(before)).toBe(eventsOf(world.everything));
  });
});

describe('an adjustment above it', () => {
  it('changes nothing until another person agrees', async () => {
    const before = await loan();
    const { status, body } = await adjust({ kind: 'pause', periods: 2 });
    expect([status, body.status, body.concernedFen]).toEqual([202, 'proposed', 1_000_000]);
    expect(await loan()).toEqual(before);
    expect(await proposed()).toMatchObject([{ adjustmentId: body.adjustmentId }]);

    expect(await decide(body.adjustmentId, 'agree', risk)).toMatchObject({
      status: 201,
      body: { status: 'applied' },
    });
    expect((await loan()).nextDueOn).toBe('2027-02-22');
    expect(await proposed()).toEqual([]);
  });

  it('is never decided by whoever proposed it', async () => {
    const { adjustmentId } = (await adjust({ kind: 'pause', periods: 1 }, risk)).body;

    expect(await decide(adjustmentId, 'agree', risk)).toMatchObject({
      status: 403,
      body: { code: 'second_person_required' },
    });
    expect((await decide(adjustmentId, 'agree', admin)).status).toBe(201);
  });

  it('is decided once', async () => {
    const { adjustmentId } = (await adjust({ kind: 'pause', periods: 1 })).body;
    expect((await decide(adjustmentId, 'decline', risk)).body.status).toBe('declined');

    expect(await decide(adjustmentId, 'agree', admin)).toMatchObject({
      status: 409,
      body: { code: 'adjustment_closed' },
    });
    expect((await loan()).nextDueOn).toBe('2026-12-22');
  });

  it('is refused at last when the loan has changed so that it no longer fits', async () => {
    const { adjustmentId } = (await adjust({ kind: 'pause', periods: 1 })).body;
    world.moveTo('2026-12-20');
    await repay(world, borrower, loanId);

    expect(await decide(adjustmentId, 'agree', risk)).toMatchObject({
      status: 422,
      body: { code: 'adjustment_refused', figures: { reason: 'alreadySettled' } },
    });
  });
});

describe('each kind', () => {
  const agreed = async (terms: object) => {
    const { status, body } = await adjust(terms);
    if (status === 202) expect((await decide(body.adjustmentId, 'agree', risk)).status).toBe(201);
    else expect(status).toBe(201);
    return loan();
  };

  it('extension: lower instalments over a longer time', async () => {
    const before = await loan();
    const after = await agreed({ kind: 'extension', instalments: 6 });

    expect(after.rows).toHaveLength(before.rows.length + 6);
    expect(after.nextDueFen).toBeLessThan(before.nextDueFen);
  });

  it('reschedule: a number of instalments, the first on a day', async () => {
    const after = await agreed({ kind: 'reschedule', instalments: 3, firstDueOn: '2027-03-15' });

    expect(after.rows.map(({ dueOn }: { dueOn: string }) => dueOn)).toEqual([
      '2027-03-15',
      '2027-04-22',
      '2027-05-22',
    ]);
  });

  it('interest reduction: what remains costs less', async () => {
    const before = await loan();
    const after = await agreed({ kind: 'interestReduction', annualRatePpm: 30_000 });

    expect(total(after)).toBeLessThan(total(before));
    expect(after.annualRatePpm).toBe(30_000);
  });

  it('write-off: the order ends, the limit stays used, and what is repaid is recovered', async () => {
    world.moveTo('2027-12-22');
    const after = await agreed({ kind: 'writeOff' });
    expect(after.state).toBe('writtenOff');
    expect((await world.order(orderId)).state).toBe('writtenOff');
    expect(usedFen((await world.row(limitKey(borrower.subject))).ledger)).toBe(1_000_000);

    const repaymentId = await repay(world, borrower, loanId, 20_000);
    const params = { loanId, repaymentId };
    expect((await world.call(getReceipt, { as: borrower, params })).body).toMatchObject({
      amountFen: 20_000,
      paid: { principalFen: 0, creditFen: 0 },
    });
    expect((await loan()).events.at(-1)).toMatchObject({ type: 'recovered', amountFen: 20_000 });
    expect((await loan()).state).toBe('writtenOff');
    const tooMuch = repayment(borrower, loanId, total(after) - 20_000 + 1);
    expect((await world.call(createRepayment, tooMuch)).body.code).toBe('amount_exceeds_payoff');
  });

  it('a waiver of all that is late lets the order catch up', async () => {
    world.moveTo('2027-01-22');
    await agreed({ kind: 'extension', instalments: 1 });
    const { rows } = await loan();
    const late = rows.filter(({ dueOn }: { dueOn: string }) => dueOn <= '2027-01-22');
    for (const component of ['penalty', 'interest', 'principal'] as const) {
      const amountFen = late.reduce(
        (sum: number, row: Record<string, number>) => sum + (row[`${component}Fen`] ?? 0),
        0,
      );
      if (amountFen > 0) await agreed({ kind: 'waiver', component, amountFen });
    }

    expect((await loan()).state).toBe('repaying');
    expect((await world.order(orderId)).state).toBe('repaying');
  });
});

describe('an adjustment is refused', () => {
  it.each([
    ['nothingToChange', { kind: 'pause', periods: 1 }, '2028-01-01'],
    ['rateNotLower', { kind: 'interestReduction', annualRatePpm: 900_000 }, '2026-12-01'],
    ['waiverTooLarge', { kind: 'waiver', component: 'penalty', amountFen: 5 }, '2026-12-01'],
    ['noSuchDay', { kind: 'reschedule', instalments: 3, firstDueOn: '2027-02-30' }, '2026-12-01'],
    [
      'invalidTerms',
      { kind: 'reschedule', instalments: 3, firstDueOn: '2020-01-01' },
      '2026-12-01',
    ],
  ])('by the loan as %s', async (reason, terms, on) => {
    world.moveTo(on);

    expect(await adjust(terms)).toMatchObject({
      status: 422,
      body: { code: 'adjustment_refused', figures: { reason } },
    });
  });

  it.each([
    { kind: 'pause' },
    { kind: 'pause', periods: 1, amountFen: 5 },
    { kind: 'waiver', amountFen: 5 },
    { kind: 'writeOff', instalments: 1 },
  ])('for its form: %j', async (terms) => {
    expect(await adjust(terms)).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
  });

  it('while a repayment is on its way', async () => {
    world.moveTo('2027-01-22');
    await world.call(createRepayment, repayment(borrower, loanId, 5_000));

    expect(await adjust({ kind: 'waiver', component: 'penalty', amountFen: 1 })).toMatchObject({
      status: 409,
      body: { code: 'repayment_in_progress' },
    });
  });

  it('for a loan that is not there', async () => {
    loanId = world.id('loan');

    expect((await adjust({ kind: 'pause', periods: 1 })).status).toBe(404);
  });
});

const loan = async () =>
  (await world.call(inspectLoan, { as: collector, params: { loanId } })).body;
const adjust = (terms: object, as = collector, idempotencyKey = newKey()) =>
  world.call(adjustLoan, {
    as,
    params: { loanId },
    body: { ...terms, reason: 'illness' },
    idempotencyKey,
  });
const decide = (adjustmentId: string, decision: 'agree' | 'decline', as: Caller) =>
  world.call(decideAdjustment, {
    as,
    params: { loanId, adjustmentId },
    body: { decision },
    idempotencyKey: newKey(),
  });
const proposed = async () => (await world.call(listAdjustments, { as: risk })).body.adjustments;
const total = ({ rows }: { rows: { totalFen: number }[] }): number =>
  rows.reduce((sum, { totalFen }) => sum + totalFen, 0);

const trailOf = (customerId: string) =>
  [...world.store.everything()]
    .filter(({ key }) => key.table === 'users' && key.partition.endsWith(customerId))
    .map(({ body }) => body);
const eventsOf = (everything: string): number => everything.split('EVENT#').length;
