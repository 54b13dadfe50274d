/** The ID card: confirmed by its holder, and claimed by one account only. */
import { readLinks } from '../../lambdas/core/users/audit-chain';
import { readingKey } from '../../lambdas/core/users/checks';
import { loadCustomer } from '../../lambdas/core/users/rows';
import { handler as confirmCard } from '../../lambdas/users/confirm-card';
import { handler as createCardUpload } from '../../lambdas/users/create-card-upload';
import { inventPerson } from '../../local/pictures/people';
import { ada, eve, frontOf, IdentityWorld } from '../support/identity-world';

describe('confirming the card', () => {
  it('seals the identity, keeps the pictures as evidence and waits for the face', async () => {
    const world = new IdentityWorld();
    const caller = await world.confirmed(ada);
    const customer = (await loadCustomer(world.store, caller.subject))!;
    expect(customer.profile.body).toMatchObject({
      identity: 'cardConfirmed',
      bornInMonth: ada.birthDate.slice(0, 7),
    });
    expect(world.stored('evidence')).toEqual([
      expect.stringMatching(/^evidence\/cards\/.*\/front$/),
      expect.stringMatching(/^evidence\/cards\/.*\/back$/),
    ]);
    const opening = {
      purpose: 'review',
      actorId: 'stf_1',
      requestId: 'r',
      now: world.now,
    } as const;
    const [identity] = await world.vault.open([customer.identity!], opening);
    expect(identity).toMatchObject({ name: ada.name, idNumber: ada.idNumber });
    for (const secret of [ada.idNumber, ada.name, ada.address, ada.birthDate]) {
      expect(world.everything()).not.toContain(secret);
    }
  });

  it('keeps no picture by itself: the event committed with it does', async () => {
    const { world, caller, readingId } = await aReading();
    const body = { readingId, idNumber: ada.idNumber, name: ada.name };
    expect((await world.call(confirmCard, { as: caller, body })).status).toBe(201);
    const told = [...world.store.everything()].filter(({ body }) => body.type === 'CardConfirmed');
    expect(told.map(({ body }) => body.data)).toEqual([{ customerId: caller.subject, readingId }]);

    expect(world.stored('evidence')).toEqual([]);
    await world.keepPictures(caller, readingId);
    expect(world.stored('evidence')).toHaveLength(2);
    const key = readingKey(caller.subject, readingId);
    expect(await world.store.get(key)).toBeUndefined();
  });

  it('has its pictures kept once the bucket answers, however often the event comes', async () => {
    const { world, caller, readingId } = await aReading();
    const body = { readingId, idNumber: ada.idNumber, name: ada.name };
    await world.call(confirmCard, { as: caller, body });
    const keep = jest.spyOn(world.pictures, 'keep').mockRejectedValueOnce(new Error('slow down'));
    await expect(world.keepPictures(caller, readingId)).rejects.toThrow('slow down');
    await world.keepPictures(caller, readingId);
    const calls = keep.mock.calls.length;
    await world.keepPictures(caller, readingId);
    expect(keep.mock.calls).toHaveLength(calls);
    const customer = (await loadCustomer(world.store, caller.subject))!;
    const { cardFrontKey, cardBackKey } = customer.profile.body;
    expect(world.stored('evidence').sort()).toEqual(
      [`evidence/${cardFrontKey}`, `evidence/${cardBackKey}`].sort(),
    );
  });

  it('that conflicts leaves nothing in the locked bucket', async () => {
    const { world, caller, readingId } = await aReading();
    const body = { readingId, idNumber: ada.idNumber, name: ada.name };
    const profile = (await loadCustomer(world.store, caller.subject))!.profile;
    const commit = world.store.commit.bind(world.store);
    jest.spyOn(world.store, 'commit').mockImplementation(async (changes, token) => {
      const confirming = changes.some(({ kind }) => kind === 'insert') && changes.length > 3;
      const { version: expectedVersion, ...item } = profile;
      if (confirming) await commit([{ kind: 'replace', item, expectedVersion }]);
      return commit(changes, token);
    });
    const reply = await world.call(confirmCard, { as: caller, body });
    expect(reply).toMatchObject({ status: 409, body: { code: 'conflict' } });
    expect(world.stored('evidence')).toEqual([]);
    expect(world.everything()).not.toContain('CardConfirmed');
  });

  it('keeps what was read, though the form was used again after the confirmation', async () => {
    const { world, caller, readingId } = await aReading();
    const body = { readingId, idNumber: ada.idNumber, name: ada.name };
    await world.call(confirmCard, { as: caller, body });
    for (const key of world.stored('uploads').filter((key) => key.startsWith('uploads/cards/')))
      world.objects.set(key, frontOf(eve));
    await world.keepPictures(caller, readingId);
    const [front] = world.stored('evidence').filter((key) => key.endsWith('front'));
    expect(world.objects.get(front!)).toEqual(frontOf(ada));
  });

  it('locks nothing away that is not what was read, wherever it came from', async () => {
    const { world, caller, readingId } = await aReading();
    const body = { readingId, idNumber: ada.idNumber, name: ada.name };
    await world.call(confirmCard, { as: caller, body });
    for (const key of world.stored('uploads')) world.objects.set(key, frontOf(eve));
    await expect(world.keepPictures(caller, readingId)).rejects.toThrow(/not those that were read/);
    expect(world.stored('evidence')).toEqual([]);
  });

  it('whose event is sent again too late fails aloud: nobody takes the pictures for kept', async () => {
    const { world, caller, readingId } = await aReading();
    const body = { readingId, idNumber: ada.idNumber, name: ada.name };
    await world.call(confirmCard, { as: caller, body });
    world.pass(13 * 86_400);
    world.store.dropExpired(world.now / 1000);
    for (const key of world.stored('uploads')) world.objects.delete(key);
    await expect(world.keepPictures(caller, readingId)).rejects.toThrow(/not those that were read/);
  });

  it('leaves an audit entry of the opened reading', async () => {
    const world = new IdentityWorld();
    const caller = await world.confirmed(ada);
    const links = await readLinks(world.store, caller.subject);
    expect(links).toContainEqual(
      expect.objectContaining({
        action: 'open',
        purpose: 'confirmIdentity',
        actorId: caller.subject,
        requestId: 'request-1',
        objects: [expect.stringMatching(/^cardReading@READING#rdg_/)],
      }),
    );
  });

  it.each([
    ['full-width digits and spaces', { idNumber: ` ${fullWidth(ada.idNumber)} `, name: ada.name }],
    ['a spaced name', { idNumber: ada.idNumber, name: [...ada.name].join(' ') }],
  ])('takes %s for what they are', async (_, typed) => {
    const { world, caller, readingId } = await aReading();
    const reply = await world.call(confirmCard, { as: caller, body: { readingId, ...typed } });
    expect(reply.status).toBe(201);
  });

  it.each([
    ['a wrong check digit', { idNumber: `${ada.idNumber.slice(0, 17)}?` }, 'id_number_invalid'],
    ['too few digits', { idNumber: ada.idNumber.slice(1) }, 'id_number_invalid'],
    ["another person's number", { idNumber: eve.idNumber }, 'id_number_mismatch'],
    ['another name', { name: '欧阳无名' }, 'name_mismatch'],
  ])('refuses %s', async (_, wrong, code) => {
    const { world, caller, readingId } = await aReading();
    const body = { readingId, idNumber: ada.idNumber, name: ada.name, ...wrong };
    const reply = await world.call(confirmCard, { as: caller, body });
    expect(reply).toMatchObject({ status: 422, body: { code } });
    expect(world.everything()).not.toContain('IDENTITY"');
    expect(world.stored('evidence')).toEqual([]);
  });

  it('with unsure fields waits until their owner has compared them with the card', async () => {
    const world = new IdentityWorld();
    const caller = await world.newcomer(ada.phoneNumber, 'privacyPolicy');
    world.certainty = 0.85;
    const { readingId, fieldsToCheck } = (await world.read(caller, ada)).body;
    const typed = { readingId, idNumber: ada.idNumber, name: ada.name };
    const confirm = (checkedFields?: string[]) =>
      world.call(confirmCard, { as: caller, body: { ...typed, checkedFields } });
    const unchecked = { status: 422, body: { code: 'card_fields_unchecked' } };
    expect(await confirm()).toMatchObject(unchecked);
    expect(await confirm(['address', 'issuer'])).toMatchObject(unchecked);
    expect(world.stored('evidence')).toEqual([]);
    expect((await confirm(fieldsToCheck)).status).toBe(201);
  });

  it.each([
    ['seventeen', '2008-11-23', 'age_out_of_range'],
    ['eighteen today', '2008-11-22', undefined],
    ['sixty until tomorrow', '1965-11-23', undefined],
    ['sixty-one today', '1965-11-22', 'age_out_of_range'],
  ])('of someone who is %s', async (_, born, code) => {
    const world = new IdentityWorld();
    const birthDate = born as typeof ada.birthDate;
    const invented = inventPerson(7, { birthDate });
    const person = { ...invented, validFrom: '2024-01-01', validUntil: '2029-01-01' } as typeof ada;
    const caller = await world.newcomer(person.phoneNumber, 'privacyPolicy');
    const { body } = await world.read(caller, person);
    const reply = await world.confirm(caller, body.readingId, person);
    expect(reply.body.code).toBe(code);
  });

  it('is too late after a quarter of an hour, and not for anyone else', async () => {
    const { world, caller, readingId } = await aReading();
    const other = await world.newcomer(eve.phoneNumber, 'privacyPolicy');
    const expired = { status: 422, body: { code: 'reading_expired' } };
    expect(await world.confirm(other, readingId, ada)).toMatchObject(expired);
    world.pass(15 * 60);
    expect(await world.confirm(caller, readingId, ada)).toMatchObject(expired);
  });

  it('refuses pictures that were swapped after they had been read', async () => {
    const { world, caller, readingId } = await aReading();
    const [frontKey] = world.stored('uploads').filter((key) => key.endsWith('front'));
    world.objects.set(frontKey!, frontOf(eve));
    const reply = await world.confirm(caller, readingId, ada);
    expect(reply).toMatchObject({ status: 422, body: { code: 'reading_expired' } });
    expect(world.stored('evidence')).toEqual([]);
  });

  it('works once', async () => {
    const { world, caller, readingId } = await aReading();
    const replies = await Promise.all([
      world.confirm(caller, readingId, ada),
      world.confirm(caller, readingId, ada),
    ]);
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 409]);
    const confirmed = { status: 409, body: { code: 'identity_already_confirmed' } };
    expect(await world.confirm(caller, readingId, ada)).toMatchObject(confirmed);
    const upload = await world.call(createCardUpload, { as: caller, body: {} });
    expect(upload).toMatchObject(confirmed);
  });
});

describe('one person', () => {
  it('has one account: a second one is refused', async () => {
    const world = new IdentityWorld();
    await world.verified(ada);
    const second = await world.newcomer('13900000002', 'privacyPolicy');
    const { body } = await world.read(second, ada);
    const reply = await world.confirm(second, body.readingId, ada);
    expect(reply).toMatchObject({ status: 409, body: { code: 'identity_taken' } });
    world.pass(10 * 86_400);
    const later = await world.read(second, ada);
    expect(await world.confirm(second, later.body.readingId, ada)).toMatchObject({ status: 409 });
  });

  it('is claimed by one of two accounts that confirm at the same moment', async () => {
    const world = new IdentityWorld();
    const callers = [
      await world.newcomer('13900000001', 'privacyPolicy'),
      await world.newcomer('13900000002', 'privacyPolicy'),
    ];
    const readings = await Promise.all(callers.map((caller) => world.read(caller, ada)));
    const replies = await Promise.all(
      callers.map((caller, at) => world.confirm(caller, readings[at]!.body.readingId, ada)),
    );
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  it('is not kept out by a thief of the card who cannot show the face', async () => {
    const world = new IdentityWorld();
    const thief = await world.confirmed(eve);
    const owner = await world.newcomer('13900000002', 'privacyPolicy', 'faceRecognition');
    const early = await world.read(owner, eve);
    const taken = await world.confirm(owner, early.body.readingId, eve);
    expect(taken).toMatchObject({ status: 409, body: { code: 'identity_taken' } });
    world.pass(86_400);
    const { body } = await world.read(owner, eve);
    expect(await world.confirm(owner, body.readingId, eve)).toMatchObject({ status: 201 });
    expect(await world.checkFace(owner)).toMatchObject({ status: 200 });
    expect(await world.checkFace(thief)).toMatchObject({
      status: 409,
      body: { code: 'identity_taken' },
    });
  });
});

async function aReading() {
  const world = new IdentityWorld();
  const caller = await world.newcomer(ada.phoneNumber, 'privacyPolicy');
  const { body } = await world.read(caller, ada);
  return { world, caller, readingId: body.readingId as string };
}

function fullWidth(text: string): string {
  return text.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));
}
