/**
 * What needs a fresh second factor is open for five minutes after one was proven, and only
 * then.
 */
import { routes } from '../../lambdas/contract/routes';
import { handler as bindBankCard } from '../../lambdas/users/bind-bank-card';
import { handler as listFactors } from '../../lambdas/users/list-factors';
import { handler as proveFactor } from '../../lambdas/users/prove-factor';
import { handler as requestProofCode } from '../../lambdas/users/request-proof-code';
import { handler as requestSignInCode } from '../../lambdas/users/request-sign-in-code';
import { handler as signInWithGesture } from '../../lambdas/users/sign-in-with-gesture';
import { asCaller, type SignedIn, UsersWorld } from '../support/users-world';

const phone = '13900000001';
const gesture = '14789';

describe('the contract', () => {
  it('asks for a fresh second factor where somebody could be robbed', () => {
    const guarded = routes.filter(({ stepUp }) => stepUp).map(({ operationId }) => operationId);
    expect(guarded.sort()).toEqual(
      expect.arrayContaining([
        'bindBankCard',
        'completePhoneChange',
        'removePasskey',
        'signOrder',
        'startPhoneChange',
      ]),
    );
  });

  it('asks for it only where somebody is signed in', () => {
    for (const { stepUp, access } of routes) if (stepUp) expect(typeof access).toBe('object');
  });
});

describe('a session', () => {
  it('that began by code is opened by the gesture, for five minutes', async () => {
    const { world, ada } = await guarded();
    expect(await bind(world, ada)).toBe('step_up_required');
    expect(await prove(world, ada, { gesture })).toEqual({
      status: 201,
      body: { factor: 'gesture', steppedUpUntil: '2026-11-22T02:06:00.000Z' },
    });
    expect(await bind(world, ada)).not.toBe('step_up_required');
    world.pass(299);
    expect(await bind(world, ada)).not.toBe('step_up_required');
    world.pass(1);
    expect(await bind(world, ada)).toBe('step_up_required');
  });

  it('that began by code is not opened by another code: that is the same factor', async () => {
    const { world, ada } = await guarded();
    const sms = await proofCode(world, ada);
    expect(await prove(world, ada, { sms })).toEqual({ status: 201, body: { factor: 'sms' } });
    expect(await bind(world, ada)).toBe('step_up_required');
  });

  it('that began by gesture is opened by a code, not by the gesture', async () => {
    const { world, ada } = await guarded();
    const drawn = await world.call(signInWithGesture, {
      body: { deviceId: 'device-1', deviceToken: ada.deviceToken, gesture },
    });
    const { sid } = JSON.parse(
      Buffer.from(drawn.body.accessToken.split('.')[1], 'base64url').toString(),
    );
    const session = { ...ada, sessionId: sid };
    await prove(world, session, { gesture });
    expect(await bind(world, session)).toBe('step_up_required');
    await prove(world, session, { sms: await proofCode(world, ada) });
    expect(await bind(world, session)).not.toBe('step_up_required');
  });

  it('is opened by itself only: another session of the same person stays closed', async () => {
    const { world, ada } = await guarded();
    world.pass(60);
    const other = await world.signIn(phone);
    await prove(world, ada, { gesture });
    expect(await bind(world, other)).toBe('step_up_required');
  });

  it('that began by passkey is open at once: a passkey is two factors', async () => {
    const world = new UsersWorld();
    const staff = await world.staff('admin');
    expect((await world.callerOf(staff)).steppedUpUntil).toBe(world.now + 300_000);
    world.pass(300);
    const factors = await world.call(listFactors, { as: asCaller(staff) });
    expect(factors.body).toMatchObject({ startedBy: 'passkey' });
    expect(factors.body.steppedUpUntil).toBeUndefined();
  });

  it('is not opened by a wrong gesture or a wrong code', async () => {
    const { world, ada } = await guarded();
    expect((await prove(world, ada, { gesture: '7531' })).body.code).toBe('gesture_wrong');
    const sms = await proofCode(world, ada);
    const code = sms.code === '000000' ? '000001' : '000000';
    const wrong = await prove(world, ada, { sms: { ...sms, code } });
    expect(wrong.body.code).toBe('code_wrong');
  });

  it('takes no code that was sent for signing in, and none that was sent to another', async () => {
    const { world, ada } = await guarded();
    const forSigningIn = await world.codeFor(phone);
    expect((await prove(world, ada, { sms: forSigningIn })).body.code).toBe('code_expired');
    const eve = await world.signIn('13900000002');
    world.pass(60);
    const theirs = await proofCode(world, eve);
    expect((await prove(world, ada, { sms: theirs })).body.code).toBe('code_expired');
  });

  it('takes a code once', async () => {
    const { world, ada } = await guarded();
    const sms = await proofCode(world, ada);
    expect((await prove(world, ada, { sms })).status).toBe(201);
    expect((await prove(world, ada, { sms })).body.code).toBe('code_expired');
  });

  it('needs exactly one proof at a time', async () => {
    const { world, ada } = await guarded();
    const sms = await proofCode(world, ada);
    for (const body of [{}, { gesture, sms }, { role: 'admin' }])
      expect((await prove(world, ada, body)).status).toBe(400);
  });
});

describe('a proof code', () => {
  it('says what it is for, and goes to the phone on file', async () => {
    const { world, ada } = await guarded();
    await proofCode(world, ada);
    expect(world.messages.at(-1)).toMatchObject({ phone, notice: { kind: 'proofCode' } });
  });

  it('is counted with the codes for signing in', async () => {
    const { world, ada } = await guarded();
    await world.call(requestSignInCode, { body: { phone } });
    const reply = await world.call(requestProofCode, { as: asCaller(ada), body: {} });
    expect(reply).toMatchObject({ status: 429, body: { code: 'too_many_requests' } });
  });
});

/** Somebody with a gesture password, a minute after signing in. */
async function guarded() {
  const world = new UsersWorld();
  const ada = await world.signIn(phone);
  await world.giveGesture(ada.customerId, gesture);
  world.pass(60);
  return { world, ada };
}

const prove = (world: UsersWorld, ada: SignedIn, body: object) =>
  world.call(proveFactor, { as: asCaller(ada), body });

async function proofCode(world: UsersWorld, ada: SignedIn) {
  const { body } = await world.call(requestProofCode, { as: asCaller(ada), body: {} });
  return { challengeId: body.challengeId, code: world.messages.at(-1)!.notice.code };
}

/** Why a card cannot be bound, as the session stands now. */
async function bind(world: UsersWorld, ada: SignedIn): Promise<string> {
  const as = await world.callerOf(ada);
  const body = { cardNumber: '6299991234567890', phone };
  const reply = await world.call(bindBankCard, {
    as,
    body,
    idempotencyKey: 'key-0000000000000001',
  });
  return reply.body.code;
}
