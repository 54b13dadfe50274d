/** The profile of who applies: opened for a purpose, counted once, whole whatever a source does. */
import { absentSources, valuesOf } from '../../lambdas/core/risk/profile/applicant-profile';
import { originKey } from '../../lambdas/core/risk/profile/origin';
import { noteDelinquency } from '../../lambdas/core/risk/profile/standing';
import { meansKey } from '../../lambdas/core/risk/records';
import { sessionKey } from '../../lambdas/core/users/sessions';
import { handler as submitOrder } from '../../lambdas/orders/submit-order';
import { profileForOrder } from '../../lambdas/risk/applicant-profile';
import { handler as applyForLimit } from '../../lambdas/risk/apply-for-limit';
import {
  aBorrower,
  aBorrowerWithLimit,
  type Borrower,
  newKey,
  quoteFor,
  steady,
  submission,
} from '../support/borrowers';
import { LendingWorld } from '../support/lending-world';

const publicAddress = '223.5.5.5';
let world: LendingWorld;
beforeEach(() => {
  world = new LendingWorld();
});

describe('the profile of an order', () => {
  it('has what was declared, asked for and known here, under whole names', async () => {
    const { profile } = await profileOf(await submitted(await aBorrowerWithLimit(world)));

    expect(valuesOf(profile)).toMatchObject({
      stage: 'order',
      ageYears: 30,
      monthlyIncomeFen: 1_000_000,
      requestedAmountFen: 1_000_000,
      requestedTermMonths: 12,
      ordersLastDay: 0,
      accountAgeDays: 0,
      hourOfDay: 10,
      carrierMonthsInNet: 60,
      bureauScore: 720,
      ipCountry: 'CN',
      deviceRooted: false,
      phoneApplications1h: 2,
      onBlackList: false,
      sourcesAbsent: 0,
    });
    expect(absentSources(profile)).toEqual([]);
  });

  it('keeps of the network two indexes, country and number, and never the address', async () => {
    const orderId = await submitted(await aBorrowerWithLimit(world));

    expect(await world.row(originKey(orderId))).toMatchObject({
      deviceId: 'a-phone',
      ipIndex: expect.stringMatching(/^[0-9a-f]{64}$/),
      subnetIndex: expect.stringMatching(/^[0-9a-f]{64}$/),
      ip: { outcome: 'answered', values: { ipCountry: 'CN', ipAsn: 4847 } },
    });
    expect(world.everything).not.toContain(publicAddress);
  });

  it('opens name, ID number and phone once, to assess the risk, for the workflow', async () => {
    const orderId = await submitted(await aBorrowerWithLimit(world));
    world.vault.openings.length = 0;
    await profileOf(orderId);

    expect(world.vault.openings).toEqual([
      { purpose: 'assessRisk', actorId: 'system:assessOrder', requestId: orderId, now: world.now },
    ]);
  });

  it('counts the order once, however often the step is tried', async () => {
    const orderId = await submitted(await aBorrowerWithLimit(world));
    await profileOf(orderId);
    const { profile } = await profileOf(orderId);

    expect(valuesOf(profile)).toMatchObject({ ipApplications24h: 1, idNumberApplications30d: 2 });
  });

  it.each([
    ['bureau', { outcome: 'down' }, 'bureauScore', 'down'],
    ['carrier', { outcome: 'wrong' }, 'carrierStatus', 'wrong'],
    ['device', { outcome: 'answered', values: {} }, 'deviceAgeDays', 'notFound'],
  ] as const)('says why a value is missing: %s %j', async (source, answer, field, missing) => {
    const orderId = await submitted(await aBorrowerWithLimit(world));
    world.sources.tell(source, answer);
    const { profile } = await profileOf(orderId);

    expect(profile.values[field]).toMatchObject({ missing, source });
    expect(valuesOf(profile)[field]).toBeNull();
    expect(valuesOf(profile).sourcesAbsent).toBe(answer.outcome === 'answered' ? 0 : 1);
  });

  it('asks the bureau under the id of the consent that stands, the shop without the ID', async () => {
    await profileOf(await submitted(await aBorrowerWithLimit(world)));
    const last = (name: string) =>
      world.sources.asked.filter(({ source }) => source === name).at(-1);

    expect(last('bureau')?.question.consentId).toMatch(/^con_[0-9a-f]{40}$/);
    expect(Object.keys(last('bureau')?.question.subject ?? {})).toContain('idNumber');
    expect(Object.keys(last('commerce')?.question.subject ?? {})).toEqual(['phone']);
  });

  it('counts the debts the bureau knows of when they are more than was declared', async () => {
    world.sources.vary('bureau', { bureauMonthlyDebtFen: 300_000 });
    const { profile } = await profileOf(await submitted(await aBorrowerWithLimit(world)));
    const { debtServicePpm, requestedInstalmentFen } = valuesOf(profile);

    expect(debtServicePpm).toBe(300_000 + Number(requestedInstalmentFen));
  });

  it('links who shares the device, and knows who of them is overdue', async () => {
    const others = [await aBorrowerWithLimit(world), await aBorrowerWithLimit(world)];
    for (const other of others) await profileOf(await submitted(other));
    await noteDelinquency(world.store, 'loan-1', others[0]?.subject ?? '', true);
    const { profile } = await profileOf(await submitted(await aBorrowerWithLimit(world)));

    expect(valuesOf(profile)).toMatchObject({
      deviceCustomers1h: 3,
      linkedByDevice: 2,
      linkedCustomers: 2,
      linkedOverduePpm: 500_000,
    });
  });
});

describe('an application for a limit', () => {
  it('keeps of employer and contact blind indexes only, and links by them', async () => {
    const told = { employer: '晨光（北京）科技有限公司', contactPhone: '13911112222' };
    const ada = await aBorrower(world);
    await apply(ada, told);
    const means = await world.row(meansKey(ada.subject));

    expect(means.contactIndex).toMatch(/^[0-9a-f]{64}$/);
    expect(world.everything).not.toContain(told.contactPhone);
    expect(world.everything).not.toContain('晨光');

    const bob = await aBorrower(world);
    await apply(bob, { ...told, employer: '晨光(北京) 科技有限公司' });
    const bobs = await world.row(meansKey(bob.subject));
    expect(bobs.employerIndex).toBe(means.employerIndex);
    expect(bobs.contactIndex).toBe(means.contactIndex);
  });

  it('is not asked of the carrier without the consent to share with it', async () => {
    await apply(await aBorrower(world, { consents: ['creditInquiry', 'privacyPolicy'] }));
    const asked = world.sources.asked.map(({ source }) => source);

    expect(asked).toContain('bureau');
    expect(asked).not.toContain('carrier');
  });
});

const apply = (as: Borrower, more: object = {}) =>
  world.call(applyForLimit, { as, body: { ...steady, ...more }, idempotencyKey: newKey() });

/** Submitted on a phone whose name others may use too, from a public address. */
async function submitted(as: Borrower): Promise<string> {
  const sessionId = `ses_of_${as.subject}`;
  const body = { sessionId, deviceId: 'a-phone' };
  await world.store.commit([{ kind: 'insert', item: { key: sessionKey(sessionId), body } }]);
  const call = submission(as, await quoteFor(world, as));
  const asOnPhone = { ...call, as: { ...as, sessionId }, sourceIp: publicAddress };
  return (await world.call(submitOrder, asOnPhone)).body.orderId;
}

const profileOf = async (orderId: string) =>
  profileForOrder(world.services as never, await world.order(orderId), world);
