/** Help in hardship: asked for by the borrower, decided by people, and contacts rest meanwhile. */
import { handler as assignCollectionCase } from '../../lambdas/collections/assign-collection-case';
import { handler as callDebtor } from '../../lambdas/collections/call-debtor';
import { handler as decideHardship } from '../../lambdas/collections/decide-hardship-request';
import { handler as getHardship } from '../../lambdas/collections/get-hardship-request';
import { handler as listHardship } from '../../lambdas/collections/list-hardship-requests';
import { handler as requestHelp } from '../../lambdas/collections/request-hardship-help';
import { hardshipRefusals } from '../../lambdas/core/collections/hardship-record';
import { readLinks } from '../../lambdas/core/users/audit-chain';
import { handler as adjustLoan } from '../../lambdas/repayment/adjust-loan';
import { aBorrower, newKey, repay } from '../support/borrowers';
import { LendingWorld } from '../support/lending-world';
import {
  aCase,
  admin,
  caseOf,
  collector,
  daysLater,
  debtorOf,
  type Overdue,
  runCollection,
} from './overdue-borrowers';

const asked = { reason: 'unemployment', wish: 'pause', payableFen: 30_000 };
let world: LendingWorld;
let overdue: Overdue;
let params: { readonly loanId: string };

beforeEach(async () => {
  world = new LendingWorld();
  overdue = await aCase(world, 35);
  params = { loanId: overdue.loanId };
  await runCollection(world);
});

describe('a request for help', () => {
  it('rests all contacts about the loan, and waits for people', async () => {
    const { status, body } = await ask();
    expect({ status, body }).toMatchObject({
      status: 201,
      body: { ...asked, loanId: overdue.loanId, status: 'open', askedBy: 'borrower' },
    });
    expect((await call()).body.figures.reasons).toEqual(['hardshipPlan']);
    expect((await caseOf(world, overdue)).queuedAt).toBeUndefined();
    daysLater(world, 2);
    expect(await runCollection(world)).toBe(0);
    expect(await waiting()).toMatchObject([{ ...asked, earlier: 0 }]);
    expect(await latest()).toEqual(body);
  });

  it('is one at a time, and answered the same under one key', async () => {
    const key = newKey();
    const first = await ask(asked, key);
    expect(await ask(asked, key)).toEqual(first);
    expect((await ask()).body.code).toBe('hardship_open');
    expect(await waiting()).toHaveLength(1);
  });

  it('is for loans of one’s own that are not settled', async () => {
    const as = await aBorrower(world);
    const strange = { as, params, body: asked, idempotencyKey: newKey() };
    expect((await world.call(requestHelp, strange)).status).toBe(404);
    await repay(world, overdue.borrower, overdue.loanId);
    expect((await ask()).body.code).toBe('loan_closed');
  });

  it('has no place for words about a person', async () => {
    expect((await ask({ ...asked, note: 'my husband is ill' })).status).toBe(400);
  });
});

describe('a decision', () => {
  it('that refuses says why in both languages, and contacts may begin again', async () => {
    await ask();
    const refused = await decide({ refusal: 'noProof' });
    expect(refused).toMatchObject({ status: 201, body: { status: 'refused' } });
    expect(await latest()).toMatchObject({
      refusal: { code: 'noProof', text: hardshipRefusals.noProof },
    });
    expect(hardshipRefusals.noProof.zh).toMatch(/\p{Script=Han}/u);
    expect((await debtorOf(world, overdue)).stops).toEqual([]);
    expect((await call()).status).toBe(201);
    expect(await waiting()).toEqual([]);
    const trail = await readLinks(world.store, overdue.borrower.subject);
    expect(trail).toContainEqual(
      expect.objectContaining({ actorId: admin.subject, purpose: 'decideHardshipRequest' }),
    );
  });

  it('that grants rests contacts until the plan’s first due day is over', async () => {
    await ask();
    const adjustmentId = await adjust();
    const granted = await decide({ adjustmentId });
    expect(granted.body).toMatchObject({ status: 'granted', adjustmentId });
    const { restsUntil } = granted.body;
    expect(restsUntil > world.today).toBe(true);
    world.moveTo(restsUntil, 20);
    expect((await call()).body.figures.reasons).toEqual(['hardshipPlan']);
    daysLater(world, 1);
    world.moveTo(world.today, 10);
    expect((await call()).status).toBe(201);
  });

  it('that grants names help that was given for it: a word alone is none', async () => {
    const before = await adjust();
    world.pass(60);
    await ask();
    for (const adjustmentId of [before, world.id('adj')])
      expect(await decide({ adjustmentId })).toMatchObject({
        status: 400,
        body: { code: 'validation_failed' },
      });
    expect((await latest()).status).toBe('open');
  });

  it('that refuses a second request leaves the plan that runs as it is', async () => {
    await ask();
    const { restsUntil } = (await decide({ adjustmentId: await adjust() })).body;
    daysLater(world, 1);
    await ask();
    expect((await decide({ refusal: 'affordable' })).body).toMatchObject({ restsUntil });
    expect((await call()).body.figures.reasons).toEqual(['hardshipPlan']);
    world.moveTo(restsUntil, 10);
    daysLater(world, 1);
    expect((await call()).status).toBe(201);
  });

  it('has true words for a loan that was repaid before anybody had decided', async () => {
    await ask();
    await repay(world, overdue.borrower, overdue.loanId);
    expect((await decide({ refusal: 'repaidMeanwhile' })).status).toBe(201);
    expect(await waiting()).toEqual([]);
  });

  it('is made once, and help can be asked for again', async () => {
    await ask();
    await decide({ refusal: 'affordable' });
    expect((await decide({ refusal: 'noProof' })).status).toBe(404);
    expect((await ask()).status).toBe(201);
    expect(await waiting()).toMatchObject([{ earlier: 1 }]);
  });
});

const ask = (body: object = asked, idempotencyKey = newKey()) =>
  world.call(requestHelp, { as: overdue.borrower, params, body, idempotencyKey });
const latest = async () => (await world.call(getHardship, { as: overdue.borrower, params })).body;
const waiting = async () => (await world.call(listHardship, { as: collector })).body.requests;
const decide = (body: object) => world.call(decideHardship, { as: admin, params, body });

async function adjust(): Promise<string> {
  const body = { kind: 'waiver', component: 'penalty', amountFen: 1, reason: 'unemployment' };
  const request = { as: collector, params, body, idempotencyKey: newKey() };
  return (await world.call(adjustLoan, request)).body.adjustmentId;
}

/** By whoever has taken the case. */
async function call() {
  const body = { assigneeId: collector.subject };
  await world.call(assignCollectionCase, { as: collector, params, body });
  return world.call(callDebtor, { as: collector, params, body: {} });
}
