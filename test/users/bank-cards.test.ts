/** Bank cards: bound after the bank confirmed them, once, sealed, and opened only on the record. */
import { readLinks } from '../../lambdas/core/users/audit-chain';
import { ageFromMonth, openBankCard } from '../../lambdas/core/users/customer-facts';
import {
  accountsOf,
  type BankCardBody,
  bankCardKey,
  loadCustomer,
} from '../../lambdas/core/users/rows';
import { handler as bindBankCard } from '../../lambdas/users/bind-bank-card';
import { handler as checkIdentity } from '../../lambdas/users/check-identity';
import { handler as getProfile } from '../../lambdas/users/get-profile';
import { handler as withdrawConsent } from '../../lambdas/users/withdraw-consent';
import type { Caller } from '../support/api-call';
import { ada, eve, IdentityWorld } from '../support/identity-world';

const typed = { cardNumber: ada.bankCardNumber, phone: ada.phoneNumber };

describe('binding a card', () => {
  it('asks the bank about this person and answers the card masked', async () => {
    const world = new IdentityWorld();
    const caller = await world.verified(ada);
    const spaced = { ...typed, cardNumber: ada.bankCardNumber.replace(/(.{4})/g, '$1 ') };
    expect(await bind(world, caller, spaced)).toEqual({
      status: 201,
      body: {
        bankCardId: expect.stringMatching(/^card_/),
        maskedCardNumber: `629999*********${ada.bankCardNumber.slice(-4)}`,
        bank: { en: 'Sandbox Bank', zh: '沙盒银行' },
        boundAt: '2026-11-22T02:00:00.000Z',
      },
    });
    const { name, idNumber } = ada;
    expect(world.asked).toEqual([{ name, idNumber, ...typed }]);
  });

  it('keeps no number in the open, tells of it in an event with ids only', async () => {
    const world = new IdentityWorld();
    const caller = await world.verified(ada);
    const { body } = await bind(world, caller, typed);
    expect(world.everything()).not.toContain(ada.bankCardNumber);
    expect(world.everything()).not.toContain(ada.phoneNumber);
    const events = [...world.store.everything()].filter(({ key }) =>
      key.sort.startsWith('OUTBOX#'),
    );
    expect(events.map((event) => event.body)).toEqual([
      expect.objectContaining({ type: 'CardConfirmed' }),
      {
        type: 'BankCardBound',
        version: 1,
        data: { customerId: caller.subject, bankCardId: body.bankCardId },
      },
    ]);
  });

  it('answers the same to the same key, and asks the bank once', async () => {
    const world = new IdentityWorld();
    const caller = await world.verified(ada);
    const first = await bind(world, caller, typed, 'same-key-00000001');
    expect(await bind(world, caller, typed, 'same-key-00000001')).toEqual(first);
    expect(world.asked).toHaveLength(1);
    const other = { ...typed, phone: '13900000005' };
    const reused = await bind(world, caller, other, 'same-key-00000001');
    expect(reused).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
  });

  it('binds a card once a customer, even twice at the same moment', async () => {
    const world = new IdentityWorld();
    const caller = await world.verified(ada);
    const replies = await Promise.all([
      bind(world, caller, typed, 'first-key-0000001'),
      bind(world, caller, typed, 'other-key-0000001'),
    ]);
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 409]);
    const again = await bind(world, caller, typed, 'third-key-0000001');
    expect(again).toMatchObject({ status: 409, body: { code: 'card_already_bound' } });
  });

  it('keeps the card’s token at every channel that confirmed it', async () => {
    const world = new IdentityWorld();
    world.cardChannels = ['bank-custody', 'sandbox', 'third'];
    Object.assign(world.otherBanks, { 'bank-custody': 'matched', third: 'unknown' });
    const caller = await world.verified(ada);
    const { body } = await bind(world, caller, typed);
    const row = await world.store.get<BankCardBody>(bankCardKey(caller.subject, body.bankCardId));
    const accountToken = `acct_${ada.bankCardNumber.slice(-4)}`;

    expect(row && accountsOf(row.body)).toEqual([
      { channel: 'bank-custody', accountToken },
      { channel: 'sandbox', accountToken },
    ]);
  });

  it('is refused when every channel that answers denies it', async () => {
    const world = new IdentityWorld();
    world.cardChannels = ['sandbox', 'bank-custody'];
    Object.assign(world.otherBanks, { sandbox: 'unknown', 'bank-custody': 'notMatched' });
    const caller = await world.verified(ada);

    expect(await bind(world, caller, typed)).toMatchObject({
      body: { code: 'card_not_verified' },
    });
  });

  it('needs a person of whom the bank can be asked, whose face need not be known yet', async () => {
    const world = new IdentityWorld();
    const confirmed = await world.confirmed(ada);
    expect(await bind(world, confirmed, typed)).toMatchObject({ status: 201 });
    world.asked.length = 0;
    const purposes = ['privacyPolicy', 'thirdPartySharing'] as const;
    const caller = await world.newcomer(eve.phoneNumber, ...purposes);
    const reply = await bind(world, caller, typed);
    expect(reply).toMatchObject({ status: 409, body: { code: 'identity_incomplete' } });
    expect(world.asked).toEqual([]);
  });

  it('needs the consent to ask the bank', async () => {
    const world = new IdentityWorld();
    const caller = await world.verified(ada);
    await world.call(withdrawConsent, { as: caller, params: { purpose: 'thirdPartySharing' } });
    expect(await bind(world, caller, typed)).toMatchObject({
      status: 403,
      body: { code: 'consent_missing', figures: { missing: ['thirdPartySharing'] } },
    });
    expect(world.asked).toEqual([]);
  });

  it.each([
    ['a wrong check digit', `${ada.bankCardNumber.slice(0, -1)}${otherDigit(ada.bankCardNumber)}`],
    ['letters', '6299 99AB CDEF 0123'],
    ['too few digits', '62999912'],
  ])('refuses %s without asking the bank', async (_, cardNumber) => {
    const world = new IdentityWorld();
    const caller = await world.verified(ada);
    const before = world.everything();
    const reply = await bind(world, caller, { ...typed, cardNumber });
    expect(reply).toMatchObject({ status: 422, body: { code: 'card_number_invalid' } });
    expect(world.asked).toEqual([]);
    expect(world.everything()).toBe(before);
  });

  it('refuses what the bank does not confirm; the same key may be tried again', async () => {
    const world = new IdentityWorld();
    const caller = await world.verified(ada);
    world.bank = 'notMatched';
    const refused = await bind(world, caller, typed, 'try-again-0000001');
    expect(refused).toMatchObject({ status: 422, body: { code: 'card_not_verified' } });
    world.bank = 'unknown';
    const away = await bind(world, caller, typed, 'try-again-0000001');
    expect(away).toMatchObject({ status: 503, body: { code: 'unavailable' } });
    world.bank = 'matched';
    expect(await bind(world, caller, typed, 'try-again-0000001')).toMatchObject({ status: 201 });
  });

  it('asks the bank ten times a day about one customer', async () => {
    const world = new IdentityWorld();
    const caller = await world.verified(ada);
    world.bank = 'notMatched';
    for (let n = 0; n < 10; n += 1) await bind(world, caller, typed, `attempt-00000000${n}`);
    expect(await bind(world, caller, typed, 'attempt-0000000010')).toMatchObject({ status: 429 });
    expect(world.asked).toHaveLength(10);
  });
});

describe('opening a card', () => {
  it('gives name and number for a purpose, on the record', async () => {
    const world = new IdentityWorld();
    const caller = await world.verified(ada);
    const { body } = await bind(world, caller, typed);
    const customer = (await loadCustomer(world.store, caller.subject))!;
    const opening = {
      purpose: 'disburse',
      actorId: 'system:sendDisbursement',
      requestId: 'r-9',
      now: world.now,
    } as const;
    const opened = await openBankCard(world.vault, customer, body.bankCardId, opening);
    expect(opened).toEqual({ ...typed, name: ada.name, idNumber: ada.idNumber });
    const links = await readLinks(world.store, caller.subject);
    expect(links).toContainEqual(
      expect.objectContaining({
        action: 'open',
        purpose: 'disburse',
        actorId: 'system:sendDisbursement',
        requestId: 'r-9',
        objects: ['identity@IDENTITY', `bankCard@BANK_CARD#${body.bankCardId}`],
      }),
    );
  });

  it('knows no card of somebody else', async () => {
    const world = new IdentityWorld();
    const { body } = await bind(world, await world.verified(ada), typed);
    const other = await world.verified(eve);
    const customer = (await loadCustomer(world.store, other.subject))!;
    const opening = { purpose: 'disburse', actorId: 'x', requestId: 'r', now: 0 } as const;
    expect(await openBankCard(world.vault, customer, body.bankCardId, opening)).toBeUndefined();
  });
});

describe('the profile', () => {
  it('shows everything masked, and what is still to do', async () => {
    const world = new IdentityWorld();
    const caller = await world.verified(ada);
    const bound = await bind(world, caller, typed);
    await world.call(withdrawConsent, { as: caller, params: { purpose: 'creditInquiry' } });
    const { status, body } = await world.call(getProfile, { as: caller });
    expect(status).toBe(200);
    expect(body).toEqual({
      customerId: caller.subject,
      maskedPhone: `${ada.phoneNumber.slice(0, 3)}****${ada.phoneNumber.slice(-4)}`,
      maskedName: ada.name[0] + '*'.repeat([...ada.name].length - 1),
      maskedIdNumber: `${ada.idNumber.slice(0, 3)}***********${ada.idNumber.slice(-4)}`,
      identity: 'verified',
      bankCards: [bound.body],
      missingConsents: ['creditInquiry'],
    });
  });

  it('of a newcomer shows the phone and all that is missing', async () => {
    const world = new IdentityWorld();
    const caller = await world.newcomer('13900000001');
    const { body } = await world.call(getProfile, { as: caller });
    expect(body).toEqual({
      customerId: caller.subject,
      maskedPhone: '139****0001',
      identity: 'none',
      bankCards: [],
      missingConsents: ['privacyPolicy', 'creditInquiry', 'faceRecognition', 'thirdPartySharing'],
    });
  });

  it('is read a hundred times without a further call of KMS', async () => {
    const world = new IdentityWorld();
    const caller = await world.verified(ada);
    await bind(world, caller, typed);
    const calls = { ...world.kms.calls };
    for (let n = 0; n < 100; n += 1) await world.call(getProfile, { as: caller });
    expect(world.kms.calls).toEqual(calls);
  });
});

describe('the identity step of the workflow', () => {
  it('is complete with a proven identity, the consents and the bound card', async () => {
    const { world, step } = await anOrder();
    expect(await step()).toEqual({ outcome: 'complete' });
    expect(world.asked).toHaveLength(1);
  });

  it.each(['privacyPolicy', 'creditInquiry', 'thirdPartySharing'])(
    'is incomplete once %s is withdrawn',
    async (purpose) => {
      const { world, caller, step } = await anOrder();
      await world.call(withdrawConsent, { as: caller, params: { purpose } });
      expect(await step()).toEqual({ outcome: 'incomplete' });
    },
  );

  it('is incomplete with a card that is not bound', async () => {
    const { step } = await anOrder({ bankCardId: `card_${'a'.repeat(26)}` });
    expect(await step()).toEqual({ outcome: 'incomplete' });
  });

  it('is incomplete for somebody who is not a customer', async () => {
    const { step } = await anOrder({ customerId: `cus_${'a'.repeat(26)}` });
    expect(await step()).toEqual({ outcome: 'incomplete' });
  });
});

describe('the age', () => {
  it.each([
    ['1990-05', '2026-04-30', 35],
    ['1990-05', '2026-05-31', 35],
    ['1990-05', '2026-06-01', 36],
    ['2008-12', '2026-12-31', 17],
  ])('of someone born in %s is on %s %i', (month, day, age) => {
    expect(ageFromMonth(month, day)).toBe(age);
  });
});

const bind = (
  world: IdentityWorld,
  as: Caller,
  body: object,
  idempotencyKey = 'binding-0000000001',
) => world.call(bindBankCard, { as, body, idempotencyKey });

async function anOrder(over: { customerId?: string; bankCardId?: string } = {}) {
  const world = new IdentityWorld();
  const caller = await world.verified(ada);
  const { body } = await bind(world, caller, typed);
  const orderId = `ord_${'b'.repeat(26)}`;
  const key = { table: 'orders', partition: `ORDER#${orderId}`, sort: 'STATE' } as const;
  const order = { orderId, customerId: caller.subject, bankCardId: body.bankCardId, ...over };
  await world.store.commit([{ kind: 'insert', item: { key, body: order } }]);
  const services = () => ({ store: world.store });
  const step = () => checkIdentity.over(services, () => world.now)({ orderId }, {} as never);
  return { world, caller, step };
}

function otherDigit(cardNumber: string): string {
  return String((Number(cardNumber.at(-1)) + 1) % 10);
}
