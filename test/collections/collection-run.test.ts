/** The run of a morning: reminders and cases that are due, promises, stops, repetitions. */
import { handler as followLoan } from '../../lambdas/collections/follow-loan';
import { handler as makePromise } from '../../lambdas/collections/make-promise';
import { handler as setContactPreferences } from '../../lambdas/collections/set-contact-preferences';
import { addDays, isoDate } from '../../lambdas/core/calendar';
import { caseKey } from '../../lambdas/core/collections/case-record';
import { insertContact } from '../../lambdas/core/collections/contact-record';
import { loanKey } from '../../lambdas/core/repayment/loan-record';
import { loanView } from '../../lambdas/core/repayment/loan-view';
import { type BehaviourRecord, recordBehaviour } from '../../lambdas/core/risk/behaviour-record';
import { handler as createRepayment } from '../../lambdas/repayment/create-repayment';
import { aBorrowerWithLimit, callBack, newKey, repayment, runningLoan } from '../support/borrowers';
import { LendingWorld } from '../support/lending-world';
import {
  aCase,
  anOverdueLoan,
  caseOf,
  contactsWith,
  daysLater,
  debtorOf,
  type Overdue,
  runCollection,
} from './overdue-borrowers';

let world: LendingWorld;
beforeEach(() => {
  world = new LendingWorld();
});

describe('a reminder', () => {
  it.each([
    [3, 'instalmentComing'],
    [0, 'instalmentDueToday'],
  ])('%i days before the due day waits for the morning and says %s', async (daysLeft, kind) => {
    const { borrower, loanId, dueOn } = await aLoanDueIn(daysLeft);
    await approaching(loanId, borrower.subject, dueOn, daysLeft);
    expect(world.notifier.sent).toEqual([]);
    world.moveTo(world.today, 9);
    await runCollection(world);
    expect(world.notifier.sent).toMatchObject([{ notice: { kind, dueOn } }]);
    expect(world.notifier.sent[0]!.notice.amountFen).toBeGreaterThan(80_000);
  });

  it('is sent once, however often its event comes and the run is started', async () => {
    const { borrower, loanId, dueOn } = await aLoanDueIn(3);
    for (let times = 0; times < 3; times++) await approaching(loanId, borrower.subject, dueOn, 3);
    world.moveTo(world.today, 9);
    await runCollection(world);
    await approaching(loanId, borrower.subject, dueOn, 3);
    world.pass(6 * 3600);
    expect(await runCollection(world)).toBe(0);
    expect(world.notifier.sent).toHaveLength(1);
  });

  it('is not sent at night, and is sent in the morning after', async () => {
    const { borrower, loanId, dueOn } = await aLoanDueIn(3);
    await approaching(loanId, borrower.subject, dueOn, 3);
    await runCollection(world);
    expect(world.notifier.sent).toEqual([]);
    expect(contactsWith(world, { borrower, loanId })).toMatchObject([
      { status: 'refused', reasons: ['quietHours'], purpose: 'reminder' },
    ]);
    world.moveTo(world.today, 9);
    await runCollection(world);
    expect(world.notifier.sent).toHaveLength(1);
  });

  it('is not sent when the instalment is paid, nor after its day', async () => {
    const { borrower, loanId, dueOn } = await aLoanDueIn(3);
    await approaching(loanId, borrower.subject, dueOn, 3);
    daysLater(world, 4);
    await runCollection(world);
    expect(world.notifier.sent).toEqual([]);
  });

  it('that no carrier takes is tried again in the next runs, three times at most', async () => {
    const { borrower, loanId, dueOn } = await aLoanDueIn(3);
    await approaching(loanId, borrower.subject, dueOn, 3);
    world.notifier.isDown = true;
    for (const hour of [9, 13, 18]) {
      world.moveTo(world.today, hour);
      await runCollection(world);
    }
    expect(contactsWith(world, { borrower, loanId }).map(({ status }) => status)).toEqual([
      'notSent',
      'notSent',
      'refused',
    ]);
  });

  it('of somebody else’s loan reaches nobody', async () => {
    const { loanId, dueOn } = await aLoanDueIn(3);
    const other = await aBorrowerWithLimit(world);
    await approaching(loanId, other.subject, dueOn, 3);
    world.moveTo(world.today, 9);
    await runCollection(world);
    expect(world.notifier.sent).toEqual([]);
  });
});

describe('a case', () => {
  it('is opened by the event, once, with what the loan says', async () => {
    const overdue = await anOverdueLoan(world, 5);
    for (let times = 0; times < 2; times++) await delinquent(overdue);
    expect(await caseOf(world, overdue)).toMatchObject({
      status: 'open',
      bucket: '4-15',
      daysPastDue: 5,
      risk: 'unknown',
      strategyVersion: 'collections-1',
      arm: expect.stringMatching(/champion|challenger/),
      step: 0,
      actOn: world.today,
    });
  });

  it('knows the latest behaviour score of the loan', async () => {
    const overdue = await anOverdueLoan(world, 5);
    const row = { loanId: overdue.loanId, month: '2027-01', risk: 'high' } as BehaviourRecord;
    const scored = recordBehaviour(row, overdue.borrower.subject, world.now);
    expect((await world.store.commit(scored)).ok).toBe(true);
    await delinquent(overdue);
    expect(await caseOf(world, overdue)).toMatchObject({ risk: 'high' });
  });

  it('goes through the steps of its strategy, a step on its day', async () => {
    const overdue = await aChampion(5);
    await runCollection(world);
    expect(world.notifier.sent).toMatchObject([{ notice: { kind: 'loanOverdue' } }]);
    expect(await runCollection(world)).toBe(0);
    daysLater(world, 3);
    await runCollection(world);
    expect(world.voiceRobot.called).toHaveLength(1);
    expect(contactsWith(world, overdue)).toMatchObject([
      { channel: 'sms', arm: 'champion', strategyVersion: 'collections-1' },
      { channel: 'voiceRobot', arm: 'champion', status: 'pending' },
    ]);
    expect(await caseOf(world, overdue)).toMatchObject({ step: 2 });
  });

  it('of a worse bucket begins anew, and goes before people', async () => {
    const overdue = await aChampion(20);
    await runCollection(world);
    expect(await caseOf(world, overdue)).toMatchObject({ bucket: '16-30' });
    daysLater(world, 15);
    await delinquent(overdue);
    await runCollection(world);
    const held = await caseOf(world, overdue);
    expect(held).toMatchObject({ bucket: '31-60', step: 1, queuedAt: expect.any(String) });
  });

  it('is closed when the loan is caught up, and nobody is contacted any more', async () => {
    const overdue = await aCase(world, 5);
    await payOverdue(overdue);
    expect(await caseOf(world, overdue)).toMatchObject({
      status: 'closed',
      closedBecause: 'current',
    });
    expect(await runCollection(world)).toBe(0);
    expect(world.notifier.sent).toEqual([]);
  });

  it('that fails stops no other', async () => {
    const bad = await aCase(world, 5);
    const good = await aCase(world, 5);
    const row = (await world.store.get(loanKey(bad.loanId)))!;
    await world.store.commit([{ kind: 'remove', key: row.key, expectedVersion: row.version }]);
    world.moveTo((await caseOf(world, good)).actOn!, 10);
    await runCollection(world);
    expect(contactsWith(world, good)).toHaveLength(1);
  });

  it('does nothing while it rests for good, and asks again after a week', async () => {
    const overdue = await aChampion(5);
    const body = { doNotContact: true, declinedChannels: [] };
    const reply = await world.call(setContactPreferences, { as: overdue.borrower, body });
    expect(reply.status).toBe(200);
    await runCollection(world);
    expect(world.notifier.sent).toEqual([]);
    expect(contactsWith(world, overdue)).toMatchObject([
      { status: 'refused', reasons: ['doNotContact'] },
    ]);
    const held = await caseOf(world, overdue);
    expect(held.actOn).toBe(addDays(isoDate(world.today), 7));
  });
});

describe('a promise', () => {
  it('stops contacts until its day is over, and no interest', async () => {
    const overdue = await aChampion(5);
    const before = await penaltyOf(overdue);
    await promise(overdue, 50_000, 3);
    for (let day = 0; day <= 3; day++) {
      await runCollection(world);
      daysLater(world, 1);
    }
    expect(world.notifier.sent).toEqual([]);
    expect(await penaltyOf(overdue)).toBeGreaterThan(before);
  });

  it('that is kept is noted, and closes the case when everything is paid', async () => {
    const overdue = await aChampion(5);
    await promise(overdue, await owedBy(overdue), 3);
    await payOverdue(overdue);
    expect(await caseOf(world, overdue)).toMatchObject({
      status: 'closed',
      promise: { status: 'kept' },
      brokenPromises: 0,
    });
    expect((await debtorOf(world, overdue)).stops).toEqual([]);
  });

  it('that is broken is noted the morning after, and contacts begin again', async () => {
    const overdue = await aChampion(5);
    await promise(overdue, 50_000, 1);
    daysLater(world, 2);
    await runCollection(world);
    expect(await caseOf(world, overdue)).toMatchObject({
      promise: { status: 'broken' },
      brokenPromises: 1,
    });
    expect(contactsWith(world, overdue).at(-1)).toMatchObject({ status: 'sent' });
  });

  it('is refused when it is too late, too much, a second one, or after two broken ones', async () => {
    const overdue = await aChampion(5);
    const refusal = async (amountFen: number, days: number) =>
      (await promise(overdue, amountFen, days)).body.figures?.reason;
    expect(await refusal(50_000, 15)).toBe('tooLate');
    expect(await refusal(50_000, -1)).toBe('inThePast');
    expect(await refusal(90_000_000, 3)).toBe('moreThanOwed');
    for (let times = 0; times < 2; times++) {
      expect(await refusal(50_000, 1)).toBeUndefined();
      expect(await refusal(50_000, 1)).toBe('standing');
      daysLater(world, 2);
      await runCollection(world);
    }
    expect(await refusal(50_000, 1)).toBe('brokenTooOften');
  });

  it('that the robot has understood is taken like any other', async () => {
    const overdue = await aChampion(5);
    await runCollection(world);
    daysLater(world, 3);
    const on = addDays(isoDate(world.today), 3);
    world.voiceRobot.outcome = { status: 'answered', promise: { amountFen: 50_000, on } };
    await runCollection(world);
    expect(await caseOf(world, overdue)).toMatchObject({
      promise: { status: 'standing', by: 'voiceRobot', on },
    });
    expect(contactsWith(world, overdue).at(-1)).toMatchObject({
      status: 'answered',
      result: 'promise',
    });
  });
});

it('asks after every call of a shard, however many there are', async () => {
  const calls = Array.from({ length: 201 }, (_, n) => `call ${n}`);
  for (const callId of calls)
    expect((await world.store.commit([aPendingCall(callId)])).ok).toBe(true);
  await runCollection(world);
  expect([...world.voiceRobot.asked].sort()).toEqual([...calls].sort());
});

/** Of one loan, and so of one shard. */
const aPendingCall = (callId: string) =>
  insertContact({
    contactId: world.id('con'),
    customerId: `cus_${'a'.repeat(26)}`,
    loanId: `loan_${'a'.repeat(26)}`,
    channel: 'voiceRobot',
    purpose: 'collection',
    at: new Date(world.now).toISOString(),
    status: 'pending',
    actorId: 'system:takeCollectionActions',
    callId,
  });

const approaching = (loanId: string, customerId: string, dueOn: string, daysLeft: number) =>
  world.consume('followLoan', {
    type: 'InstalmentApproaching',
    version: 1,
    data: { loanId, customerId, dueOn, daysLeft, amountFen: 1 },
  });

async function delinquent({ loanId, borrower }: Overdue): Promise<void> {
  expect(followLoan.consumer).toEqual(expect.any(Function));
  await world.consume('followLoan', {
    type: 'DelinquencyChanged',
    version: 1,
    data: {
      loanId,
      orderId: loanId.replace('loan_', 'ord_'),
      customerId: borrower.subject,
      daysPastDue: 1,
      bucket: '1-3',
      overdueFen: 1,
    },
  });
}

/** An hour after midnight, so many days before the first instalment. */
async function aLoanDueIn(days: number) {
  const borrower = await aBorrowerWithLimit(world);
  const { loanId } = await runningLoan(world, borrower);
  const { nextDue } = loanView((await world.row(loanKey(loanId))).state, world.today);
  world.moveTo(addDays(nextDue!.dueOn, -days), 1);
  return { borrower, loanId, dueOn: nextDue!.dueOn };
}

/** In the arm whose plan the tests name: another loan where chance dealt the other one. */
async function aChampion(daysPastDue: number): Promise<Overdue> {
  const overdue = await aCase(world, daysPastDue);
  if ((await caseOf(world, overdue)).arm === 'champion') return overdue;
  const row = (await world.store.get(caseKey(overdue.loanId)))!;
  const body = { ...row.body, arm: 'champion' };
  await world.store.commit([
    { kind: 'replace', item: { ...row, body }, expectedVersion: row.version },
  ]);
  return overdue;
}

const viewOf = async ({ loanId }: Overdue) =>
  loanView((await world.row(loanKey(loanId))).state, world.today);
const owedBy = async (overdue: Overdue) => (await viewOf(overdue)).dueNowFen;
const penaltyOf = async (overdue: Overdue) => (await viewOf(overdue)).rows[0]!.due.penalty;

const promise = ({ borrower, loanId }: Overdue, amountFen: number, days: number) =>
  world.call(makePromise, {
    as: borrower,
    params: { loanId },
    body: { amountFen, on: addDays(isoDate(world.today), days) },
    idempotencyKey: newKey(),
  });

async function payOverdue(overdue: Overdue): Promise<void> {
  const { borrower, loanId } = overdue;
  const call = repayment(borrower, loanId, await owedBy(overdue));
  const { body } = await world.call(createRepayment, call);
  await world.deliver();
  await callBack(world, body.repaymentId);
  await world.deliver();
}
