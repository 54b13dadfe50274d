/** The morning after: statement, instructions and books agree, or a case says where they do not. */
import { trialBalance } from '../../lambdas/core/ledger/postings';
import type { JournalBody } from '../../lambdas/core/repayment/loan-record';
import { handler as decideCase } from '../../lambdas/payments/decide-reconciliation-case';
import { handler as getReconciliation } from '../../lambdas/payments/get-reconciliation';
import { handler as listCases } from '../../lambdas/payments/list-reconciliation-cases';
import { handler as noteCase } from '../../lambdas/payments/note-reconciliation-case';
import { handler as reconcileDays } from '../../lambdas/payments/reconcile-days';
import { handler as resolveCase } from '../../lambdas/payments/resolve-reconciliation-case';
import { aBorrowerWithLimit, expectStatus, repay, runningLoan } from '../support/borrowers';
import { LendingWorld } from '../support/lending-world';

const day = '2026-11-22';
let world: LendingWorld;
let orderId: string;
let repaymentId: string;

beforeEach(async () => {
  world = new LendingWorld();
  const borrower = await aBorrowerWithLimit(world);
  const loan = await runningLoan(world, borrower);
  orderId = loan.orderId;
  repaymentId = await repay(world, borrower, loan.loanId, 5_000);
  world.moveTo('2026-11-23', 11);
});

const staff = (letter: string) => {
  const subject = `stf_${letter.repeat(26)}`;
  return { subject, role: 'risk', sessionId: 'ses_s' } as const;
};
const lines = () => [
  {
    instructionId: orderId.replace('ord_', 'dis_'),
    direction: 'disbursement' as const,
    amountFen: 1_000_000,
    occurredAt: `${day}T02:00:00.000Z`,
  },
  {
    instructionId: repaymentId,
    direction: 'collection' as const,
    amountFen: 5_000,
    occurredAt: `${day}T02:00:00.000Z`,
  },
];
const state = (entries: ReturnType<typeof lines>) => {
  world.channel.statements[day] = { outcome: 'ready', entries };
};
const extra = () => ({ ...lines()[1]!, instructionId: 'rep_nobody', amountFen: 77 });
const cases = async (of = 'open') =>
  expectStatus(200, await world.call(listCases, { as: staff('a'), query: { state: of } })).body
    .cases;
const suspense = () => {
  const journal = [...world.store.everything()].filter(({ indexes }) =>
    indexes?.index1?.sort.startsWith('ENTRY#'),
  );
  return trialBalance(journal.map(({ body }) => (body as unknown as JournalBody).postings));
};

describe('the morning after', () => {
  it('finds nothing where everything agrees, and says so', async () => {
    state(lines());
    expect(await world.run(reconcileDays)).toMatchObject({ reconciled: 1, differences: 0 });

    const told = await world.call(getReconciliation, { as: staff('a'), params: { day } });
    expect(told.body.channels).toMatchObject([
      {
        channel: 'sandbox',
        statementFen: -995_000,
        instructionsFen: -995_000,
        unexplainedFen: 0,
        matched: 2,
        differences: 0,
      },
    ]);
    expect(await cases()).toEqual([]);
  });

  it('makes a case of a difference, worth what stands in suspense', async () => {
    state([...lines(), extra()]);
    expect(await world.run(reconcileDays)).toMatchObject({ differences: 1 });

    expect(await cases()).toMatchObject([
      {
        kind: 'extra',
        instructionId: 'rep_nobody',
        effectFen: 77,
        day,
        state: 'open',
        owner: 'risk',
      },
    ]);
    expect(suspense().suspense).toBe(-77);
    expect(Object.values(suspense()).reduce<number>((sum, fen) => sum + fen, 0)).toBe(0);
    const told = await world.call(getReconciliation, { as: staff('a'), params: { day } });
    expect(told.body.suspenseFen).toEqual({ day: 77, week: 0, month: 0, older: 0 });
  });

  it('is the same when it is done twice, and when it was stopped in the middle', async () => {
    state([lines()[0]!, extra()]);
    let commits = 0;
    world.fault = ({ kind }) =>
      kind === 'commit' && ++commits === 2 ? { kind: 'timeout', at: 'before' } : undefined;
    expect(await world.run(reconcileDays)).toMatchObject({ reconciled: 0 });
    world.fault = () => undefined;
    await world.run(reconcileDays);
    const once = world.everything;

    expect(await world.run(reconcileDays)).toMatchObject({ reconciled: 0, differences: 0 });
    expect(world.everything).toBe(once);
    expect((await cases()).map(({ kind }: { kind: string }) => kind).sort()).toEqual([
      'extra',
      'missing',
    ]);
    expect(suspense().suspense).toBe(-77 + 5_000);
  });

  it('waits for a statement that is late, and catches the day up', async () => {
    expect(await world.run(reconcileDays)).toMatchObject({ reconciled: 0, waiting: 7 });
    world.moveTo('2026-11-26', 11);
    state(lines());

    expect(await world.run(reconcileDays)).toMatchObject({ reconciled: 1, differences: 0 });
  });

  it('forgets no day that stays without a statement for weeks', async () => {
    world.channel.statements['2026-11-21'] = { outcome: 'ready', entries: [] };
    expect(await world.run(reconcileDays)).toMatchObject({ reconciled: 1 });
    world.moveTo('2026-12-10', 11);
    expect(await world.run(reconcileDays)).toMatchObject({ reconciled: 0, waiting: 18 });
    state(lines());
    expect(await world.run(reconcileDays)).toMatchObject({ reconciled: 1, waiting: 17 });
  });
});

describe('a case', () => {
  beforeEach(async () => {
    state([...lines(), extra()]);
    await world.run(reconcileDays);
  });
  const on = (
    handler: Parameters<LendingWorld['call']>[0],
    who: string,
    body: object,
    key: string,
  ) =>
    cases(key === 'decide' ? 'proposed' : 'open').then(([found]) =>
      world.call(handler, {
        as: staff(who),
        params: { caseId: found.caseId },
        body,
        idempotencyKey: `case-key-000000-${key}`,
      }),
    );

  it('is handed to somebody, noted on, explained by one and decided by another', async () => {
    const assignee = staff('b').subject;
    const noted = await on(noteCase, 'a', { assignee, text: 'Asked the bank.' }, 'note');
    expect(noted).toMatchObject({
      status: 201,
      body: {
        assignee,
        owner: assignee,
        notes: [{ by: staff('a').subject, text: 'Asked the bank.' }],
      },
    });

    const proposed = await on(resolveCase, 'b', { resolution: 'channelCorrected' }, 'resolve');
    expect(proposed).toMatchObject({ status: 201, body: { state: 'proposed' } });
    expect(await on(decideCase, 'b', { decision: 'approve' }, 'decide')).toMatchObject({
      status: 403,
      body: { code: 'second_person_required' },
    });
    const decided = await on(decideCase, 'a', { decision: 'approve' }, 'decide');
    expect(decided).toMatchObject({ status: 201, body: { state: 'resolved' } });
    expect(suspense().suspense).toBe(0);
    expect(await cases()).toEqual([]);
  });

  it('goes back to open when the second person disagrees', async () => {
    await on(resolveCase, 'b', { resolution: 'writtenOff' }, 'resolve');
    await on(decideCase, 'a', { decision: 'reject' }, 'decide');

    expect(await cases()).toMatchObject([{ state: 'open' }]);
    expect(suspense().suspense).toBe(-77);
  });

  it('that nobody knows, or is decided, is not decided again', async () => {
    const nobody = { caseId: `rcn_${'a'.repeat(26)}` };
    const call = { as: staff('a'), params: nobody, idempotencyKey: 'case-key-000000-nobody' };
    expect(await world.call(decideCase, { ...call, body: { decision: 'approve' } })).toMatchObject({
      status: 404,
    });
    await on(resolveCase, 'b', { resolution: 'timing' }, 'resolve');
    const [{ caseId }] = await cases('proposed');
    expect(
      await world.call(resolveCase, {
        ...call,
        params: { caseId },
        body: { resolution: 'timing' },
      }),
    ).toMatchObject({ status: 409, body: { code: 'case_closed' } });
  });
});
