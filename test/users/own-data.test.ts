/**
 * One's data belongs to oneself: a copy of it, its deletion, and what the law sets against
 * that.
 */
import type { OrderState } from '../../lambdas/core/orders/order';
import { insertOrder, newOrder } from '../../lambdas/core/orders/order-record';
import { insertLoan } from '../../lambdas/core/repayment/loan-record';
import { readLinks } from '../../lambdas/core/users/audit-chain';
import { verifyChain } from '../../lambdas/core/users/audit-verification';
import { holdKey } from '../../lambdas/core/users/deletion';
import { customerPartition, type SealedBody, sealedIn } from '../../lambdas/core/users/rows';
import { handler as bindBankCard } from '../../lambdas/users/bind-bank-card';
import { handler as cancelDeletionRequest } from '../../lambdas/users/cancel-deletion-request';
import { handler as exportData } from '../../lambdas/users/export-data';
import { handler as getDeletionRequest } from '../../lambdas/users/get-deletion-request';
import { handler as getProfile } from '../../lambdas/users/get-profile';
import { handler as liftLegalHold } from '../../lambdas/users/lift-legal-hold';
import { handler as listConsents } from '../../lambdas/users/list-consents';
import { handler as placeLegalHold } from '../../lambdas/users/place-legal-hold';
import { handler as requestDeletion } from '../../lambdas/users/request-deletion';
import { handler as shredCustomers } from '../../lambdas/users/shred-customers';
import type { Caller } from '../support/api-call';
import { ada, eve, IdentityWorld } from '../support/identity-world';

const day = 86_400;

describe('the export', () => {
  it('holds everything one has given, card numbers masked, and who has opened it', async () => {
    const { world, caller } = await aCardHolder();
    const { status, body } = await world.call(exportData, { as: caller });
    expect(status).toBe(200);
    const values = body.records.flatMap((record: { fields: { field: string; value: string }[] }) =>
      record.fields.map(({ field, value }) => [field, value]),
    );
    expect(Object.fromEntries(values)).toMatchObject({
      'contact.phone': ada.phoneNumber,
      'identity.name': ada.name,
      'identity.idNumber': ada.idNumber,
      'identity.address': ada.address,
      'identity.bornOn': ada.birthDate,
      'bankCard.cardNumber': expect.stringMatching(/^\d{6}\*+\d{4}$/),
    });
    expect(JSON.stringify(body)).not.toContain(ada.bankCardNumber);
    expect(body).toMatchObject({
      identity: 'verified',
      pictures: ['idCardFront', 'idCardBack', 'face'],
      auditEntriesLeftOut: 0,
    });
    expect(body.consents).toHaveLength(4);
    expect(body.auditTrail[0]).toMatchObject({ action: 'open', purpose: 'exportToOwner' });
    expect(body.auditTrail.at(-1)).toMatchObject({ action: 'giveConsent' });
  });

  it('lists orders and loans', async () => {
    const { world, caller } = await aCardHolder();
    await withOrder(world, caller, 'rejected');
    await withLoan(world, caller, 'settled');
    const { body } = await world.call(exportData, { as: caller });
    expect(body.orders).toMatchObject([{ state: 'rejected', amountFen: 100_000 }]);
    expect(body.loans).toMatchObject([{ status: 'settled', principalFen: 100_000 }]);
  });

  it('is not for anybody else, and not without a second factor', async () => {
    const { world, caller } = await aCardHolder();
    const reviewer = { ...caller, role: 'reviewer' };
    expect(await world.call(exportData, { as: reviewer })).toMatchObject({ status: 403 });
    const stale = { ...caller, steppedUpUntil: world.now } as Caller;
    expect(await world.call(exportData, { as: stale })).toMatchObject({
      status: 403,
      body: { code: 'step_up_required' },
    });
  });

  it('is made five times a day at most', async () => {
    const { world, caller } = await aCardHolder();
    for (let times = 0; times < 5; times += 1) {
      expect((await world.call(exportData, { as: caller })).status).toBe(200);
    }
    expect(await world.call(exportData, { as: caller })).toMatchObject({
      status: 429,
      body: { code: 'too_many_requests' },
    });
  });
});

describe('a request for deletion', () => {
  it.each<[OrderState]>([['pendingReview'], ['approved'], ['pendingDisbursement'], ['overdue']])(
    'is refused with the reason while an order is %s',
    async (state) => {
      const { world, caller } = await aCardHolder();
      await withOrder(world, caller, state);
      for (const whenRetentionEnds of [false, true]) {
        expect(await ask(world, caller, whenRetentionEnds)).toMatchObject({
          status: 409,
          body: { code: 'deletion_refused', figures: { reasons: ['orderOpen'] } },
        });
      }
    },
  );

  it.each(['active', 'writtenOff'] as const)(
    'is refused with the reason while a loan is %s',
    async (status) => {
      const { world, caller } = await aCardHolder();
      await withLoan(world, caller, status);
      expect((await ask(world, caller, true)).body).toMatchObject({
        code: 'deletion_refused',
        figures: { reasons: ['loanOutstanding'] },
      });
    },
  );

  it('is refused with the date while the law obliges us to keep the records', async () => {
    const { world, caller } = await aCardHolder();
    await withLoan(world, caller, 'settled');
    const refused = await ask(world, caller);
    expect(refused).toMatchObject({
      status: 409,
      body: {
        code: 'deletion_refused',
        titleZh: expect.stringMatching(/不能删除/),
        figures: { reasons: ['retentionDuty'], retainedUntil: '2036-11-22' },
      },
    });
    expect(await world.call(getDeletionRequest, { as: caller })).toMatchObject({ status: 404 });
  });

  it('closes the account now and shreds ten years later if that is wished', async () => {
    const { world, caller } = await aCardHolder();
    await withLoan(world, caller, 'settled');
    expect(await ask(world, caller, true)).toMatchObject({
      status: 202,
      body: { status: 'scheduled', shredsOn: '2036-11-22' },
    });
    world.now = Date.parse('2036-11-21T04:00:00+08:00');
    expect(await night(world)).toMatchObject({ shredded: 0 });
    world.now = Date.parse('2036-11-22T04:00:00+08:00');
    expect(await night(world)).toMatchObject({ shredded: 1 });
    expect(await world.call(getProfile, { as: caller })).toMatchObject({ status: 404 });
  });

  it('of somebody who was never a customer is due in fifteen days', async () => {
    const { world, caller } = await aNewcomer();
    const asked = await ask(world, caller);
    expect(asked.body).toMatchObject({ status: 'scheduled', shredsOn: '2026-12-07' });
    world.pass(60);
    expect(await ask(world, caller)).toEqual(asked);
    expect((await world.call(getDeletionRequest, { as: caller })).body).toEqual(asked.body);
  });

  it('withdraws every consent, on the record, and takes the picture of the face away', async () => {
    const { world, caller } = await aCardHolder();
    expect(world.stored('evidence').filter((key) => key.includes('faces/'))).toHaveLength(1);
    await ask(world, caller, true);
    const { body } = await world.call(listConsents, { as: caller });
    for (const consent of body.consents) expect(consent.withdrawnAt).toBeDefined();
    expect(world.stored('evidence').filter((key) => key.includes('faces/'))).toEqual([]);
    const actions = (await readLinks(world.store, caller.subject)).map(({ action }) => action);
    expect(actions.slice(-5)).toEqual(['requestDeletion', ...Array(4).fill('withdrawConsent')]);
    expect((await verifyChain(world.store, caller.subject)).findings).toEqual([]);
  });

  it('can be called off until the day has come', async () => {
    const { world, caller } = await aNewcomer();
    await ask(world, caller);
    const cancelled = await world.call(cancelDeletionRequest, { as: caller });
    expect(cancelled).toMatchObject({ status: 200, body: { status: 'cancelled' } });
    expect(await world.call(cancelDeletionRequest, { as: caller })).toMatchObject({ status: 404 });
    world.pass(20 * day);
    expect(await night(world)).toMatchObject({ shredded: 0 });
    expect((await world.call(getProfile, { as: caller })).status).toBe(200);
    expect((await ask(world, caller)).body).toMatchObject({ status: 'scheduled' });
  });
});

describe('shredding', () => {
  it('leaves nothing that opens, names or finds the customer', async () => {
    const { world, caller } = await aCardHolder();
    const blobs = await sealedRows(world, caller);
    await ask(world, caller, true);
    await passTenYears(world);
    expect(await night(world)).toEqual({ shredded: 1, held: 0, hindered: 0, failed: 0 });
    for (const sealed of blobs) {
      await expect(world.vault.open([sealed], opening)).rejects.toThrow('no key');
    }
    const partition = customerPartition(caller.subject);
    expect((await world.store.query({ table: 'users', partition })).items).toEqual([]);
    expect(world.stored('evidence')).toEqual([]);
    const left = [...world.store.everything()]
      .filter((row) => JSON.stringify(row).includes(caller.subject))
      .map(({ key }) => key.partition.split('#')[0]);
    // Who opened what and that it was shredded: ids, no person.
    expect([...new Set(left)].sort()).toEqual(['AUDIT', 'DELETION']);
    expect(await readLinks(world.store, caller.subject)).toContainEqual(
      expect.objectContaining({ action: 'shred', actorId: 'system:shredCustomers' }),
    );
  });

  it('lets phone, person and card come back as somebody new', async () => {
    const { world, caller } = await aCardHolder();
    await ask(world, caller, true);
    await passTenYears(world);
    await night(world);
    world.pass(60);
    const again = await world.verified(ada);
    expect(again.subject).not.toBe(caller.subject);
    const typed = { cardNumber: ada.bankCardNumber, phone: ada.phoneNumber };
    const idempotencyKey = 'bind-2-12345';
    const bound = await world.call(bindBankCard, { as: again, body: typed, idempotencyKey });
    expect(bound.status).toBe(201);
  });

  it('leaves everybody else alone', async () => {
    const { world, caller } = await aCardHolder();
    const other = await world.verified(eve);
    const before = await world.call(getProfile, { as: other });
    await ask(world, caller, true);
    await passTenYears(world);
    await night(world);
    expect(await world.call(getProfile, { as: other })).toEqual(before);
  });

  it('does not take a phone’s or a person’s row that belongs to somebody else by now', async () => {
    const { world, caller } = await aNewcomer();
    await ask(world, caller);
    const index = await world.vault.blindIndex('phone', '13900000001');
    const key = { table: 'users', partition: `PHONE#${index}`, sort: 'OWNER' } as const;
    const row = (await world.store.get(key))!;
    const item = { key, body: { customerId: 'cus_other' } };
    await world.store.commit([{ kind: 'replace', item, expectedVersion: row.version }]);
    world.pass(16 * day);
    expect(await night(world)).toMatchObject({ shredded: 1 });
    expect((await world.store.get(key))?.body).toEqual({ customerId: 'cus_other' });
  });

  it('is stopped by a legal hold until it is lifted', async () => {
    const { world, caller } = await aNewcomer();
    const admin = { subject: 'stf_admin', role: 'admin', sessionId: 'ses_admin' };
    const params = { customerId: caller.subject };
    await ask(world, caller);
    const body = { reason: 'litigation' };
    const placed = await world.call(placeLegalHold, { as: admin, params, body });
    expect(placed).toMatchObject({ status: 200, body: { reason: 'litigation' } });
    expect(await world.call(placeLegalHold, { as: admin, params, body })).toEqual(placed);
    world.pass(400 * day);
    expect(await night(world)).toMatchObject({ shredded: 0, held: 1 });
    expect((await world.call(getProfile, { as: caller })).status).toBe(200);

    expect(await world.call(liftLegalHold, { as: admin, params })).toMatchObject({ status: 200 });
    expect(await world.call(liftLegalHold, { as: admin, params })).toMatchObject({ status: 404 });
    expect(await night(world)).toMatchObject({ shredded: 1, held: 0 });
    const actions = (await readLinks(world.store, caller.subject)).map(({ action }) => action);
    expect(actions).toEqual(expect.arrayContaining(['placeHold', 'liftHold', 'shred']));
  });

  it('is stopped by a hold that is placed at the very moment', async () => {
    const { world, caller } = await aNewcomer();
    await ask(world, caller);
    world.pass(16 * day);
    const { commit } = world.store;
    let isPlaced = false;
    jest.spyOn(world.store, 'commit').mockImplementation(async (changes, token) => {
      if (!isPlaced && changes.some(({ kind }) => kind === 'require')) {
        isPlaced = true;
        const item = { key: holdKey(caller.subject), body: { reason: 'regulator' } };
        await commit.call(world.store, [{ kind: 'insert', item }]);
      }
      return commit.call(world.store, changes, token);
    });
    expect(await night(world)).toMatchObject({ shredded: 0, failed: 1 });
    expect(await night(world)).toMatchObject({ shredded: 0, held: 1 });
    expect((await world.call(getProfile, { as: caller })).status).toBe(200);
  });

  it('waits while an order came after the request, and is done when it has ended', async () => {
    const { world, caller } = await aNewcomer();
    await ask(world, caller);
    await withOrder(world, caller, 'approved');
    world.pass(16 * day);
    expect(await night(world)).toMatchObject({ shredded: 0, hindered: 1 });
    expect((await world.call(getProfile, { as: caller })).status).toBe(200);
  });

  it('that fails half way is finished the next night', async () => {
    const { world, caller } = await aCardHolder();
    await ask(world, caller, true);
    await passTenYears(world);
    const { commit } = world.store;
    const spied = jest.spyOn(world.store, 'commit').mockImplementation((changes, token) => {
      const isLast = changes.some(({ kind }) => kind === 'require');
      if (isLast) throw new Error('the table is away');
      return commit.call(world.store, changes, token);
    });
    expect(await night(world)).toMatchObject({ shredded: 0, failed: 1 });
    spied.mockRestore();
    expect(await night(world)).toMatchObject({ shredded: 1, failed: 0 });
  });
});

describe('a legal hold', () => {
  it('is placed by an admin on a customer there is', async () => {
    const { world, caller } = await aNewcomer();
    const body = { reason: 'litigation' };
    const params = { customerId: caller.subject };
    for (const role of ['borrower', 'reviewer', 'collector', 'risk', 'auditor']) {
      const as = { subject: 'stf_x', role, sessionId: 'ses_x' };
      expect(await world.call(placeLegalHold, { as, params, body })).toMatchObject({ status: 403 });
    }
    const admin = { subject: 'stf_admin', role: 'admin', sessionId: 'ses_admin' };
    const nobody = { customerId: `cus_${'a'.repeat(26)}` };
    expect(await world.call(placeLegalHold, { as: admin, params: nobody, body })).toMatchObject({
      status: 404,
    });
  });
});

const opening = {
  purpose: 'review',
  actorId: 'stf_x',
  requestId: 'request-9',
  now: Date.UTC(2026, 10, 22),
} as const;

async function aNewcomer() {
  const world = new IdentityWorld();
  const caller = await world.newcomer('13900000001', 'privacyPolicy');
  return { world, caller };
}

/** Verified, with a card. */
async function aCardHolder() {
  const world = new IdentityWorld();
  const caller = await world.verified(ada);
  const typed = { cardNumber: ada.bankCardNumber, phone: ada.phoneNumber };
  const idempotencyKey = 'bind-1-12345';
  await world.call(bindBankCard, { as: caller, body: typed, idempotencyKey });
  return { world, caller };
}

const ask = (world: IdentityWorld, caller: Caller, whenRetentionEnds = false) =>
  world.call(requestDeletion, { as: caller, body: { whenRetentionEnds } });

function night(world: IdentityWorld) {
  const run = shredCustomers.over(
    () => world.services as never,
    () => world.now,
  );
  return run({}, {} as never);
}

async function passTenYears(world: IdentityWorld): Promise<void> {
  world.now = Date.parse('2036-11-23T04:00:00+08:00');
  world.store.dropExpired(world.now / 1000);
}

async function sealedRows(world: IdentityWorld, { subject }: Caller) {
  const partition = customerPartition(subject);
  const { items } = await world.store.query<SealedBody>({ table: 'users', partition, limit: 1000 });
  const records = { CONTACT: 'contact', IDENTITY: 'identity' } as const;
  const sealed = items.filter(({ body }) => body.sealed);
  expect(sealed).toHaveLength(3);
  return sealed.map((item) => {
    const record = records[item.key.sort as keyof typeof records] ?? 'bankCard';
    return sealedIn(subject, record, item);
  });
}

async function withOrder(world: IdentityWorld, { subject }: Caller, state: OrderState) {
  const order = newOrder({
    orderId: `ord_${'a'.repeat(26)}`,
    customerId: subject,
    productId: 'sunlend-flex',
    productVersion: 1,
    amountFen: 100_000,
    termMonths: 3,
    annualRatePpm: 120_000,
    grade: 'A',
    instalmentFen: 34_000,
    bankCardId: `card_${'a'.repeat(26)}`,
    purpose: 'shopping',
    quoteId: `quo_${'a'.repeat(26)}`,
    createdAtMillis: world.now,
  });
  await world.store.commit([insertOrder({ ...order, state })]);
}

async function withLoan(
  world: IdentityWorld,
  { subject }: Caller,
  status: 'active' | 'settled' | 'writtenOff',
) {
  const state = {
    status,
    principalFen: 100_000,
    disbursedOn: '2026-10-01',
    receivedFen: 0,
    ...(status === 'settled' && { settledOn: '2026-11-01' }),
    rows: [],
    terms: { penalty: { graceDays: 0 } },
    asOf: '2026-11-01',
  };
  const loan = {
    loanId: `loan_${'a'.repeat(26)}`,
    orderId: `ord_${'a'.repeat(26)}`,
    customerId: subject,
    state,
  };
  await world.store.commit([insertLoan(loan as never)]);
}
