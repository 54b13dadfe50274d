/** Consents: to the text that was shown, until withdrawn, with everything on the record. */
import { readLinks } from '../../lambdas/core/users/audit-chain';
import {
  type ConsentText,
  consentPurposes,
  consentTextHash,
  covering,
  type GivenConsent,
  missingConsents,
  textsInForce,
} from '../../lambdas/core/users/consents';
import { openConsentTexts } from '../../lambdas/platform/composition/consent-texts';
import { handler as createCardUpload } from '../../lambdas/users/create-card-upload';
import { handler as getProfile } from '../../lambdas/users/get-profile';
import { handler as giveConsent } from '../../lambdas/users/give-consent';
import { handler as listConsentTexts } from '../../lambdas/users/list-consent-texts';
import { handler as listConsents } from '../../lambdas/users/list-consents';
import { handler as withdrawConsent } from '../../lambdas/users/withdraw-consent';
import { IdentityWorld } from '../support/identity-world';

const phone = '13900000001';

describe('the consent texts', () => {
  it('exist for every purpose, in Chinese and English, with the hash that names them', async () => {
    const world = new IdentityWorld();
    const { status, body } = await world.call(listConsentTexts);
    expect(status).toBe(200);
    expect(body.texts.map((text: ConsentText) => text.purpose)).toEqual([...consentPurposes]);
    for (const text of body.texts) {
      expect(text.textHash).toBe(consentTextHash(text));
      expect(text.text.zh.length).toBeGreaterThan(300);
      expect(text.text.en.length).toBeGreaterThan(300);
    }
  });

  it('of old and coming versions are kept, and the one in force today is shown', () => {
    const texts = ['2026-01-01', '2026-12-01', '2025-01-01'].map((effectiveFrom) =>
      aText({ effectiveFrom, version: effectiveFrom }),
    );
    expect(textsInForce(texts, '2026-11-30').map(({ version }) => version)).toEqual(['2026-01-01']);
    expect(textsInForce(texts, '2026-12-01').map(({ version }) => version)).toEqual(['2026-12-01']);
    expect(textsInForce(texts, '2024-12-31')).toEqual([]);
  });

  it('cannot be edited without a new hash', () => {
    const [text] = openConsentTexts();
    const hash = consentTextHash(text!);
    for (const language of ['zh', 'en'] as const) {
      const edited = { ...text!, text: { ...text!.text, [language]: `${text!.text[language]} ` } };
      expect(consentTextHash(edited)).not.toBe(hash);
    }
    expect(consentTextHash({ ...text!, version: '2' })).not.toBe(hash);
  });

  it('ever shown are these: a change of wording is a new version in a new file', () => {
    expect(
      openConsentTexts().map((text) => [text.purpose, text.version, consentTextHash(text)]),
    ).toEqual([
      ['privacyPolicy', '1', '7808e3e32647a5b79b2eac69bbd0019ab016f2e3206e77096122f940a9c4d73d'],
      ['privacyPolicy', '2', '39eaa8bbb2e3cb6ab1f3e1a22e3e7950a529294403efd3bfd8931ab531902bfd'],
      ['creditInquiry', '1', 'd8a7683692dc8d325ecef2c3d9ce0d11ca1dbca3babebfca9acd5f34a5b6d20b'],
      ['faceRecognition', '1', '952acd0fbd801cb86d619b4ffc38ec8853a05d313f3d0ad08c0586ce4321b8db'],
      [
        'thirdPartySharing',
        '1',
        '550c44e6d6baf4f5eee01c3198967f3c4ad059d0c7e7c7477b83231a535d4708',
      ],
      [
        'thirdPartySharing',
        '2',
        'f0695dda5a3c5484d4f655c9abb45aebba9c61b908e702c063ea21e7d165d178',
      ],
    ]);
  });
});

describe('a consent', () => {
  it('is given to the text that was read, and listed', async () => {
    const world = new IdentityWorld();
    const ada = await world.newcomer(phone, 'privacyPolicy');
    const { body } = await world.call(listConsents, { as: ada });
    const text = privacyPolicy('2');
    const expected = {
      purpose: 'privacyPolicy',
      version: '2',
      textHash: consentTextHash(text),
      givenAt: '2026-11-22T02:00:00.000Z',
    };
    expect(body.consents).toEqual([expected]);
  });

  it('stays as it was given when it is given again', async () => {
    const world = new IdentityWorld();
    const ada = await world.newcomer(phone, 'privacyPolicy');
    world.pass(3600);
    await world.consent(ada, 'privacyPolicy');
    const { body } = await world.call(listConsents, { as: ada });
    expect(body.consents[0].givenAt).toBe('2026-11-22T02:00:00.000Z');
    expect(await actions(world, ada.subject)).toEqual(['giveConsent']);
  });

  it('is refused to any text but the one in force', async () => {
    const world = new IdentityWorld();
    const ada = await world.newcomer(phone);
    const right = aConsentTo(privacyPolicy('2'));
    for (const wrong of [
      aConsentTo(privacyPolicy('1')),
      { ...right, version: '0' },
      { ...right, textHash: 'a'.repeat(64) },
      { ...right, purpose: 'faceRecognition' },
    ]) {
      const reply = await world.call(giveConsent, { as: ada, body: wrong });
      expect(reply).toMatchObject({ status: 409, body: { code: 'consent_text_outdated' } });
    }
    expect((await world.call(listConsents, { as: ada })).body.consents).toEqual([]);
  });

  it('can be withdrawn and given anew, and the trail tells of all of it', async () => {
    const world = new IdentityWorld();
    const ada = await world.newcomer(phone, 'faceRecognition');
    world.pass(60);
    const params = { purpose: 'faceRecognition' };
    const withdrawn = await world.call(withdrawConsent, { as: ada, params });
    expect(withdrawn.body.withdrawnAt).toBe('2026-11-22T02:01:00.000Z');
    world.pass(60);
    const again = await world.call(withdrawConsent, { as: ada, params });
    expect(again.body).toEqual(withdrawn.body);
    await world.consent(ada, 'faceRecognition');
    const { body } = await world.call(listConsents, { as: ada });
    expect(body.consents[0]).not.toHaveProperty('withdrawnAt');
    expect(await actions(world, ada.subject)).toEqual([
      'giveConsent',
      'withdrawConsent',
      'giveConsent',
    ]);
  });

  it('that was never given cannot be withdrawn', async () => {
    const world = new IdentityWorld();
    const ada = await world.newcomer(phone);
    const reply = await world.call(withdrawConsent, {
      as: ada,
      params: { purpose: 'creditInquiry' },
    });
    expect(reply).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });

  it('of an unknown purpose is no request of ours', async () => {
    const world = new IdentityWorld();
    const ada = await world.newcomer(phone);
    const reply = await world.call(withdrawConsent, { as: ada, params: { purpose: 'marketing' } });
    expect(reply).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
  });

  it('is missing when it was withdrawn or never given', () => {
    const given: GivenConsent[] = [
      { purpose: 'privacyPolicy', version: '1', withdrawnAt: 'then' },
      { purpose: 'creditInquiry', version: '1' },
    ];
    const needed = ['creditInquiry', 'privacyPolicy', 'faceRecognition'] as const;
    expect(missingConsents(given, needed)).toEqual(['privacyPolicy', 'faceRecognition']);
  });
});

describe('a consent to a text that has changed since', () => {
  const to = (version: string): GivenConsent => ({ purpose: 'privacyPolicy', version });
  const texts = [
    aText({ version: '1', effectiveFrom: '2026-01-01' }),
    aText({ version: '2', effectiveFrom: '2026-03-01' }),
    aText({ version: '3', effectiveFrom: '2026-05-01', asksAnew: true }),
    aText({ version: '4', effectiveFrom: '2026-07-01' }),
  ];
  const covered = (today: string) =>
    covering(['1', '2', '3', '4'].map(to), { texts, today }).map(({ version }) => version);

  it('holds on where the wording alone changed, and not where more is taken', () => {
    expect(covered('2026-02-01')).toEqual(['1']);
    expect(covered('2026-04-01')).toEqual(['1', '2']);
    expect(covered('2026-05-01')).toEqual(['3']);
    expect(covered('2026-08-01')).toEqual(['3', '4']);
  });

  it('is missing where more is collected, until the text in force is agreed to', async () => {
    const world = new IdentityWorld();
    const ada = await world.newcomer(phone);
    world.now = Date.UTC(2026, 9, 30);
    await world.consent(ada, 'privacyPolicy');
    const upload = () => world.call(createCardUpload, { as: ada, body: {} });
    expect((await upload()).status).toBe(201);
    world.now = Date.UTC(2026, 10, 22);
    expect(await upload()).toMatchObject({
      status: 403,
      body: { code: 'consent_missing', figures: { missing: ['privacyPolicy'] } },
    });
    const { body } = await world.call(getProfile, { as: ada });
    expect(body.missingConsents).toContain('privacyPolicy');

    await world.consent(ada, 'privacyPolicy');
    expect((await upload()).status).toBe(201);
    expect(await actions(world, ada.subject)).toContain('giveConsent');
  });
});

const privacyPolicy = (version: string): ConsentText =>
  openConsentTexts().find((text) => text.purpose === 'privacyPolicy' && text.version === version)!;

const aConsentTo = (text: ConsentText) => ({
  purpose: text.purpose,
  version: text.version,
  textHash: consentTextHash(text),
});

function aText(over: Partial<ConsentText>): ConsentText {
  return {
    purpose: 'privacyPolicy',
    version: '1',
    effectiveFrom: '2026-01-01',
    title: { en: 'Privacy', zh: '隐私' },
    text: { en: 'Text', zh: '文本' },
    ...over,
  };
}

async function actions(world: IdentityWorld, customerId: string): Promise<unknown[]> {
  return (await readLinks(world.store, customerId)).map(({ action }) => action);
}
