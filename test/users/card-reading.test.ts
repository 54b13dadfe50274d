/** The ID card's pictures: sent with consent, read whole or refused with the reason. */

import { cardFields } from '../../lambdas/core/users/id-card';
import { flawProblems, type PictureFlaw } from '../../lambdas/core/users/picture-flaws';
import { handler as createCardUpload } from '../../lambdas/users/create-card-upload';
import { handler as readCard } from '../../lambdas/users/read-card';
import { ada, aPicture, backOf, eve, frontOf, IdentityWorld } from '../support/identity-world';

describe('sending the card', () => {
  it('gets a form for each side below the customer and the upload', async () => {
    const world = new IdentityWorld();
    const caller = await world.newcomer(ada.phoneNumber, 'privacyPolicy');
    const { status, body } = await world.call(createCardUpload, { as: caller, body: {} });
    expect(status).toBe(201);
    expect(body.expiresAt).toBe('2026-11-22T02:15:00.000Z');
    expect(body.front.fields.key).toBe(`cards/${caller.subject}/${body.uploadId}/front`);
    expect(body.back.fields.key).toBe(`cards/${caller.subject}/${body.uploadId}/back`);
  });

  it('needs the privacy policy, and writes nothing without it', async () => {
    const world = new IdentityWorld();
    const caller = await world.newcomer(ada.phoneNumber, 'faceRecognition', 'thirdPartySharing');
    const before = world.everything();
    const calls = [
      world.call(createCardUpload, { as: caller, body: {} }),
      world.call(readCard, { as: caller, body: { uploadId: `upl_${'a'.repeat(26)}` } }),
      world.confirm(caller, `rdg_${'a'.repeat(26)}`, ada),
    ];
    for (const reply of await Promise.all(calls)) {
      expect(reply).toMatchObject({
        status: 403,
        body: { code: 'consent_missing', figures: { missing: ['privacyPolicy'] } },
      });
    }
    expect(world.everything()).toBe(before);
  });

  it('can be tried twenty times a day', async () => {
    const world = new IdentityWorld();
    const caller = await world.newcomer(ada.phoneNumber, 'privacyPolicy');
    const ask = () => world.call(createCardUpload, { as: caller, body: {} });
    for (let n = 0; n < 20; n += 1) expect((await ask()).status).toBe(201);
    expect(await ask()).toMatchObject({ status: 429, body: { code: 'too_many_requests' } });
  });
});

describe('reading the card', () => {
  it('answers every field, the number masked', async () => {
    const world = new IdentityWorld();
    const caller = await world.newcomer(ada.phoneNumber, 'privacyPolicy');
    const { status, body } = await world.read(caller, ada);
    expect(status).toBe(201);
    expect(body).toEqual({
      readingId: expect.stringMatching(/^rdg_/),
      expiresAt: '2026-11-22T02:15:00.000Z',
      name: ada.name,
      sex: ada.sex,
      ethnicity: ada.ethnicity,
      bornOn: ada.birthDate,
      address: ada.address,
      maskedIdNumber: `${ada.idNumber.slice(0, 3)}***********${ada.idNumber.slice(-4)}`,
      issuer: ada.issuer,
      validFrom: ada.validFrom,
      ...(ada.validUntil && { validUntil: ada.validUntil }),
      confidence: 0.95,
      confidences: {
        name: 0.95,
        sex: 0.95,
        ethnicity: 0.95,
        bornOn: 0.95,
        address: 0.95,
        idNumber: 0.95,
        issuer: 0.95,
        validity: 0.95,
      },
      fieldsToCheck: [],
    });
  });

  it('names what its owner has to compare with the card', async () => {
    const world = new IdentityWorld();
    const caller = await world.newcomer(ada.phoneNumber, 'privacyPolicy');
    world.certainty = 0.85;
    const { body } = await world.read(caller, ada);
    expect(body).toMatchObject({ confidence: 0.85, confidences: { address: 0.85 } });
    expect(body.fieldsToCheck).toEqual([...cardFields]);
  });

  it.each(Object.entries(flawProblems))(
    'tells in words, in both languages, when the picture is %s: %s',
    async (flaw, code) => {
      const world = new IdentityWorld();
      const caller = await world.newcomer(ada.phoneNumber, 'privacyPolicy');
      world.flaws = ['blurred', flaw as PictureFlaw];
      const reply = await world.read(caller, ada);
      expect(reply).toMatchObject({ status: 422, body: { code, figures: { side: 'front' } } });
      expect(reply.body.figures.flaws).toContain(flaw);
      expect(reply.body.title).toMatch(/retake|use the resident|send the picture/);
      expect(reply.body.titleZh).toMatch(/请/);
    },
  );

  it('keeps no field in the open', async () => {
    const world = new IdentityWorld();
    const caller = await world.newcomer(ada.phoneNumber, 'privacyPolicy');
    await world.read(caller, ada);
    for (const secret of [ada.idNumber, ada.name, ada.address, ada.birthDate, ada.issuer]) {
      expect(world.everything()).not.toContain(secret);
    }
  });

  const front = frontOf(ada);
  const back = backOf(ada);
  const wrongDigit = ada.idNumber.slice(0, 17) + (ada.idNumber.endsWith('X') ? '1' : 'X');
  const expired = { ...ada, validFrom: '2006-01-01', validUntil: '2026-01-01' } as typeof ada;
  const otherSex = { ...ada, sex: ada.sex === 'male' ? 'female' : 'male' } as typeof ada;
  it.each<[string, Uint8Array, Uint8Array, number, string]>([
    ['a 20 MB picture', aPicture('', 20_000_000), back, 422, 'picture_too_large'],
    ['a 20 MB back', front, aPicture('', 20_000_000), 422, 'picture_too_large'],
    ['a text for a picture', Buffer.from('hello'), back, 422, 'picture_unreadable'],
    ['an empty file', Buffer.alloc(0), back, 422, 'picture_unreadable'],
    ['a cut picture', front.subarray(0, -8), back, 422, 'picture_unreadable'],
    ['a picture of nothing', aPicture(''), back, 422, 'not_an_id_card'],
    ['a picture of a receipt', aPicture('收据 100.00 元'), back, 422, 'not_an_id_card'],
    ['the sides swapped', back, front, 422, 'not_an_id_card'],
    ['a missing name', without('姓名'), back, 422, 'id_card_fields_unclear'],
    ['a missing address', without('住址'), back, 422, 'id_card_fields_unclear'],
    [
      'a wrong check digit',
      frontOf({ ...ada, idNumber: wrongDigit }),
      back,
      422,
      'id_number_invalid',
    ],
    ['a sex that is not the number’s', frontOf(otherSex), back, 422, 'id_card_contradictory'],
    ['an expired card', front, backOf(expired), 422, 'id_card_expired'],
  ])('refuses %s', async (_, frontPicture, backPicture, status, code) => {
    const world = new IdentityWorld();
    const caller = await world.newcomer(ada.phoneNumber, 'privacyPolicy');
    const uploadId = await world.upload(caller, frontPicture, backPicture);
    const reply = await world.call(readCard, { as: caller, body: { uploadId } });
    expect(reply).toMatchObject({ status, body: { code } });
    expect(world.everything()).not.toContain('READING#');
    expect(JSON.stringify(reply.body)).not.toContain(ada.idNumber.slice(3, 14));
  });

  it("answers another's upload, an old one and none at all alike", async () => {
    const world = new IdentityWorld();
    const caller = await world.newcomer(ada.phoneNumber, 'privacyPolicy');
    const other = await world.newcomer(eve.phoneNumber, 'privacyPolicy');
    const uploadId = await world.upload(caller, frontOf(ada), backOf(ada));
    const ask = (as: typeof caller, id: string) =>
      world.call(readCard, { as, body: { uploadId: id } });
    const anothers = await ask(other, uploadId);
    const missing = await ask(other, `upl_${'a'.repeat(26)}`);
    world.pass(15 * 60);
    const old = await ask(caller, uploadId);
    expect(anothers).toMatchObject({ status: 422, body: { code: 'picture_missing' } });
    expect(missing).toEqual(anothers);
    expect(old).toEqual(anothers);
  });

  it('says which side has not been sent', async () => {
    const world = new IdentityWorld();
    const caller = await world.newcomer(ada.phoneNumber, 'privacyPolicy');
    const uploadId = await world.upload(caller, frontOf(ada), backOf(ada));
    world.objects.delete(`uploads/cards/${caller.subject}/${uploadId}/back`);
    const reply = await world.call(readCard, { as: caller, body: { uploadId } });
    expect(reply.body).toMatchObject({ code: 'picture_missing', figures: { side: 'back' } });
  });
});

function without(label: string): Buffer {
  const text = frontOf(ada).toString('utf8').split('\u0000TEXT').at(1) ?? '';
  const rows = text.split('\n').filter((row) => !row.startsWith(label));
  return aPicture(rows.join('\n'));
}
