/** Applying for a limit: who may, what is granted, and that nothing else is written. */
import { limitKey } from '../../lambdas/core/orders/limit-record';
import { meansKey } from '../../lambdas/core/risk/records';
import { consentsToBorrow } from '../../lambdas/core/users/customer-facts';
import { handler as getCreditLimit } from '../../lambdas/orders/get-credit-limit';
import { handler as applyForLimit } from '../../lambdas/risk/apply-for-limit';
import {
  aBorrower,
  aBorrowerWithLimit,
  newKey,
  type Person,
  runningLoan,
  steady,
} from '../support/borrowers';
import { LendingWorld } from '../support/lending-world';

let world: LendingWorld;
beforeEach(() => {
  world = new LendingWorld();
});

const decisionsOf = (customerId: string) =>
  [...world.store.everything()]
    .filter(({ key }) => key.partition.startsWith('DECISION#'))
    .map(({ body }) => body)
    .filter((body) => body.customerId === customerId);

const apply = async (person: Person, means: object = steady) => {
  const as = await aBorrower(world, person);
  const before = world.everything;
  const reply = await world.call(applyForLimit, { as, body: means, idempotencyKey: newKey() });
  return { as, reply, wrote: world.everything !== before };
};

describe('an application for a limit', () => {
  it('is granted by income and grade, for a year', async () => {
    const { as, reply } = await apply({});

    expect(reply).toEqual({
      status: 201,
      body: {
        outcome: 'granted',
        grade: 'B',
        grantedFen: 4_000_000,
        expiresOn: '2027-11-22',
        reasons: [],
      },
    });
    expect(await world.row(meansKey(as.subject))).toMatchObject(steady);
  });

  it('is declined with reasons in both languages, and leaves nothing to borrow', async () => {
    const { as, reply } = await apply({ bornInMonth: '2010-01' });

    expect(reply).toMatchObject({
      status: 201,
      body: {
        outcome: 'declined',
        grantedFen: 0,
        reasons: [{ code: 'ageOutOfRange', text: { zh: expect.any(String) } }],
      },
    });
    expect(await world.row(limitKey(as.subject))).toMatchObject({ status: 'declined' });
  });

  it('stores its decision whole: profile, versions, traces, time', async () => {
    await apply({});
    const decisions = [...world.store.everything()].filter(({ key }) =>
      key.partition.startsWith('DECISION#'),
    );

    expect(decisions).toHaveLength(1);
    expect(decisions[0]?.body).toMatchObject({
      application: {
        stage: 'limit',
        profile: {
          values: {
            ageYears: { value: 30, source: 'applicant' },
            monthlyIncomeFen: { value: 1_000_000, observedAt: '2026-11-22T02:00:00.000Z' },
            debtServicePpm: { value: 0 },
          },
        },
      },
      decision: { outcome: 'approve', versions: { arm: 'champion' } },
      decidedAt: '2026-11-22T02:00:00.000Z',
    });
  });

  it.each([
    ['identity_incomplete', 409, { identity: 'cardConfirmed' }],
    ['identity_incomplete', 409, { identity: 'none' }],
    ['consent_missing', 403, { consents: [] }],
  ] as const)('is refused as %s (%d) for %j, and nothing is written', async (code, status, who) => {
    const { reply, wrote } = await apply(who);

    expect(reply).toMatchObject({ status, body: { code } });
    expect(wrote).toBe(false);
  });

  it.each(['privacyPolicy', 'creditInquiry'] as const)(
    'collects nothing without the consent to %s, and says that it is missing',
    async (purpose) => {
      const others = consentsToBorrow.filter((other) => other !== purpose);
      const { reply, wrote } = await apply({ consents: others });

      expect(reply).toMatchObject({ status: 403, body: { figures: { missing: [purpose] } } });
      expect(wrote).toBe(false);
    },
  );

  it.each([
    { ...steady, monthlyIncomeFen: -1 },
    { ...steady, monthlyIncomeFen: 10_000_000_001 },
    { ...steady, monthlyIncomeFen: null },
    { ...steady, employment: 'pirate' },
    { ...steady, employedMonths: 721 },
    { ...steady, grade: 'A' },
    {},
  ])('is refused for %j', async (means) => {
    const { reply, wrote } = await apply({}, means);

    expect(reply).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
    expect(wrote).toBe(false);
  });

  it('of someone unknown proves no identity', async () => {
    const as = { subject: world.id('cus'), role: 'borrower', sessionId: 'ses' };

    expect(
      await world.call(applyForLimit, { as, body: steady, idempotencyKey: newKey() }),
    ).toMatchObject({ status: 409, body: { code: 'identity_incomplete' } });
  });

  it('made anew keeps what loans use', async () => {
    const as = await aBorrowerWithLimit(world);
    const { loanId } = await runningLoan(world, as);
    const poorer = { ...steady, monthlyIncomeFen: 700_000 };
    await world.call(applyForLimit, { as, body: poorer, idempotencyKey: newKey() });

    expect(await world.row(limitKey(as.subject))).toMatchObject({
      grade: 'D',
      ledger: { grantedFen: 2_000_000, usages: { [loanId]: 1_000_000 } },
    });
  });

  it('counts the instalments that are paid here already', async () => {
    const as = await aBorrowerWithLimit(world);
    await runningLoan(world, as, { amountFen: 4_000_000, termMonths: 3 });
    const reply = await world.call(applyForLimit, { as, body: steady, idempotencyKey: newKey() });

    expect(reply.body).toMatchObject({
      outcome: 'declined',
      reasons: [{ code: 'debtServiceTooHigh' }],
    });
  });

  it('that is referred leaves a granted limit as it stands, and says so in both languages', async () => {
    const as = await aBorrowerWithLimit(world);
    const before = await world.row(limitKey(as.subject));
    world.sources.tell('bureau', { outcome: 'down' });
    const reply = await world.call(applyForLimit, { as, body: steady, idempotencyKey: newKey() });

    expect(reply).toMatchObject({
      status: 201,
      body: {
        outcome: 'referred',
        grade: 'B',
        grantedFen: 4_000_000,
        expiresOn: '2027-11-22',
        reasons: [
          { code: 'applicationReferred', text: { zh: /保持不变/, en: /stays as it is/ } },
          { code: 'sourceUnavailable', text: { zh: /数据源/, en: /source/ } },
        ].map(({ code, text }) => ({
          code,
          text: { zh: expect.stringMatching(text.zh), en: expect.stringMatching(text.en) },
        })),
      },
    });
    expect(await world.row(limitKey(as.subject))).toEqual(before);
    expect(decisionsOf(as.subject)).toMatchObject([
      { decision: { outcome: 'approve' } },
      { decision: { outcome: 'refer', reasons: [{ code: 'sourceUnavailable' }] } },
    ]);
    expect((await world.call(getCreditLimit, { as })).body).toMatchObject({
      status: 'granted',
      availableFen: 4_000_000,
    });
  });

  it('that is referred grants nothing to who has no limit, and is told of afterwards', async () => {
    world.sources.tell('bureau', { outcome: 'wrong' });
    const { as, reply } = await apply({});

    expect(reply.body).toMatchObject({ outcome: 'referred', grantedFen: 0 });
    expect((await world.call(getCreditLimit, { as })).body).toMatchObject({
      status: 'referred',
      availableFen: 0,
      reasons: [{ code: 'applicationReferred' }, { code: 'sourceUnavailable' }],
    });
  });

  it('that is declined takes back what is not used, and a later one grants again', async () => {
    const as = await aBorrowerWithLimit(world);
    const { loanId } = await runningLoan(world, as);
    const poor = { ...steady, monthlyIncomeFen: 0 };
    const again = (body: object) =>
      world.call(applyForLimit, { as, body, idempotencyKey: newKey() });

    expect((await again(poor)).body).toMatchObject({ outcome: 'declined', grantedFen: 0 });
    expect(await world.row(limitKey(as.subject))).toMatchObject({
      status: 'declined',
      ledger: { grantedFen: 0, usages: { [loanId]: 1_000_000 } },
    });
    expect((await again(steady)).body).toMatchObject({ outcome: 'granted' });
  });

  it('comes once under one key, also at the same moment', async () => {
    const as = await aBorrower(world);
    const call = { as, body: steady, idempotencyKey: newKey() };
    const replies = await Promise.all([1, 2].map(() => world.call(applyForLimit, call)));

    expect(replies[1]).toEqual(replies[0]);
    expect(replies[0]?.status).toBe(201);
    expect(
      await world.call(applyForLimit, { ...call, body: { ...steady, employedMonths: 1 } }),
    ).toMatchObject({
      status: 422,
      body: { code: 'idempotency_key_reused' },
    });
  });

  it('loses against a loan that takes of the limit meanwhile', async () => {
    const as = await aBorrowerWithLimit(world);
    const countsTheApplication = 1;
    world.beforeCommit(() => runningLoan(world, as), countsTheApplication);
    const reply = await world.call(applyForLimit, { as, body: steady, idempotencyKey: newKey() });

    expect(reply).toMatchObject({ status: 409, body: { code: 'conflict' } });
    const { ledger } = await world.row(limitKey(as.subject));
    expect(Object.values(ledger.usages)).toEqual([1_000_000]);
  });
});
