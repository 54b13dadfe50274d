/**
 * Passkeys: created by who has proven enough, used once a challenge, and never bent into
 * opening.
 */
import { handler as createPasskeyChallenge } from '../../lambdas/users/create-passkey-challenge';
import { handler as createPasskeyRegistration } from '../../lambdas/users/create-passkey-registration';
import { handler as listFactors } from '../../lambdas/users/list-factors';
import { handler as registerPasskey } from '../../lambdas/users/register-passkey';
import { handler as removePasskey } from '../../lambdas/users/remove-passkey';
import { handler as signIn } from '../../lambdas/users/sign-in';
import { handler as signInWithPasskey } from '../../lambdas/users/sign-in-with-passkey';
import { type Bent, SoftwarePasskey } from '../../local/life/passkey';
import { laptopOrigin } from '../../local/life/staff-member';
import type { Caller } from '../support/api-call';
import { accepted, asCaller, UsersWorld } from '../support/users-world';

const phone = '13900000001';
const deviceId = 'device-7';

describe('creating a passkey', () => {
  it('makes one that signs in on a new device, and makes that device known', async () => {
    const { world, ada, passkey } = await someoneWithPasskey();
    const reply = await use(world, passkey);
    expect(reply).toMatchObject({ status: 201, body: { customerId: ada.customerId } });
    expect(reply.body.deviceToken).toMatch(/^[\w-]{43}$/);
    const factors = await world.call(listFactors, { as: asCaller(ada) });
    expect(factors.body.passkeys).toEqual([
      {
        passkeyId: expect.stringMatching(/^psk_/),
        label: 'phone',
        addedAt: '2026-11-22T02:00:00.000Z',
        usedAt: '2026-11-22T02:00:00.000Z',
        isSynchronised: false,
      },
    ]);
  });

  it('asks for a passkey that verifies its owner and is found without a name', async () => {
    const { world, ada } = await someone();
    const { options } = accepted(await begin(world, asCaller(ada)));
    expect(options).toMatchObject({
      rp: { id: 'localhost', name: 'Sunlend' },
      attestation: 'none',
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    });
    expect(JSON.stringify(options)).not.toContain(phone);
  });

  it('takes a code that is fresh, and once there is a second factor, that one fresh', async () => {
    const { world, ada } = await someone();
    world.pass(600);
    expect((await begin(world, asCaller(ada))).body.code).toBe('step_up_required');

    const bob = await world.signIn('13900000002');
    await world.giveGesture(bob.customerId, '14789');
    expect((await begin(world, asCaller(bob))).body.code).toBe('step_up_required');
  });

  it('belongs to who began it', async () => {
    const { world, ada } = await someone();
    const eve = await world.signIn('13900000002');
    const { ceremonyId, options } = accepted(await begin(world, asCaller(ada)));
    const body = { ceremonyId, answer: aPasskey().create(options), label: 'mine' };
    const reply = await world.call(registerPasskey, { as: asCaller(eve), body });
    expect(reply.body.code).toBe('passkey_rejected');
  });

  it('happens once a ceremony, within five minutes', async () => {
    const { world, ada } = await someone();
    const first = accepted(await begin(world, asCaller(ada)));
    const body = { ceremonyId: first.ceremonyId, label: 'x' };
    const answer = aPasskey().create(first.options);
    const register = (more: object) =>
      world.call(registerPasskey, { as: asCaller(ada), body: { ...body, ...more } });
    expect((await register({ answer })).status).toBe(201);
    const again = { answer: aPasskey().create(first.options) };
    expect((await register(again)).body.code).toBe('passkey_rejected');

    const bob = await world.signIn('13900000002');
    const second = accepted(await begin(world, asCaller(bob)));
    world.pass(300);
    const late = { ceremonyId: second.ceremonyId, answer: aPasskey().create(second.options) };
    const reply = await world.call(registerPasskey, {
      as: asCaller(bob),
      body: { ...late, label: 'x' },
    });
    expect(reply.body.code).toBe('passkey_rejected');
  });

  it('does not take over a passkey that somebody else has', async () => {
    const { world, passkey } = await someoneWithPasskey();
    const eve = await world.signIn('13900000002');
    const { ceremonyId, options } = accepted(await begin(world, asCaller(eve)));
    const body = { ceremonyId, answer: passkey.create(options), label: 'theirs' };
    const reply = await world.call(registerPasskey, { as: asCaller(eve), body });
    expect(reply.body.code).toBe('passkey_rejected');
  });
});

const bends: [string, Bent][] = [
  ['from another origin', { origin: 'https://evil.example' }],
  ['from a look-alike port', { origin: `${laptopOrigin}0` }],
  ['for another relying party', { rpId: 'evil.example' }],
  ['over another challenge', { challenge: Buffer.alloc(32).toString('base64url') }],
  ['without its owner being verified', { isUserVerified: false }],
];

describe('a passkey’s answer', () => {
  it.each([...bends, ['of the wrong kind', { type: 'webauthn.create' }] as [string, Bent]])(
    '%s signs nobody in',
    async (_, bent) => {
      const { world, passkey } = await someoneWithPasskey();
      expect((await use(world, passkey, bent)).body).toMatchObject({ code: 'passkey_rejected' });
      expect((await use(world, passkey)).status).toBe(201);
    },
  );

  it.each([...bends, ['of the wrong kind', { type: 'webauthn.get' }] as [string, Bent]])(
    '%s registers nothing',
    async (_, bent) => {
      const { world, ada } = await someone();
      const { ceremonyId, options } = accepted(await begin(world, asCaller(ada)));
      const body = { ceremonyId, answer: aPasskey().create(options, bent), label: 'x' };
      const reply = await world.call(registerPasskey, { as: asCaller(ada), body });
      expect(reply.body).toMatchObject({ code: 'passkey_rejected' });
    },
  );

  it('serves once, however often it is sent at the same moment', async () => {
    const { world, passkey } = await someoneWithPasskey();
    const { ceremonyId, options } = await challenge(world);
    const body = { deviceId, ceremonyId, answer: passkey.use(options) };
    const send = () => world.call(signInWithPasskey, { body });
    const replies = await Promise.all([send(), send(), send()]);
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 422, 422]);
    expect((await send()).body.code).toBe('passkey_rejected');
  });

  it('does not fit the challenge of another ceremony, nor one that is five minutes old', async () => {
    const { world, passkey } = await someoneWithPasskey();
    const [one, two] = [await challenge(world), await challenge(world)];
    const crossed = { deviceId, ceremonyId: one.ceremonyId, answer: passkey.use(two.options) };
    expect((await world.call(signInWithPasskey, { body: crossed })).status).toBe(422);
    world.pass(300);
    const late = { deviceId, ceremonyId: two.ceremonyId, answer: passkey.use(two.options) };
    expect((await world.call(signInWithPasskey, { body: late })).status).toBe(422);
  });

  it('of a copy, whose counter does not grow, is refused', async () => {
    const { world, passkey } = await someoneWithPasskey();
    await use(world, passkey);
    await use(world, passkey);
    expect((await use(world, passkey, { counter: 2 })).status).toBe(422);
    expect((await use(world, passkey, { counter: 3 })).status).toBe(201);
  });

  it('of a passkey nobody registered is answered like a bent one', async () => {
    const world = new UsersWorld();
    const reply = await use(world, aPasskey());
    expect(reply).toMatchObject({ status: 422, body: { code: 'passkey_rejected' } });
  });

  it('signed by another key is refused', async () => {
    const { world, passkey } = await someoneWithPasskey();
    const { ceremonyId, options } = await challenge(world);
    const theirs = aPasskey().use(options);
    const answer = { ...theirs, id: passkey.credentialId, rawId: passkey.credentialId };
    const reply = await world.call(signInWithPasskey, { body: { deviceId, ceremonyId, answer } });
    expect(reply.body.code).toBe('passkey_rejected');
  });

  it('is a second factor for a new device', async () => {
    const { world, passkey } = await someoneWithPasskey();
    world.pass(60);
    const code = await world.codeFor(phone);
    const needed = await world.call(signIn, { body: { ...code, deviceId } });
    expect(needed.body.figures).toEqual({ factors: ['passkey'] });
    const { ceremonyId, options } = await challenge(world);
    const second = { passkey: { ceremonyId, answer: passkey.use(options) } };
    expect((await world.call(signIn, { body: { ...code, deviceId, second } })).status).toBe(201);
  });

  it('of somebody else is none', async () => {
    const { world } = await someoneWithPasskey();
    const eve = await world.signIn('13900000002');
    const theirs = await givePasskey(world, asCaller(eve));
    world.pass(60);
    const code = await world.codeFor(phone);
    const { ceremonyId, options } = await challenge(world);
    const second = { passkey: { ceremonyId, answer: theirs.use(options) } };
    const reply = await world.call(signIn, { body: { ...code, deviceId, second } });
    expect(reply.body.code).toBe('passkey_rejected');
  });
});

describe('removing a passkey', () => {
  it('ends its use', async () => {
    const { world, ada, passkey } = await someoneWithPasskey();
    const { body } = await world.call(listFactors, { as: asCaller(ada) });
    const params = { passkeyId: body.passkeys[0].passkeyId };
    const removed = await world.call(removePasskey, { as: asCaller(ada), params });
    expect(removed).toEqual({ status: 200, body: {} });
    expect((await use(world, passkey)).body.code).toBe('passkey_rejected');
    const again = await world.call(removePasskey, { as: asCaller(ada), params });
    expect(again.body.code).toBe('not_found');
  });
});

async function someone() {
  const world = new UsersWorld();
  return { world, ada: await world.signIn(phone) };
}

async function someoneWithPasskey() {
  const { world, ada } = await someone();
  return { world, ada, passkey: await givePasskey(world, asCaller(ada)) };
}

const aPasskey = () => new SoftwarePasskey(laptopOrigin);

const begin = (world: UsersWorld, as: Caller) =>
  world.call(createPasskeyRegistration, { as, body: {} });

async function givePasskey(world: UsersWorld, as: Caller): Promise<SoftwarePasskey> {
  const passkey = aPasskey();
  const { ceremonyId, options } = accepted(await begin(world, as));
  const body = { ceremonyId, answer: passkey.create(options), label: 'phone' };
  accepted(await world.call(registerPasskey, { as, body }));
  return passkey;
}

const challenge = async (world: UsersWorld) =>
  accepted(await world.call(createPasskeyChallenge, { body: {} }));

async function use(world: UsersWorld, passkey: SoftwarePasskey, bent: Bent = {}) {
  const { ceremonyId, options } = await challenge(world);
  const body = { deviceId, ceremonyId, answer: passkey.use(options, bent) };
  return world.call(signInWithPasskey, { body });
}
