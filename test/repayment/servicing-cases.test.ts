/** One bad loan never stops the rest: it is a case with an owner until a night can serve it. */
import { loanKey } from '../../lambdas/core/repayment/loan-record';
import { handler as getDayStatement } from '../../lambdas/repayment/get-day-statement';
import { handler as handleServicingCase } from '../../lambdas/repayment/handle-servicing-case';
import { handler as listServicingCases } from '../../lambdas/repayment/list-servicing-cases';
import type { Caller } from '../support/api-call';
import { aBorrowerWithLimit, auditor, runningLoan } from '../support/borrowers';
import { LendingWorld } from '../support/lending-world';
import { nightOf } from '../support/nights';

jest.setTimeout(600_000);

const admin: Caller = { subject: 'stf_admin', role: 'admin', sessionId: 'ses_a' };

let world: LendingWorld;
let bad: { loanId: string; orderId: string };
let good: { loanId: string; orderId: string };

beforeEach(async () => {
  world = new LendingWorld();
  bad = await runningLoan(world, await aBorrowerWithLimit(world));
  good = await runningLoan(world, await aBorrowerWithLimit(world));
  await nightOf(world, '2026-12-25');
});

/** Terms that cannot be computed with. */
async function breakLoan(): Promise<() => Promise<void>> {
  const whole = (await world.store.get(loanKey(bad.loanId)))!;
  const broken = { ...(whole.body.state as object), rows: null };
  await world.store.commit([
    {
      kind: 'replace',
      item: { ...whole, body: { ...whole.body, state: broken } },
      expectedVersion: whole.version,
    },
  ]);
  return async () => {
    const now = (await world.store.get(loanKey(bad.loanId)))!;
    const body = { ...now.body, state: whole.body.state };
    await world.store.commit([
      { kind: 'replace', item: { ...now, body }, expectedVersion: now.version },
    ]);
  };
}

const cases = async (state: string) =>
  (await world.call(listServicingCases, { as: admin, query: { state } })).body.cases;

describe('a loan the night cannot serve', () => {
  it('is a case, and the others are served and the day is closed', async () => {
    await breakLoan();
    expect(await nightOf(world, '2026-12-26')).toMatchObject({ status: 'SUCCEEDED' });

    expect((await world.order(good.orderId)).state).toBe('overdue');
    expect(await cases('open')).toMatchObject([
      { loanId: bad.loanId, openedOn: '2026-12-26', failures: 1, reason: 'TypeError' },
    ]);
  });

  it('is tried every night, and its case is resolved by the night that can', async () => {
    const mend = await breakLoan();
    await nightOf(world, '2026-12-26');
    await nightOf(world, '2026-12-27');
    expect(await cases('open')).toMatchObject([{ failures: 2, lastFailedOn: '2026-12-27' }]);
    const statement = { as: auditor, query: { on: '2026-12-26' } };
    expect((await world.call(getDayStatement, statement)).body.casesOpen).toBe(1);

    await mend();
    await nightOf(world, '2026-12-28');
    expect(await cases('open')).toEqual([]);
    expect(await cases('resolved')).toMatchObject([
      { resolvedBy: 'night', resolvedOn: '2026-12-28' },
    ]);
    expect((await world.order(bad.orderId)).state).toBe('overdue');
  });

  it('gets an owner, and its end, from staff; what is resolved stays so', async () => {
    await breakLoan();
    await nightOf(world, '2026-12-26');
    const handle = (body: object) =>
      world.call(handleServicingCase, { as: admin, params: { loanId: bad.loanId }, body });

    expect(await handle({ state: 'taken', note: 'terms damaged' })).toMatchObject({
      status: 200,
      body: { state: 'taken', ownerId: 'stf_admin' },
    });
    expect(await cases('taken')).toHaveLength(1);
    expect(await handle({ state: 'resolved' })).toMatchObject({ status: 200 });
    expect(await handle({ state: 'taken' })).toMatchObject({ status: 409 });
  });

  it('is not told apart from one that is no case, but to staff who may see', async () => {
    const params = { loanId: good.loanId };
    const body = { state: 'taken' };
    expect(await world.call(handleServicingCase, { as: admin, params, body })).toMatchObject({
      status: 404,
    });
    expect(await world.call(handleServicingCase, { as: auditor, params, body })).toMatchObject({
      status: 403,
    });
  });
});
