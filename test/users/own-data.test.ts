/** One owns one's data: a copy of it, a request to delete it, what stands against that. */
import { handler as disputeLoan } from '../../lambdas/collections/dispute-loan';
import { handler as requestHelp } from '../../lambdas/collections/request-hardship-help';
import { handler as setPreferences } from '../../lambdas/collections/set-contact-preferences';
import type { OrderState } from '../../lambdas/core/orders/order';
import { readLinks } from '../../lambdas/core/users/audit-chain';
import { verifyChain } from '../../lambdas/core/users/audit-verification';
import { handler as cancelDeletionRequest } from '../../lambdas/users/cancel-deletion-request';
import { handler as exportData } from '../../lambdas/users/export-data';
import { handler as getDeletionRequest } from '../../lambdas/users/get-deletion-request';
import { handler as getProfile } from '../../lambdas/users/get-profile';
import { handler as listConsents } from '../../lambdas/users/list-consents';
import {
  aCardHolder,
  aNewcomer,
  ask,
  night,
  withLoan,
  withOrder,
} from '../support/account-holders';
import type { Caller } from '../support/api-call';
import { ada } from '../support/identity-world';

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

  it('tells where one is signed in, with what and on which devices, and no secret of it', async () => {
    const { world, caller } = await aCardHolder();
    const { body } = await world.call(exportData, { as: caller });
    const at = '2026-11-22T02:00:00.000Z';
    expect(body.sessions).toEqual([
      {
        sessionId: caller.sessionId,
        deviceId: 'device-1',
        startedAt: at,
        refreshedAt: at,
        expiresAt: '2026-12-22T02:00:00.000Z',
      },
    ]);
    expect(body.devices).toEqual([{ deviceId: 'device-1', boundAt: at }]);
    expect(body.passkeys).toEqual([]);
    expect(body.verification).toEqual({ verifiedBy: 'face', verifiedAt: at });
    const { sessions, devices, passkeys } = body;
    expect(JSON.stringify({ sessions, devices, passkeys })).not.toMatch(/hash|token|publicKey/i);
  });

  it('lists orders and loans', async () => {
    const { world, caller } = await aCardHolder();
    await withOrder(world, caller, 'rejected');
    await withLoan(world, caller, 'settled');
    const { body } = await world.call(exportData, { as: caller });
    expect(body.orders).toMatchObject([{ state: 'rejected', amountFen: 100_000 }]);
    expect(body.loans).toMatchObject([{ status: 'settled', principalFen: 100_000 }]);
  });

  it('tells how one wishes to be contacted, and what help and answers one has asked for', async () => {
    const { world, caller } = await aCardHolder();
    await withLoan(world, caller, 'active');
    const params = { loanId: `loan_${'a'.repeat(26)}` };
    const wish = { doNotContact: true, declinedChannels: ['voiceRobot'], language: 'en' };
    const help = { reason: 'illness', wish: 'pause', payableFen: 20_000 };
    await world.call(setPreferences, { as: caller, body: wish });
    const asking = { as: caller, params, idempotencyKey: 'a-request-for-help' };
    await world.call(requestHelp, { ...asking, body: help });
    await world.call(disputeLoan, { ...asking, body: { reason: 'wrongFees' } });

    const { body } = await world.call(exportData, { as: caller });
    expect(body.contactPreferences).toEqual(wish);
    expect(body.hardshipRequests).toMatchObject([{ ...params, ...help, status: 'open' }]);
    expect(body.disputes).toMatchObject([{ ...params, reason: 'wrongFees', status: 'open' }]);
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
    expect(world.stored('faces')).toHaveLength(1);
    await ask(world, caller, true);
    const { body } = await world.call(listConsents, { as: caller });
    for (const consent of body.consents) expect(consent.withdrawnAt).toBeDefined();
    expect(world.stored('faces')).toEqual([]);
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
