/** A device that was not let in before needs two factors, once there is a second one. */
import { profileKey } from '../../lambdas/core/users/rows';
import { handler as proveFactor } from '../../lambdas/users/prove-factor';
import { handler as setGesturePassword } from '../../lambdas/users/set-gesture-password';
import { handler as signIn } from '../../lambdas/users/sign-in';
import { UsersWorld } from '../support/users-world';

const phone = '13900000001';
const gesture = '14789';
const idNumber = '110101199003070783';

describe('a new device', () => {
  it('is let in by the code alone while there is no second factor to guard anything', async () => {
    const world = new UsersWorld();
    await world.signIn(phone);
    world.pass(60);
    const reply = await enter(world, {});
    expect(reply).toMatchObject({ status: 201, body: { role: 'borrower' } });
    expect(reply.body.deviceToken).toMatch(/^[\w-]{43}$/);
  });

  it('is told which second factor is needed, and may use the same code with it', async () => {
    const { world, customerId } = await guarded();
    const code = await codeFor(world);
    expect(await enter(world, code)).toMatchObject({
      status: 403,
      body: { code: 'second_factor_required', figures: { factors: ['gesture'] } },
    });
    const reply = await enter(world, { ...code, second: { gesture } });
    expect(reply).toMatchObject({ status: 201, body: { customerId } });
    expect(reply.body.deviceToken).toMatch(/^[\w-]{43}$/);
  });

  it('that was let in is known the next time, and one that shows its secret elsewhere is not', async () => {
    const { world } = await guarded();
    const first = await enter(world, { second: { gesture } });
    const { deviceToken } = first.body;
    world.pass(60);
    expect((await enter(world, { deviceToken })).status).toBe(201);
    world.pass(60);
    const elsewhere = await enter(world, { deviceToken, deviceId: 'device-9' });
    expect(elsewhere.body.code).toBe('second_factor_required');
  });

  it('does not get in with another customer’s device', async () => {
    const { world } = await guarded();
    const eve = await world.signIn('13900000002');
    const reply = await enter(world, { deviceToken: eve.deviceToken, deviceId: 'device-1' });
    expect(reply.body.code).toBe('second_factor_required');
  });

  it('does not get in with a wrong gesture, and five of them lock it', async () => {
    const { world } = await guarded();
    const code = await codeFor(world);
    const guess = () => enter(world, { ...code, second: { gesture: '7531' } });
    for (let n = 0; n < 4; n += 1) expect((await guess()).body.code).toBe('gesture_wrong');
    expect((await guess()).body.code).toBe('gesture_locked');
    // Five tries are the code's as well.
    expect((await guess()).body.code).toBe('code_attempts_exhausted');
  });

  it('cannot skip the code with the second factor', async () => {
    const { world } = await guarded();
    const code = await codeFor(world);
    const wrong = code.code === '000000' ? '000001' : '000000';
    const reply = await enter(world, { ...code, code: wrong, second: { gesture } });
    expect(reply.body.code).toBe('code_wrong');
  });

  it('needs exactly one second factor', async () => {
    const { world } = await guarded();
    const code = await codeFor(world);
    for (const second of [{}, { gesture, idNumber }])
      expect((await enter(world, { ...code, second })).status).toBe(400);
  });

  it('counts the second factor as proven just now', async () => {
    const { world } = await guarded();
    const { body } = await enter(world, { second: { gesture } });
    const { sid } = claimsOf(body.accessToken);
    const caller = { subject: body.customerId, role: 'borrower', sessionId: sid };
    const { steppedUpUntil } = await world.callerOf(caller);
    expect(steppedUpUntil).toBe(world.now + 300_000);
  });
});

describe('recovering with the ID number', () => {
  it('lets a device in, but holds what needs a fresh proof for a day', async () => {
    const { world, customerId } = await guarded({ withIdentity: true });
    const refused = await enter(world, {});
    expect(refused.body.figures).toEqual({ factors: ['gesture', 'idNumber'] });
    world.pass(60);
    const { status, body } = await enter(world, { second: { idNumber } });
    expect(status).toBe(201);
    const { sid } = claimsOf(body.accessToken);
    const caller = { subject: customerId, role: 'borrower', sessionId: sid };
    const prove = () => world.call(proveFactor, { as: caller, body: { gesture } });
    const onHold = { status: 403, body: { code: 'step_up_on_hold' } };
    expect(await prove()).toMatchObject(onHold);
    const set = { as: caller, body: { gesture: '7531' } };
    expect(await world.call(setGesturePassword, set)).toMatchObject(onHold);
    world.pass(86_400);
    expect((await prove()).status).toBe(201);
  });

  it('holds the device, not the session: signing in on it again does not end the wait', async () => {
    const { world, customerId } = await guarded({ withIdentity: true });
    const { deviceToken } = (await enter(world, { second: { idNumber } })).body;
    world.pass(3_600);
    const again = await enter(world, { deviceToken });
    const { sid } = claimsOf(again.body.accessToken);
    const caller = { subject: customerId, role: 'borrower', sessionId: sid };
    const reply = await world.call(proveFactor, { as: caller, body: { gesture } });
    expect(reply.body).toMatchObject({
      code: 'step_up_on_hold',
      figures: { until: new Date(world.now + 82_800_000).toISOString() },
    });
  });

  it('refuses another number, and counts the tries', async () => {
    const { world } = await guarded({ withIdentity: true });
    for (let n = 0; n < 5; n += 1) {
      const reply = await enter(world, { second: { idNumber: '11010119900307002X' } });
      expect(reply).toMatchObject({ status: 422, body: { code: 'second_factor_wrong' } });
      world.pass(60);
    }
    const exhausted = await enter(world, { second: { idNumber } });
    expect(exhausted).toMatchObject({ status: 429, body: { code: 'too_many_requests' } });
  });

  it('is asked of who confirmed an ID card and set up no other factor', async () => {
    const { world } = await guarded({ withIdentity: true, withGesture: false });
    const code = await codeFor(world);
    expect(await enter(world, code)).toMatchObject({
      status: 403,
      body: { code: 'second_factor_required', figures: { factors: ['idNumber'] } },
    });
    const { status, body } = await enter(world, { ...code, second: { idNumber } });
    expect(status).toBe(201);
    const { sid } = claimsOf(body.accessToken);
    const as = { subject: body.customerId, role: 'borrower', sessionId: sid };
    const set = await world.call(setGesturePassword, { as, body: { gesture } });
    expect(set.body.code).toBe('step_up_on_hold');
  });

  it('is not offered without an identity on file', async () => {
    const { world } = await guarded();
    const reply = await enter(world, { second: { idNumber } });
    expect(reply.body).toMatchObject({ figures: { factors: ['gesture'] } });
  });
});

/** Somebody with something to guard, a minute after signing in. */
async function guarded({ withIdentity = false, withGesture = true } = {}) {
  const world = new UsersWorld();
  const ada = await world.signIn(phone);
  if (withGesture) await world.giveGesture(ada.customerId, gesture);
  if (withIdentity) {
    const row = (await world.store.get(profileKey(ada.customerId)))!;
    const idNumberIndex = await world.vault.blindIndex('idNumber', idNumber);
    const item = { key: row.key, body: { ...row.body, idNumberIndex } };
    await world.store.commit([{ kind: 'replace', item, expectedVersion: row.version }]);
  }
  world.pass(60);
  return { world, customerId: ada.customerId };
}

const codeFor = (world: UsersWorld) => world.codeFor(phone);

/** Signs in on a device of its own, with a new code unless one is given. */
async function enter(world: UsersWorld, over: object) {
  const code = 'code' in over ? {} : await codeFor(world);
  return world.call(signIn, { body: { deviceId: 'device-2', ...code, ...over } });
}

const claimsOf = (token: string): { readonly sid: string } =>
  JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString());
