/** Signing in by SMS code: who gets in, and everything that keeps others out. */
import { hashOfText } from '../../lambdas/core/canonical';
import { lineOf, parseAddress } from '../../lambdas/core/risk/profile/addresses';
import { handler as refreshSession } from '../../lambdas/users/refresh-session';
import { handler as requestSignInCode } from '../../lambdas/users/request-sign-in-code';
import { handler as signIn } from '../../lambdas/users/sign-in';
import { UsersWorld } from '../support/users-world';

const phone = '13900000001';
const deviceId = 'device-1';

describe('asking for a code', () => {
  it('sends six digits to the phone, in Chinese unless English is asked for', async () => {
    const world = new UsersWorld();
    const reply = await world.call(requestSignInCode, { body: { phone } });
    expect(reply).toEqual({
      status: 202,
      body: {
        challengeId: expect.stringMatching(/^chl_/),
        expiresAt: '2026-11-22T02:05:00.000Z',
        resendAfterSeconds: 60,
      },
    });
    expect(world.messages).toEqual([
      {
        phone,
        notice: {
          kind: 'signInCode',
          code: expect.stringMatching(/^\d{6}$/),
          validMinutes: 5,
          language: 'zh',
        },
      },
    ]);
    world.pass(60);
    const headers = { 'Accept-Language': 'en-GB,en;q=0.9,zh;q=0.5' };
    await world.call(requestSignInCode, { body: { phone }, headers });
    expect(world.messages.at(-1)?.notice.language).toBe('en');
  });

  it('keeps neither the phone nor the code in the open', async () => {
    const world = new UsersWorld();
    const { code } = await world.codeFor(phone);
    expect(world.everything()).toContain('CHALLENGE#');
    expect(world.everything()).not.toContain(phone);
    expect(world.everything()).not.toMatch(new RegExp(`(?<!\\d)${code}(?!\\d)`));
  });

  it('makes one wait a minute for the next code', async () => {
    const world = new UsersWorld();
    await world.codeFor(phone);
    world.pass(59);
    expect(await world.call(requestSignInCode, { body: { phone } })).toMatchObject({
      status: 429,
      body: { code: 'too_many_requests', figures: { retryAfterSeconds: 1 } },
    });
    world.pass(1);
    await world.codeFor(phone);
  });

  it('sends one code when two are asked for at the same moment', async () => {
    const world = new UsersWorld();
    const ask = () => world.call(requestSignInCode, { body: { phone } });
    const replies = await Promise.all([ask(), ask(), ask()]);
    expect(replies.map(({ status }) => status).sort()).toEqual([202, 429, 429]);
    expect(world.messages).toHaveLength(1);
  });

  it('sends a phone ten codes a day', async () => {
    const world = new UsersWorld();
    for (let n = 0; n < 10; n += 1) {
      await world.codeFor(phone);
      world.pass(60);
    }
    const eleventh = await world.call(requestSignInCode, { body: { phone } });
    expect(eleventh).toMatchObject({ status: 429, body: { code: 'too_many_requests' } });
    expect(world.messages).toHaveLength(10);
    world.pass(86_400);
    await world.codeFor(phone);
  });

  it('serves one network 60 times in ten minutes, and then asks KMS for nothing else', async () => {
    const world = new UsersWorld();
    const ask = (n: number, sourceIp: string) =>
      world.call(requestSignInCode, { body: { phone: `1390000${1000 + n}` }, sourceIp });
    for (let n = 0; n < 60; n += 1) {
      expect((await ask(n, `2001:db8::${n.toString(16)}`)).status).toBe(202);
    }
    const { GenerateMac, ...calls } = { ...world.kms.calls };
    expect(await ask(60, '2001:db8:0:0:ffff::1')).toMatchObject({ status: 429 });
    expect(world.kms.calls).toEqual({ ...calls, GenerateMac: GenerateMac! + 1 });
    expect(await ask(61, '2001:db8:0:1::1')).toMatchObject({ status: 202 });
  });

  it('keeps no address, and no hash that trying all four thousand million would find', async () => {
    const world = new UsersWorld();
    const sourceIp = '198.51.100.7';
    await world.call(requestSignInCode, { body: { phone }, sourceIp });
    const address = parseAddress(sourceIp)!;
    for (const text of [sourceIp, lineOf(address)]) {
      expect(world.everything()).not.toContain(text);
      expect(world.everything()).not.toContain(hashOfText(text));
    }
  });

  it('serves one device twenty times a day, whatever phones it tries', async () => {
    const world = new UsersWorld();
    const ask = (n: number, deviceId: string) =>
      world.call(requestSignInCode, { body: { phone: `1390000${1000 + n}`, deviceId } });
    for (let n = 0; n < 20; n += 1) expect((await ask(n, 'device-1')).status).toBe(202);
    expect(await ask(20, 'device-1')).toMatchObject({ status: 429 });
    expect(await ask(20, 'device-2')).toMatchObject({ status: 202 });
    expect(world.everything()).not.toContain('device-1');
  });

  it('answers that it is unavailable when the message cannot be sent', async () => {
    const world = new UsersWorld();
    world.notifierIsDown = true;
    const reply = await world.call(requestSignInCode, { body: { phone } });
    expect(reply).toMatchObject({ status: 503, body: { code: 'unavailable' } });
  });

  it.each([
    ['no phone', {}],
    ['a landline', { phone: '01088888888' }],
    ['a number', { phone: 13900000001 }],
    ['an unknown field', { phone, role: 'admin' }],
    ['a list', [phone]],
    ['nothing', null],
  ])('refuses %s and writes nothing', async (_, body) => {
    const world = new UsersWorld();
    const reply = await world.call(requestSignInCode, { body });
    expect(reply).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
    expect(JSON.stringify(reply.body)).not.toContain('139');
    expect(world.everything()).toBe('');
  });
});

describe('signing in', () => {
  it('registers the borrower the first time and finds them again the second', async () => {
    const world = new UsersWorld();
    const first = await world.signIn(phone);
    expect(first).toMatchObject({ role: 'borrower', customerId: expect.stringMatching(/^cus_/) });
    world.pass(60);
    const second = await world.signIn(phone);
    expect(second.customerId).toBe(first.customerId);
    expect(second.sessionId).not.toBe(first.sessionId);
    expect(world.everything()).not.toContain(phone);
  });

  it('makes one customer of a phone that signs in with two codes at once', async () => {
    const world = new UsersWorld();
    const one = await world.codeFor(phone);
    world.pass(60);
    const two = await world.codeFor(phone);
    const enter = (code: object) => world.call(signIn, { body: { ...code, deviceId } });
    const replies = await Promise.all([enter(one), enter(two)]);
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 409]);
    const loser = replies[0]!.status === 409 ? one : two;
    const winner = replies.find(({ status }) => status === 201)!;
    const again = await enter(loser);
    expect(again.body.customerId).toBe(winner.body.customerId);
  });

  it('accepts a code once', async () => {
    const world = new UsersWorld();
    const code = await world.codeFor(phone);
    const enter = () => world.call(signIn, { body: { ...code, deviceId } });
    expect((await enter()).status).toBe(201);
    expect(await enter()).toMatchObject({ status: 422, body: { code: 'code_expired' } });
  });

  it('lets one of many identical requests in', async () => {
    const world = new UsersWorld();
    const code = await world.codeFor(phone);
    const enter = () => world.call(signIn, { body: { ...code, deviceId } });
    const replies = await Promise.all([enter(), enter(), enter(), enter()]);
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
  });

  it('refuses a code after five minutes', async () => {
    const world = new UsersWorld();
    const code = await world.codeFor(phone);
    world.pass(300);
    const reply = await world.call(signIn, { body: { ...code, deviceId } });
    expect(reply).toMatchObject({ status: 422, body: { code: 'code_expired' } });
  });

  it('gives five tries, then refuses the right code as well', async () => {
    const world = new UsersWorld();
    const { challengeId, code } = await world.codeFor(phone);
    const wrong = code === '000000' ? '000001' : '000000';
    const enter = (typed: string) =>
      world.call(signIn, { body: { challengeId, code: typed, deviceId } });
    for (let n = 0; n < 5; n += 1) {
      expect(await enter(wrong)).toMatchObject({ status: 422, body: { code: 'code_wrong' } });
    }
    const exhausted = { status: 422, body: { code: 'code_attempts_exhausted' } };
    expect(await enter(code)).toMatchObject(exhausted);
  });

  it('compares no more than five of many guesses sent at once', async () => {
    const world = new UsersWorld();
    const { challengeId } = await world.codeFor(phone);
    const before = world.kms.calls.GenerateMac!;
    const guesses = Array.from({ length: 40 }, (_, n) =>
      world.call(signIn, { body: { challengeId, code: String(n).padStart(6, '0'), deviceId } }),
    );
    await Promise.all(guesses);
    expect(world.kms.calls.GenerateMac! - before).toBe(5);
  });

  it("does not accept the code of another phone's challenge", async () => {
    const world = new UsersWorld();
    const own = await world.codeFor(phone);
    let others = await world.codeFor('13900000002');
    for (let n = 3; others.code === own.code; n += 1) {
      others = await world.codeFor(`1390000000${n}`);
    }
    const body = { challengeId: others.challengeId, code: own.code, deviceId };
    expect(await world.call(signIn, { body })).toMatchObject({ body: { code: 'code_wrong' } });
  });

  it('answers an unknown challenge like a used one', async () => {
    const world = new UsersWorld();
    const body = { challengeId: `chl_${'a'.repeat(26)}`, code: '123456', deviceId };
    expect(await world.call(signIn, { body })).toMatchObject({ body: { code: 'code_expired' } });
  });
});

describe('a session', () => {
  it('goes on with a refresh token, each of which serves once', async () => {
    const world = new UsersWorld();
    const ada = await world.signIn(phone);
    const refreshed = await refresh(world, ada.refreshToken);
    expect(refreshed).toMatchObject({ status: 201, body: { customerId: ada.customerId } });
    expect(refreshed.body.refreshToken).not.toBe(ada.refreshToken);
    const third = await refresh(world, refreshed.body.refreshToken);
    expect(third.status).toBe(201);
  });

  it('ends for everyone when a refresh token comes back', async () => {
    const world = new UsersWorld();
    const ada = await world.signIn(phone);
    const { body: stolen } = await refresh(world, ada.refreshToken);
    expect(await refresh(world, ada.refreshToken)).toMatchObject({ status: 401 });
    expect(await refresh(world, stolen.refreshToken)).toMatchObject({ status: 401 });
  });

  it('ends when one refresh token is used twice at the same moment', async () => {
    const world = new UsersWorld();
    const ada = await world.signIn(phone);
    const replies = await Promise.all([
      refresh(world, ada.refreshToken),
      refresh(world, ada.refreshToken),
    ]);
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 401]);
    const winner = replies.find(({ status }) => status === 201)!;
    expect(await refresh(world, winner.body.refreshToken)).toMatchObject({ status: 401 });
  });

  it('is not ended by a token that only names it', async () => {
    const world = new UsersWorld();
    const ada = await world.signIn(phone);
    const forged = `${ada.sessionId}.${'A'.repeat(43)}`;
    expect(await refresh(world, forged)).toMatchObject({ status: 401 });
    expect(await refresh(world, ada.refreshToken)).toMatchObject({ status: 201 });
  });

  it('lasts 30 days', async () => {
    const world = new UsersWorld();
    const ada = await world.signIn(phone);
    world.pass(29.9 * 86_400);
    const late = await refresh(world, ada.refreshToken);
    expect(late.status).toBe(201);
    world.pass(0.1 * 86_400);
    expect(await refresh(world, late.body.refreshToken)).toMatchObject({ status: 401 });
  });

  it.each(['x'.repeat(20), `ses_${'a'.repeat(26)}.${'A'.repeat(43)}`, '...................... .'])(
    'does not begin with the made-up token %s',
    async (refreshToken) => {
      const reply = await refresh(new UsersWorld(), refreshToken);
      expect(reply).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
    },
  );

  it('keeps no refresh token in the open', async () => {
    const world = new UsersWorld();
    const ada = await world.signIn(phone);
    expect(world.everything()).not.toContain(ada.refreshToken.split('.')[1]);
  });
});

const refresh = (world: UsersWorld, refreshToken: string) =>
  world.call(refreshSession, { body: { refreshToken } });
