/** Shredding: nothing opens, names or finds who asked for it; a hold or a failure loses nobody. */
import { readLinks } from '../../lambdas/core/users/audit-chain';
import { holdKey } from '../../lambdas/core/users/deletion';
import { customerPartition, type SealedBody, sealedIn } from '../../lambdas/core/users/rows';
import * as wallets from '../../lambdas/core/users/wallets';
import { handler as bindBankCard } from '../../lambdas/users/bind-bank-card';
import { handler as cancelDeletionRequest } from '../../lambdas/users/cancel-deletion-request';
import { handler as getProfile } from '../../lambdas/users/get-profile';
import { handler as liftLegalHold } from '../../lambdas/users/lift-legal-hold';
import { handler as placeLegalHold } from '../../lambdas/users/place-legal-hold';
import {
  aCardHolder,
  aNewcomer,
  ask,
  night,
  passTenYears,
  withLoan,
  withOrder,
} from '../support/account-holders';
import type { Caller, Reply } from '../support/api-call';
import { ada, eve, type IdentityWorld } from '../support/identity-world';

const day = 86_400;

describe('shredding', () => {
  it('leaves nothing that opens, names or finds the customer', async () => {
    const { world, caller } = await aCardHolder();
    const blobs = await sealedRows(world, caller);
    await ask(world, caller, true);
    await passTenYears(world);
    expect(await night(world)).toEqual({ shredded: 1, held: 0, hindered: 0 });
    for (const sealed of blobs) {
      await expect(world.vault.open([sealed], opening)).rejects.toThrow('no key');
    }
    const partition = customerPartition(caller.subject);
    expect((await world.store.query({ table: 'users', partition })).items).toEqual([]);
    expect(world.stored('evidence')).toEqual([]);
    expect(world.stored('faces')).toEqual([]);
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
    const idempotencyKey = 'binding-0000000002';
    const bound = await world.call(bindBankCard, { as: again, body: typed, idempotencyKey });
    expect(bound.status).toBe(201);
  });

  it('takes a linked wallet with it, and the row by which its agreement was found', async () => {
    const { world, caller } = await aCardHolder();
    const walletId = `agr_${'w'.repeat(26)}`;
    const pending = wallets.startedWallet(walletId, 'alipay', world.now);
    await world.store.commit(wallets.keepWallet(caller.subject, pending));
    await ask(world, caller, true);
    // Signed in the wallet's app after all.
    const key = wallets.walletKey(caller.subject, walletId);
    const row = await world.store.get<wallets.WalletBody>(key);
    const agreement = { state: 'active', accountToken: '.20260001', signedAt: 'then' } as const;
    await wallets.settleWallet(world.store, row!, agreement, world.now);
    await passTenYears(world);
    expect(await night(world)).toMatchObject({ shredded: 1 });
    expect(world.everything()).not.toContain(walletId);
    expect(world.everything()).not.toContain(agreement.accountToken);
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
    await expect(night(world)).rejects.toThrow('1 customers were not shredded');
    expect(await night(world)).toMatchObject({ shredded: 0, held: 1 });
    expect((await world.call(getProfile, { as: caller })).status).toBe(200);
  });

  it('waits while an order came after the request', async () => {
    const { world, caller } = await aNewcomer();
    await ask(world, caller);
    await withOrder(world, caller, 'approved');
    world.pass(16 * day);
    expect(await night(world)).toMatchObject({ shredded: 0, hindered: 1 });
    expect((await world.call(getProfile, { as: caller })).status).toBe(200);
  });

  it('keeps for ten years who was identified after the request, and consented anew', async () => {
    const { world, caller } = await aNewcomer();
    await ask(world, caller);
    await world.consent(caller, 'privacyPolicy', 'faceRecognition');
    const { readingId } = (await world.read(caller, ada)).body;
    await world.confirm(caller, readingId, ada);
    expect((await world.checkFace(caller)).body).toEqual({ status: 'verified' });
    world.pass(16 * day);
    expect(await night(world)).toMatchObject({ shredded: 0, hindered: 1 });
    await passTenYears(world);
    expect(await night(world)).toMatchObject({ shredded: 1 });
  });

  it('keeps an order of after the request for ten years from its day', async () => {
    const { world, caller } = await aNewcomer();
    await ask(world, caller);
    world.pass(3 * day);
    await withOrder(world, caller, 'rejected');
    world.pass(13 * day);
    expect(await night(world)).toMatchObject({ shredded: 0, hindered: 1 });
    await passTenYears(world);
    expect(await night(world)).toMatchObject({ shredded: 0, hindered: 1 });
    world.pass(3 * day);
    expect(await night(world)).toMatchObject({ shredded: 1 });
  });

  it('keeps a loan of after the request for ten years from its last day', async () => {
    const { world, caller } = await aNewcomer();
    await ask(world, caller);
    await withLoan(world, caller, 'settled', '2027-02-01');
    await passTenYears(world);
    expect(await night(world)).toMatchObject({ shredded: 0, hindered: 1 });
    world.pass(71 * day);
    expect(await night(world)).toMatchObject({ shredded: 1 });
  });

  it('of one that fails does not keep the others', async () => {
    const { world, caller } = await aNewcomer();
    const other = await world.newcomer('13900000002', 'privacyPolicy');
    for (const each of [caller, other]) await ask(world, each);
    world.pass(16 * day);
    const { commit } = world.store;
    jest.spyOn(world.store, 'commit').mockImplementation((changes, token) => {
      if (JSON.stringify(changes).includes(`CUSTOMER#${caller.subject}`)) throw new Error('away');
      return commit.call(world.store, changes, token);
    });
    await expect(night(world)).rejects.toThrow('1 customers were not shredded');
    expect((await world.call(getProfile, { as: other })).status).toBe(404);
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
    await expect(night(world)).rejects.toThrow('1 customers were not shredded');
    spied.mockRestore();
    expect(await night(world)).toMatchObject({ shredded: 1 });
  });
});

describe('calling a deletion off', () => {
  const callOff = (world: IdentityWorld, caller: Caller) =>
    world.call(cancelDeletionRequest, { as: caller });

  it('is too late once something was destroyed, though the night failed half way', async () => {
    const { world, caller } = await aNewcomer();
    await ask(world, caller);
    world.pass(16 * day);
    const { commit } = world.store;
    const spied = jest.spyOn(world.store, 'commit').mockImplementation((changes, token) => {
      if (changes.some(({ kind }) => kind === 'require')) throw new Error('the table is away');
      return commit.call(world.store, changes, token);
    });
    await expect(night(world)).rejects.toThrow('1 customers were not shredded');
    spied.mockRestore();
    expect(await callOff(world, caller)).toMatchObject({ status: 409, body: { code: 'conflict' } });
    expect(await night(world)).toMatchObject({ shredded: 1 });
  });

  it('comes too late when the night has begun with it', async () => {
    const { world, caller } = await aNewcomer();
    await ask(world, caller);
    world.pass(16 * day);
    const { query } = world.store;
    const late: Reply[] = [];
    jest.spyOn(world.store, 'query').mockImplementation(async (asked) => {
      if (asked.table === 'users' && asked.partition === customerPartition(caller.subject))
        late.push(await callOff(world, caller));
      return query.call(world.store, asked) as never;
    });
    expect(await night(world)).toMatchObject({ shredded: 1 });
    expect(late[0]).toMatchObject({ status: 409, body: { code: 'conflict' } });
    jest.restoreAllMocks();
    expect((await world.call(getProfile, { as: caller })).status).toBe(404);
  });

  it('is still possible after the day, while something hinders it', async () => {
    const { world, caller } = await aNewcomer();
    await ask(world, caller);
    await withOrder(world, caller, 'approved');
    world.pass(16 * day);
    await night(world);
    expect(await callOff(world, caller)).toMatchObject({ status: 200 });
    expect(await night(world)).toMatchObject({ shredded: 0, hindered: 0 });
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
