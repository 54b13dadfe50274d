/** An overdue loan on the running laptop: reminded, called, promised, and what may not happen. */

import { watchShards } from '../../lambdas/core/risk/warnings/watch-record';
import { accepted } from '../../local/life/answers';
import type { Borrower } from '../../local/life/borrower';
import { type StaffMember, staffMember } from '../../local/life/staff-member';
import { type World, worldAt } from '../../local/life/world';
import { aLoanOf, aVerifiedBorrower } from '../support/lived-borrowers';
import { type RunningLaptop, startRunningLaptop } from '../support/running-laptop';

let laptop: RunningLaptop;
let world: World;
let borrower: Borrower;
let loanId: string;
let dueOn: string;
let collector: StaffMember;

/** One loan, whose days the following claims go through in their order. */
beforeAll(async () => {
  laptop = await startRunningLaptop();
  world = worldAt(laptop.url);
  borrower = await aVerifiedBorrower(world);
  ({ loanId } = await aLoanOf(borrower));
  dueOn = (await borrower.loan(loanId)).rows[0]!.dueOn;
  await world.tellDebtors({ answer: 'promise', days: 3 });
}, 600_000);

afterAll(async () => {
  await laptop?.stop();
});

jest.setTimeout(600_000);

describe('a loan that falls due', () => {
  it('is reminded of before its day and on it, in the morning', async () => {
    await world.moveTo(daysAfter(dueOn, 1));
    const messages = await world.messagesTo(borrower.person.phoneNumber);
    expect(messages.filter((text) => text.includes(`${dueOn} 还款`)).length).toBeGreaterThan(0);
    expect(messages.filter((text) => text.includes(`今日（${dueOn}）`))).toHaveLength(1);
    await borrower.comeBack();
    const { contacts } = accepted(await borrower.client.listContacts());
    for (const contact of contacts) {
      expect(contact).toMatchObject({ loanId, purpose: 'reminder', status: 'sent' });
      expect(hourInChina(contact.at)).toBeGreaterThanOrEqual(8);
      expect(hourInChina(contact.at)).toBeLessThan(22);
    }
  });

  it('is called by the robot once it is overdue, and the promise made there is taken', async () => {
    let promised = false;
    for (let day = 5; day < 14 && !promised; day++) {
      await world.moveTo(daysAfter(dueOn, day));
      await borrower.comeBack();
      const { contacts } = accepted(await borrower.client.listContacts());
      promised = contacts.some(({ result }) => result === 'promise');
    }
    const { contacts } = accepted(await borrower.client.listContacts());
    const made = contacts.filter(({ purpose }) => purpose === 'collection');
    expect(made.map(({ channel }) => channel)).toEqual(['voiceRobot', 'sms']);
    collector = await staffMember(world, 'collector');
    const held = accepted(await collector.client.getCollectionCase({ params: { loanId } }));
    expect(held).toMatchObject({
      status: 'open',
      bucket: '4-15',
      risk: expect.stringMatching(/^(low|medium|high)$/),
      promise: { status: 'standing', by: 'voiceRobot' },
      stops: [{ kind: 'promise' }],
      maskedPhone: expect.stringMatching(/^1\d\d\*{4}\d{4}$/),
    });
  });

  it('is not called by people while the promise stands, nor at night; both are recorded', async () => {
    const params = { loanId };
    const body = { assigneeId: collector.staffId };
    accepted(await collector.client.assignCollectionCase({ params, body }));
    const standing = await collector.client.callDebtor({ params, body: {} });
    expect(standing).toMatchObject({ status: 409, body: { code: 'contact_refused' } });
    await world.waitSeconds(15 * 3600);
    await collector.signIn();
    const atNight = await collector.client.callDebtor({ params, body: {} });
    expect(JSON.stringify(atNight.body)).toMatch(/promiseStanding.*quietHours/);
    const { contacts } = accepted(await collector.client.getCollectionCase({ params }));
    expect(contacts.slice(0, 2)).toMatchObject([
      { channel: 'person', status: 'refused', reasons: ['promiseStanding', 'quietHours'] },
      { channel: 'person', status: 'refused', reasons: ['promiseStanding'] },
    ]);
  });

  it('is closed when the promise is kept', async () => {
    await world.moveTo(daysAfter(await world.today(), 1));
    await borrower.comeBack();
    const [first] = (await borrower.loan(loanId)).rows;
    await borrower.repay(loanId, first!.totalFen - first!.paidFen);
    await world.waitSeconds(60);
    await collector.signIn();
    const held = accepted(await collector.client.getCollectionCase({ params: { loanId } }));
    expect(held).toMatchObject({
      status: 'closed',
      closedBecause: 'current',
      promise: { status: 'kept' },
      stops: [],
    });
  });

  it('has its borrower helped, or told in words why not', async () => {
    const params = { loanId };
    const body = { reason: 'lowerIncome', wish: 'lowerInstalments' } as const;
    accepted(await borrower.client.requestHardshipHelp({ params, body }));
    const admin = await staffMember(world, 'admin');
    const { requests } = accepted(await admin.client.listHardshipRequests({ query: {} }));
    expect(requests).toMatchObject([{ loanId, status: 'open' }]);
    const refusal = { refusal: 'affordable' } as const;
    accepted(await admin.client.decideHardshipRequest({ params, body: refusal }));
    const told = accepted(await borrower.client.getHardshipRequest({ params }));
    expect(told.refusal?.text.zh).toMatch(/\p{Script=Han}/u);
    await borrower.proveGesture();
    const { hardshipRequests } = accepted(await borrower.client.exportData());
    expect(hardshipRequests).toMatchObject([{ loanId, refusal: 'affordable' }]);
  });

  it('puts its borrower on the watch list who withdraws the debits, until staff have looked', async () => {
    const params = { loanId };
    await borrower.proveGesture();
    const { bankCardId } = borrower;
    accepted(await borrower.client.authoriseAutopay({ params, body: { bankCardId } }));
    accepted(await borrower.client.stopAutopay({ params }));
    await world.waitSeconds(1);
    const risk = await staffMember(world, 'risk');
    const watchList = async () => {
      const pages = await Promise.all(
        watchShards.map((shard) => risk.client.listWatched({ query: { shard } })),
      );
      return pages.flatMap((page) => accepted(page).watched);
    };
    const { customerId } = borrower;
    const [watched, ...others] = await watchList();
    expect(watched).toMatchObject({ customerId, warnings: [{ trigger: 'autopaySwitchedOff' }] });
    expect(others).toEqual([]);
    const closing = { params: { customerId }, body: { limit: 'release' } } as const;
    accepted(await risk.client.closeWatch(closing));
    expect(await watchList()).toEqual([]);
  });

  it('was collected with rights that were granted, and none beyond what is used', async () => {
    const answer = await fetch(new URL('/_local/meter', laptop.url));
    const { grants } = (await answer.json()) as { grants: { denied: string[]; unused: string[] } };
    expect(grants.denied).toEqual([]);
    const ofCollection =
      /^(FindCollectionWork|TakeCollectionActions|ResolveCalls|FollowLoan|CallDebtor)Role/;
    const unused = grants.unused.filter((grant) => ofCollection.test(grant));
    // What the gate refuses opens no number.
    expect(unused.map((grant) => grant.split(': ')[1]).sort()).toEqual([
      'kms:Decrypt',
      'kms:GenerateMac',
    ]);
  });
});

const daysAfter = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

const hourInChina = (at: string): number => new Date(Date.parse(at) + 8 * 3_600_000).getUTCHours();
