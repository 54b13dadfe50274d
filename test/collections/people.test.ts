/** People's work: the queue, taking a case, calling through the gate, and what a call stops. */
import { handler as assignCollectionCase } from '../../lambdas/collections/assign-collection-case';
import { handler as callDebtor } from '../../lambdas/collections/call-debtor';
import { handler as disputeLoan } from '../../lambdas/collections/dispute-loan';
import { handler as getCollectionCase } from '../../lambdas/collections/get-collection-case';
import { handler as getPreferences } from '../../lambdas/collections/get-contact-preferences';
import { handler as listCollectionCases } from '../../lambdas/collections/list-collection-cases';
import { handler as listContacts } from '../../lambdas/collections/list-contacts';
import { handler as listDisputes } from '../../lambdas/collections/list-disputes';
import { handler as listHardshipRequests } from '../../lambdas/collections/list-hardship-requests';
import { handler as noteCollectionCase } from '../../lambdas/collections/note-collection-case';
import { handler as recordCallResult } from '../../lambdas/collections/record-call-result';
import { handler as resolveDispute } from '../../lambdas/collections/resolve-dispute';
import { handler as setPreferences } from '../../lambdas/collections/set-contact-preferences';
import { addDays, isoDate } from '../../lambdas/core/calendar';
import { readLinks } from '../../lambdas/core/users/audit-chain';
import { newKey } from '../support/borrowers';
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

let world: LendingWorld;
let overdue: Overdue;
/** Everything is about the one loan. */
let params: { readonly loanId: string };

/** Overdue for 35 days: before people, as every strategy has it. */
beforeEach(async () => {
  world = new LendingWorld();
  overdue = await aCase(world, 35);
  params = { loanId: overdue.loanId };
  await runCollection(world);
});

describe('the queue', () => {
  it('lists the cases of a bucket, the largest first, without anybody’s name or number', async () => {
    const { status, body } = await list({ bucket: '31-60' });
    expect(status).toBe(200);
    expect(body.cases).toMatchObject([{ loanId: overdue.loanId, queuedAt: expect.any(String) }]);
    expect(JSON.stringify(body)).not.toMatch(/1[3-9]\d{9}|\p{Script=Han}/u);
    expect((await list({ bucket: '61-90' })).body.cases).toEqual([]);
  });

  it('loses a case that is taken; whoever took it finds it among their own', async () => {
    expect((await take()).status).toBe(200);
    expect((await list({ bucket: '31-60' })).body.cases).toEqual([]);
    expect((await list({})).body.cases).toMatchObject([{ assigneeId: collector.subject }]);
  });

  it('lets a collector take what nobody has, and no more; an admin hands on', async () => {
    await take();
    const other = { ...collector, subject: 'stf_dddddddddddddddddddddddddd' };
    const steal = { as: other, params, body: { assigneeId: other.subject } };
    expect((await world.call(assignCollectionCase, steal)).body.code).toBe('forbidden');
    const unknown = { as: admin, params, body: { assigneeId: other.subject } };
    expect((await world.call(assignCollectionCase, unknown)).status).toBe(404);
    const back = await world.call(assignCollectionCase, { as: admin, params, body: {} });
    expect(back.body.assigneeId).toBeUndefined();
    expect((await list({ bucket: '31-60' })).body.cases).toHaveLength(1);
  });

  it('gets a case back on the day that was noted', async () => {
    await take();
    const nextOn = addDays(isoDate(world.today), 4);
    const body = { code: 'willPayOnPayday', nextOn };
    const noted = await world.call(noteCollectionCase, { as: collector, params, body });
    expect(noted.body).toMatchObject({ actOn: nextOn });
    expect(noted.body.queuedAt).toBeUndefined();
    daysLater(world, 4);
    await runCollection(world);
    expect((await caseOf(world, overdue)).queuedAt).toBeDefined();
    const { body: shown } = await show();
    expect(shown.notes).toMatchObject([{ code: 'willPayOnPayday', nextOn }]);
  });
});

describe('a case on the screen', () => {
  it('shows its debtor masked, and that it was looked at is in the debtor’s trail', async () => {
    const { body } = await show();
    expect(body).toMatchObject({ maskedPhone: expect.stringMatching(/^1\d\d\*{4}\d{4}$/) });
    expect(JSON.stringify(body)).not.toContain(world.vault.phoneOf(overdue.borrower.subject));
    expect(world.vault.openings.at(-1)).toMatchObject({
      purpose: 'review',
      actorId: collector.subject,
    });
  });
});

describe('a call by a person', () => {
  it('needs the case to be taken', async () => {
    expect((await call()).body.code).toBe('case_not_taken');
  });

  it('tells the number once the gate lets it through, which the debtor’s trail knows first', async () => {
    await take();
    const { status, body } = await call();
    expect(status).toBe(201);
    expect(body.phoneNumber).toBe(world.vault.phoneOf(overdue.borrower.subject));
    expect(world.vault.openings.at(-1)).toMatchObject({
      purpose: 'contactDebtor',
      actorId: collector.subject,
    });
  });

  it('is refused at night with the reason and the next moment, and no number is opened', async () => {
    await take();
    world.moveTo(world.today, 22);
    const { status, body } = await call();
    expect(status).toBe(409);
    expect(body).toMatchObject({
      code: 'contact_refused',
      figures: { reasons: ['quietHours'], nextAllowedAt: expect.stringMatching(/T00:00:00/) },
    });
    expect(world.vault.openings.map(({ purpose }) => purpose)).not.toContain('contactDebtor');
    expect((await show()).body.contacts[0]).toMatchObject({ status: 'refused', channel: 'person' });
  });

  it('that was answered three times rests until the next day', async () => {
    await take();
    for (let times = 0; times < 3; times++) expect((await report('answered')).status).toBe(201);
    expect((await call()).body.figures.reasons).toEqual(['effectiveCallsUsedUp']);
    daysLater(world, 1);
    expect((await call()).status).toBe(201);
  });

  it('has one result', async () => {
    await take();
    const { contactId } = (await call()).body;
    expect((await tell(contactId, { result: 'unanswered' })).status).toBe(201);
    expect((await tell(contactId, { result: 'answered' })).body.code).toBe('call_not_open');
  });

  it.each([
    ['doNotContact', 'doNotContact'],
    ['deceased', 'deceased'],
    ['wrongNumber', 'wrongNumber'],
  ])('that ends with %s is the last one', async (result, reason) => {
    await take();
    expect((await report(result)).status).toBe(201);
    expect((await call()).body.figures.reasons).toEqual([reason]);
  });

  it('that ends with a hardship request makes it wait for a decision, and needs its reason', async () => {
    await take();
    const { contactId } = (await call()).body;
    const result = 'hardshipRequest';
    expect((await tell(contactId, { result })).status).toBe(400);
    const hardship = { reason: 'illness', wish: 'lowerInstalments' };
    expect((await tell(contactId, { result, hardship })).status).toBe(201);
    expect((await call()).body.figures.reasons).toEqual(['hardshipPlan']);
    const { requests } = (await world.call(listHardshipRequests, { as: admin })).body;
    expect(requests).toMatchObject([{ ...hardship, askedBy: 'collector', status: 'open' }]);
  });

  it('may end with a promise, which stops calls; one that cannot be taken leaves it open', async () => {
    await take();
    const { contactId } = (await call()).body;
    const promise = (days: number) => ({
      result: 'promise',
      promise: { amountFen: 50_000, on: addDays(isoDate(world.today), days) },
    });
    expect((await tell(contactId, promise(90))).body).toMatchObject({ code: 'promise_refused' });
    expect((await tell(contactId, { result: 'promise' })).status).toBe(400);
    const taken = await tell(contactId, promise(3));
    expect(taken.body).toMatchObject({ promise: { status: 'standing', by: 'collector' } });
    expect((await call()).body.figures.reasons).toEqual(['promiseStanding']);
  });

  it('is in the debtor’s trail with its result', async () => {
    await take();
    await report('unanswered');
    const links = await readLinks(world.store, overdue.borrower.subject);
    expect(links.map(({ purpose }) => purpose)).toEqual(
      expect.arrayContaining(['assignCollectionCase', 'recordCallResult']),
    );
    expect(links.at(-1)!.objects).toEqual([`case ${overdue.loanId}`, 'unanswered']);
  });
});

describe('a dispute', () => {
  const dispute = (idempotencyKey = newKey()) =>
    world.call(disputeLoan, {
      as: overdue.borrower,
      params,
      body: { reason: 'wrongAmount' },
      idempotencyKey,
    });

  it('stops contacts until it is answered, and then they may begin again', async () => {
    await take();
    expect((await dispute()).status).toBe(201);
    expect((await dispute()).body.code).toBe('dispute_open');
    expect((await call()).body.figures.reasons).toEqual(['dispute']);
    expect(await runCollection(world)).toBe(0);
    const listed = await world.call(listDisputes, { as: admin });
    expect(listed.body.disputes).toMatchObject([{ loanId: overdue.loanId, status: 'open' }]);
    const body = { resolution: 'rejected' };
    const answered = await world.call(resolveDispute, { as: admin, params, body });
    expect(answered).toMatchObject({ status: 201, body: { resolution: 'rejected' } });
    expect((await debtorOf(world, overdue)).stops).toEqual([]);
    expect((await call()).status).toBe(201);
    expect((await world.call(listDisputes, { as: admin })).body.disputes).toEqual([]);
  });
});

describe('what a debtor decides', () => {
  const set = (body: object) => world.call(setPreferences, { as: overdue.borrower, body });

  it('is kept whole, and counts at the next contact', async () => {
    const wish = {
      doNotContact: false,
      declinedChannels: ['person'],
      agreedHours: { from: '22:00', to: '23:30' },
      language: 'en',
      timeZone: 'Asia/Urumqi',
    };
    expect((await set(wish)).body).toEqual(wish);
    expect((await world.call(getPreferences, { as: overdue.borrower })).body).toEqual(wish);
    await take();
    expect((await call()).body.figures.reasons).toEqual(['channelDeclined']);
  });

  it('may be hours at night, to which nobody else can agree', async () => {
    await take();
    await set({
      doNotContact: false,
      declinedChannels: [],
      agreedHours: { from: '22:00', to: '23:30' },
    });
    world.moveTo(world.today, 22);
    expect((await call()).status).toBe(201);
    expect(setPreferences.route.access).toEqual(['borrower']);
  });

  it.each([{ timeZone: 'Asia/Nowhere' }, { agreedHours: { from: '23:30', to: '22:00' } }])(
    'is refused when it means nothing: %j',
    async (over) => {
      const refused = await set({ doNotContact: false, declinedChannels: [], ...over });
      expect(refused).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
    },
  );

  it('can be checked against every contact there was, made or refused', async () => {
    await take();
    await report('answered');
    world.moveTo(world.today, 23);
    await call();
    const { body } = await world.call(listContacts, { as: overdue.borrower });
    expect(body.contacts).toMatchObject([
      { status: 'refused', reasons: ['quietHours'] },
      { status: 'answered', result: 'answered' },
    ]);
  });
});

const list = (query: Record<string, string>) =>
  world.call(listCollectionCases, { as: collector, query });
const show = () => world.call(getCollectionCase, { as: collector, params });
const take = () =>
  world.call(assignCollectionCase, {
    as: collector,
    params,
    body: { assigneeId: collector.subject },
  });
const call = () => world.call(callDebtor, { as: collector, params, body: {} });
const tell = (contactId: string, body: object) =>
  world.call(recordCallResult, { as: collector, params: { ...params, contactId }, body });
async function report(result: string) {
  world.pass(60);
  return tell((await call()).body.contactId, { result });
}
