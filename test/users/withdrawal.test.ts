/** Withdrawing a consent does what was said before it was given: what needs it refuses. */
import { consentPurposes } from '../../lambdas/core/users/consents';
import { openWithdrawalEffects } from '../../lambdas/platform/composition/consent-texts';
import { handler as bindBankCard } from '../../lambdas/users/bind-bank-card';
import { handler as completeLivenessSession } from '../../lambdas/users/complete-liveness-session';
import { handler as confirmCard } from '../../lambdas/users/confirm-card';
import { handler as createCardUpload } from '../../lambdas/users/create-card-upload';
import { handler as createLivenessSession } from '../../lambdas/users/create-liveness-session';
import { handler as getProfile } from '../../lambdas/users/get-profile';
import { handler as listConsentTexts } from '../../lambdas/users/list-consent-texts';
import { handler as readCard } from '../../lambdas/users/read-card';
import { handler as withdrawConsent } from '../../lambdas/users/withdraw-consent';
import type { Call, Caller } from '../support/api-call';
import { ada, IdentityWorld, type Purpose } from '../support/identity-world';

const all = consentPurposes as readonly Purpose[];
const someId = 'a'.repeat(26);

/** Each route of this capability that collects or uses data, by the consents it needs. */
const needing: [string, Parameters<IdentityWorld['call']>[0], Call, readonly Purpose[]][] = [
  ['createCardUpload', createCardUpload, { body: {} }, ['privacyPolicy']],
  ['readCard', readCard, { body: { uploadId: `upl_${someId}` } }, ['privacyPolicy']],
  [
    'confirmCard',
    confirmCard,
    { body: { readingId: `rdg_${someId}`, idNumber: ada.idNumber, name: ada.name } },
    ['privacyPolicy'],
  ],
  [
    'createLivenessSession',
    createLivenessSession,
    { body: {} },
    ['privacyPolicy', 'faceRecognition'],
  ],
  [
    'bindBankCard',
    bindBankCard,
    {
      body: { cardNumber: ada.bankCardNumber, phone: ada.phoneNumber },
      idempotencyKey: 'binding-0000000001',
    },
    ['privacyPolicy', 'thirdPartySharing'],
  ],
];

describe.each(needing)('%s', (_, handler, call, needed) => {
  it.each(needed)('refuses once the consent to %s is withdrawn', async (purpose) => {
    const world = new IdentityWorld();
    const caller = await world.newcomer(ada.phoneNumber, ...all);
    const before = await world.call(handler, { ...call, as: caller });
    expect(before.body.code).not.toBe('consent_missing');
    await withdraw(world, caller, purpose);
    expect(await world.call(handler, { ...call, as: caller })).toMatchObject({
      status: 403,
      body: { code: 'consent_missing', figures: { missing: [purpose] } },
    });
  });
});

describe('a withdrawal', () => {
  it.each(all)(
    'of the consent to %s says what it does, in the words shown before',
    async (purpose) => {
      const world = new IdentityWorld();
      const caller = await world.newcomer(ada.phoneNumber, ...all);
      const { body } = await world.call(listConsentTexts);
      const shown = body.texts.find((text: { purpose: string }) => text.purpose === purpose);
      const withdrawn = await withdraw(world, caller, purpose);
      expect(withdrawn.body.effect).toEqual(shown.onWithdrawal);
      expect(shown.onWithdrawal).toEqual(openWithdrawalEffects()[purpose]);
      expect(shown.onWithdrawal.zh).toMatch(/不/);
    },
  );

  it('of the consent to the face deletes the picture, and the verification remains', async () => {
    const world = new IdentityWorld();
    const caller = await world.verified(ada);
    const faces = () => world.stored('faces');
    expect(faces()).toHaveLength(1);
    await withdraw(world, caller, 'faceRecognition');
    expect(faces()).toEqual([]);
    const { body } = await world.call(getProfile, { as: caller });
    expect(body).toMatchObject({ identity: 'verified', missingConsents: ['faceRecognition'] });
    expect((await withdraw(world, caller, 'faceRecognition')).status).toBe(200);
  });

  it('of the consent to the face stops a check that is under way', async () => {
    const world = new IdentityWorld();
    const caller = await world.confirmed(ada);
    const { body } = await world.call(createLivenessSession, { as: caller, body: {} });
    await withdraw(world, caller, 'faceRecognition');
    const params = { livenessId: body.livenessId };
    const completed = await world.call(completeLivenessSession, { as: caller, params, body: {} });
    expect(completed).toMatchObject({ status: 403, body: { code: 'consent_missing' } });
    expect(world.compared).toEqual([]);
  });
});

const withdraw = (world: IdentityWorld, caller: Caller, purpose: Purpose) =>
  world.call(withdrawConsent, { as: caller, params: { purpose } });
