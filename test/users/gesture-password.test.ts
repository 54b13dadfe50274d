/** The gesture password: set after another factor, slow to guess, locked after five wrong ones. */
import { handler as listFactors } from '../../lambdas/users/list-factors';
import { handler as proveFactor } from '../../lambdas/users/prove-factor';
import { handler as requestProofCode } from '../../lambdas/users/request-proof-code';
import { handler as setGesturePassword } from '../../lambdas/users/set-gesture-password';
import { handler as signInWithGesture } from '../../lambdas/users/sign-in-with-gesture';
import { asCaller, type SignedIn, UsersWorld } from '../support/users-world';

/** Gestures set over the API are hashed as slowly as in earnest. */
jest.setTimeout(30_000);

const phone = '13900000001';
const gesture = '14789';
const wrong = '14786';

describe('setting a gesture password', () => {
  it('takes a session that has just proven the phone', async () => {
    const { world, ada } = await someone();
    expect(await set(world, ada, gesture)).toEqual({
      status: 200,
      body: { setAt: '2026-11-22T02:00:00.000Z' },
    });
    expect(await world.call(listFactors, { as: asCaller(ada) })).toMatchObject({
      body: { startedBy: 'sms', gesture: { isLocked: false }, passkeys: [] },
    });
  });

  it('takes no session that proved its phone long ago', async () => {
    const { world, ada } = await someone();
    world.pass(600);
    expect(await set(world, ada, gesture)).toMatchObject({
      status: 403,
      body: { code: 'step_up_required' },
    });
  });

  it('takes no gesture for a proof: whoever saw it drawn could keep its owner out', async () => {
    const { world, ada } = await someoneWithGesture();
    world.pass(600);
    const session = await enter(world, ada, gesture);
    const caller = { ...asCaller(ada), sessionId: sessionOf(session.body.accessToken) };
    expect(await set(world, caller, wrong)).toMatchObject({ body: { code: 'step_up_required' } });
    await world.call(proveFactor, { as: caller, body: { gesture } });
    expect(await set(world, caller, wrong)).toMatchObject({ body: { code: 'step_up_required' } });
  });

  it.each(['123', '1233', '1123456789', '0123', '12a4', ''])(
    'refuses %p, which is no path over four to nine dots',
    async (drawn) => {
      const { world, ada } = await someone();
      expect(await set(world, ada, drawn)).toMatchObject({
        status: 400,
        body: { code: 'validation_failed' },
      });
    },
  );

  it('keeps it hashed, salted and peppered: two with the same gesture have nothing alike', async () => {
    const { world, ada } = await someone();
    const bob = await world.signIn('13900000002');
    for (const one of [ada, bob]) await set(world, one, gesture);
    const rows = [...world.store.everything()].filter(({ key }) => key.sort === 'GESTURE');
    const [one, two] = rows.map(({ body }) => body as unknown as GestureRow);
    expect(one!.hash).toHaveLength(32);
    expect(one!.salt).toHaveLength(16);
    expect(Buffer.from(one!.hash).equals(two!.hash)).toBe(false);
    expect(Buffer.from(one!.salt).equals(two!.salt)).toBe(false);
    expect(one!.cost).toEqual({ N: 32_768, r: 8, p: 3 });
    expect(world.everything()).not.toContain(gesture);
  });
});

describe('signing in by gesture', () => {
  it('works on a device that was let in before, without asking for the phone', async () => {
    const { world, ada } = await someoneWithGesture();
    const reply = await enter(world, ada, gesture);
    expect(reply).toMatchObject({ status: 201, body: { customerId: ada.customerId } });
    expect(reply.body.deviceToken).toBeUndefined();
  });

  it.each([
    ['an unknown secret', { deviceToken: 'A'.repeat(43) }],
    ['another device’s name', { deviceId: 'device-2' }],
  ])('does not work with %s', async (_, over) => {
    const { world, ada } = await someoneWithGesture();
    expect(await enter(world, ada, gesture, over)).toMatchObject({
      status: 401,
      body: { code: 'device_unknown' },
    });
  });

  it('locks after five wrong ones: then the right one is refused as well', async () => {
    const { world, ada } = await someoneWithGesture();
    for (let n = 0; n < 4; n += 1)
      expect((await enter(world, ada, wrong)).body.code).toBe('gesture_wrong');
    for (const drawn of [wrong, gesture])
      expect((await enter(world, ada, drawn)).body.code).toBe('gesture_locked');
    world.pass(30 * 86_400);
    expect((await enter(world, ada, gesture)).body.code).toBe('gesture_locked');
  });

  it('forgets wrong ones after a right one', async () => {
    const { world, ada } = await someoneWithGesture();
    for (let round = 0; round < 3; round += 1) {
      for (let n = 0; n < 4; n += 1) await enter(world, ada, wrong);
      expect((await enter(world, ada, gesture)).status).toBe(201);
    }
  });

  it('is unlocked by another factor only: a code to the phone, and a new gesture', async () => {
    const { world, ada } = await someoneWithGesture();
    for (let n = 0; n < 5; n += 1) await enter(world, ada, wrong);
    world.pass(600);
    const caller = asCaller(ada);
    const { body } = await world.call(requestProofCode, { as: caller, body: {} });
    const code = world.messages.at(-1)!.notice.code;
    const sms = { challengeId: body.challengeId, code };
    expect((await world.call(proveFactor, { as: caller, body: { sms } })).status).toBe(201);
    expect((await set(world, ada, '7531')).status).toBe(200);
    expect((await enter(world, ada, '7531')).status).toBe(201);
    expect((await enter(world, ada, gesture)).body.code).toBe('gesture_wrong');
  });

  it('compares no more than five of many guesses sent at once', async () => {
    const { world, ada } = await someoneWithGesture();
    const before = world.kms.calls.GenerateMac!;
    const guesses = await Promise.all(Array.from({ length: 20 }, () => enter(world, ada, wrong)));
    expect(world.kms.calls.GenerateMac! - before).toBeLessThanOrEqual(5);
    for (const { status } of guesses) expect(status).toBeGreaterThanOrEqual(400);
  });

  it('tells nobody whether a customer has one', async () => {
    const world = new UsersWorld();
    const bare = await world.signIn(phone);
    expect((await enter(world, bare, gesture)).body.code).toBe('gesture_wrong');
  });
});

interface GestureRow {
  readonly hash: Uint8Array;
  readonly salt: Uint8Array;
  readonly cost: object;
}

async function someone() {
  const world = new UsersWorld();
  return { world, ada: await world.signIn(phone) };
}

async function someoneWithGesture() {
  const { world, ada } = await someone();
  await world.giveGesture(ada.customerId, gesture);
  return { world, ada };
}

const set = (world: UsersWorld, caller: Parameters<typeof asCaller>[0], drawn: string) =>
  world.call(setGesturePassword, { as: asCaller(caller), body: { gesture: drawn } });

const enter = (world: UsersWorld, { deviceToken }: SignedIn, drawn: string, over = {}) =>
  world.call(signInWithGesture, {
    body: { deviceId: 'device-1', deviceToken, gesture: drawn, ...over },
  });

const sessionOf = (accessToken: string): string =>
  JSON.parse(Buffer.from(accessToken.split('.')[1]!, 'base64url').toString()).sid;
