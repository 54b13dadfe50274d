/** The face check: one session, one person, one use; five failures lock; never a score. */
import { handler as completeLivenessSession } from '../../lambdas/users/complete-liveness-session';
import { handler as createLivenessSession } from '../../lambdas/users/create-liveness-session';
import { handler as withdrawConsent } from '../../lambdas/users/withdraw-consent';
import type { Caller } from '../support/api-call';
import { ada, eve, IdentityWorld } from '../support/identity-world';

describe('starting a face check', () => {
  it('hands out a session of the provider for three minutes', async () => {
    const world = new IdentityWorld();
    const caller = await world.confirmed(ada);
    expect(await start(world, caller)).toEqual({
      status: 201,
      body: {
        livenessId: expect.stringMatching(/^liv_/),
        providerSessionId: 'provider-1',
        region: 'eu-west-1',
        expiresAt: '2026-11-22T02:03:00.000Z',
        credentials: {
          accessKeyId: 'id',
          secretAccessKey: 'secret',
          sessionToken: 'token',
          expiresAt: '2026-11-22T02:15:00.000Z',
        },
      },
    });
  });

  it('keeps nothing of what it lent, and nothing at all when the provider is down', async () => {
    const world = new IdentityWorld();
    const caller = await world.confirmed(ada);
    world.liveness = 'faceProviderDown';
    expect(await start(world, caller)).toMatchObject({
      status: 503,
      body: { code: 'unavailable' },
    });
    expect(world.everything()).not.toContain('provider-1');
    world.liveness = 'passed';
    await start(world, caller);
    expect(world.everything()).toContain('provider-2');
    expect(world.everything()).not.toContain('secret');
  });

  it('needs the separate consent', async () => {
    const world = new IdentityWorld();
    const caller = await world.newcomer(ada.phoneNumber, 'privacyPolicy');
    expect(await start(world, caller)).toMatchObject({
      status: 403,
      body: { code: 'consent_missing', figures: { missing: ['faceRecognition'] } },
    });
  });

  it('needs a confirmed card, and none once verified', async () => {
    const world = new IdentityWorld();
    const newcomer = await world.newcomer('13900000001', 'privacyPolicy', 'faceRecognition');
    const incomplete = { status: 409, body: { code: 'identity_incomplete' } };
    expect(await start(world, newcomer)).toMatchObject(incomplete);
    const verified = await world.verified(ada);
    const already = { status: 409, body: { code: 'identity_already_confirmed' } };
    expect(await start(world, verified)).toMatchObject(already);
  });
});

describe('completing a face check', () => {
  it('verifies the person and keeps the face, apart from the card, without a score', async () => {
    const world = new IdentityWorld();
    const caller = await world.confirmed(ada);
    const { body } = await start(world, caller);
    const reply = await complete(world, caller, body.livenessId);
    expect(reply).toEqual({ status: 200, body: { status: 'verified' } });
    const faceKey = `faces/${caller.subject}/${body.livenessId}`;
    expect(world.stored('faces')).toEqual([`faces/${faceKey}`]);
    expect(world.compared).toEqual([
      {
        reference: { bucket: 'uploads', key: 'liveness/provider-1' },
        portrait: { bucket: 'evidence', key: expect.stringMatching(/^cards\/.*\/front$/) },
      },
    ]);
  });

  it('refuses another face with no figure that would help an impostor', async () => {
    const world = new IdentityWorld();
    const caller = await world.confirmed(ada);
    world.face = 'faceMismatch';
    const reply = await world.checkFace(caller);
    expect(reply).toMatchObject({ status: 422, body: { code: 'face_not_verified' } });
    expect(reply.body).not.toHaveProperty('figures');
    expect(world.stored('faces')).toEqual([]);
  });

  it.each(['livenessRefused', 'livenessFailed'] as const)(
    'refuses what the provider calls %s, and compares nothing',
    async (liveness) => {
      const world = new IdentityWorld();
      const caller = await world.confirmed(ada);
      world.liveness = liveness;
      const reply = await world.checkFace(caller);
      expect(reply).toMatchObject({ status: 422, body: { code: 'face_not_verified' } });
      expect(world.compared).toEqual([]);
    },
  );

  it.each(['same', 'faceMismatch'] as const)(
    'forgets the picture of an attempt as soon as it is judged: %s',
    async (face) => {
      const world = new IdentityWorld();
      const caller = await world.confirmed(ada);
      world.face = face;
      await world.checkFace(caller);
      expect(world.compared).toHaveLength(1);
      expect(world.stored('uploads').filter((key) => key.includes('liveness'))).toEqual([]);
    },
  );

  it('can be repeated after a failure of the provider, which is none of the person', async () => {
    const world = new IdentityWorld();
    const caller = await world.confirmed(ada);
    const { body } = await start(world, caller);
    const unavailable = { status: 503, body: { code: 'unavailable' } };
    for (let n = 0; n < 6; n += 1) {
      world.liveness = 'faceProviderDown';
      expect(await complete(world, caller, body.livenessId)).toMatchObject(unavailable);
      world.liveness = 'passed';
      world.face = 'faceProviderDown';
      expect(await complete(world, caller, body.livenessId)).toMatchObject(unavailable);
    }
    world.face = 'same';
    expect(await complete(world, caller, body.livenessId)).toMatchObject({ status: 200 });
  });

  it('can be repeated half a minute after a function broke off', async () => {
    const world = new IdentityWorld();
    const caller = await world.confirmed(ada);
    const { body } = await start(world, caller);
    world.face = 'brokenOff';
    expect(await complete(world, caller, body.livenessId)).toMatchObject({ status: 500 });
    world.face = 'same';
    expect(await complete(world, caller, body.livenessId)).toMatchObject({ status: 409 });
    world.pass(30);
    expect(await complete(world, caller, body.livenessId)).toMatchObject({ status: 200 });
  });

  it('keeps no face of somebody whose person was claimed by another meanwhile', async () => {
    const world = new IdentityWorld();
    const caller = await world.confirmed(ada);
    world.pass(86_400);
    const other = await world.verified({ ...ada, phoneNumber: '13900000009' });
    const reply = await world.checkFace(caller);
    expect(reply).toMatchObject({ status: 409, body: { code: 'identity_taken' } });
    expect(world.stored('faces')).toEqual([expect.stringContaining(other.subject)]);
  });

  it('waits for a check that is not finished, which uses nothing up', async () => {
    const world = new IdentityWorld();
    const caller = await world.confirmed(ada);
    const { body } = await start(world, caller);
    world.liveness = 'livenessNotFinished';
    const early = await complete(world, caller, body.livenessId);
    expect(early).toMatchObject({ status: 409, body: { code: 'liveness_not_finished' } });
    world.liveness = 'passed';
    expect(await complete(world, caller, body.livenessId)).toMatchObject({ status: 200 });
  });

  it.each(['livenessExpired', 'livenessNotFound'] as const)(
    'calls %s expired, which is no failure of the person',
    async (liveness) => {
      const world = new IdentityWorld();
      const caller = await world.confirmed(ada);
      world.liveness = liveness;
      for (let n = 0; n < 6; n += 1) {
        const reply = await world.checkFace(caller);
        expect(reply).toMatchObject({ status: 422, body: { code: 'liveness_session_expired' } });
      }
    },
  );

  it('accepts a session once: a replay is refused, passed or failed', async () => {
    const world = new IdentityWorld();
    const caller = await world.confirmed(ada);
    const { body } = await start(world, caller);
    world.face = 'faceMismatch';
    await complete(world, caller, body.livenessId);
    world.face = 'same';
    const replay = await complete(world, caller, body.livenessId);
    expect(replay).toMatchObject({ status: 409, body: { code: 'liveness_session_used' } });
  });

  it('compares once when a session is completed twice at the same moment', async () => {
    const world = new IdentityWorld();
    const caller = await world.confirmed(ada);
    const { body } = await start(world, caller);
    const replies = await Promise.all([
      complete(world, caller, body.livenessId),
      complete(world, caller, body.livenessId),
    ]);
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(world.compared).toHaveLength(1);
  });

  it('refuses a session after three minutes without asking the provider', async () => {
    const world = new IdentityWorld();
    const caller = await world.confirmed(ada);
    const { body } = await start(world, caller);
    world.pass(180);
    const late = await complete(world, caller, body.livenessId);
    expect(late).toMatchObject({ status: 422, body: { code: 'liveness_session_expired' } });
    expect(world.stored('uploads').filter((key) => key.includes('liveness'))).toEqual([]);
  });

  it("answers another's session and a missing one alike", async () => {
    const world = new IdentityWorld();
    const caller = await world.confirmed(ada);
    const other = await world.confirmed(eve);
    const { body } = await start(world, caller);
    const anothers = await complete(world, other, body.livenessId);
    expect(anothers).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(await complete(world, other, `liv_${'a'.repeat(26)}`)).toEqual(anothers);
  });

  it('stops when the consent is withdrawn meanwhile', async () => {
    const world = new IdentityWorld();
    const caller = await world.confirmed(ada);
    const { body } = await start(world, caller);
    await world.call(withdrawConsent, { as: caller, params: { purpose: 'faceRecognition' } });
    const reply = await complete(world, caller, body.livenessId);
    expect(reply).toMatchObject({ status: 403, body: { code: 'consent_missing' } });
  });
});

describe('five failures', () => {
  it('lock for 45 minutes, open sessions as well, and then the count begins anew', async () => {
    const world = new IdentityWorld();
    const caller = await world.confirmed(ada);
    const spare = await start(world, caller);
    world.face = 'faceMismatch';
    for (let n = 0; n < 5; n += 1) {
      expect(await world.checkFace(caller)).toMatchObject({ body: { code: 'face_not_verified' } });
    }
    const locked = {
      status: 429,
      body: { code: 'liveness_locked', figures: { retryAfterSeconds: 45 * 60 } },
    };
    expect(await start(world, caller)).toMatchObject(locked);
    expect(await complete(world, caller, spare.body.livenessId)).toMatchObject(locked);
    world.pass(45 * 60 - 1);
    expect(await start(world, caller)).toMatchObject({ status: 429 });
    world.pass(1);
    for (let n = 0; n < 4; n += 1) {
      expect(await world.checkFace(caller)).toMatchObject({ body: { code: 'face_not_verified' } });
    }
    world.face = 'same';
    expect(await world.checkFace(caller)).toMatchObject({ status: 200 });
  });

  it('count although they happen at the same moment', async () => {
    const world = new IdentityWorld();
    const caller = await world.confirmed(ada);
    world.face = 'faceMismatch';
    const sessions = await Promise.all(Array.from({ length: 5 }, () => start(world, caller)));
    await Promise.all(sessions.map(({ body }) => complete(world, caller, body.livenessId)));
    expect(await start(world, caller)).toMatchObject({ body: { code: 'liveness_locked' } });
  });

  it('are all there can be of a burst: no sixth is judged, and nobody is asked about it', async () => {
    const world = new IdentityWorld();
    const caller = await world.confirmed(ada);
    world.face = 'faceMismatch';
    const sessions = await inOrder(15, () => start(world, caller));
    const replies = await Promise.all(
      sessions.map(({ body }) => complete(world, caller, body.livenessId)),
    );
    const codes = replies.map(({ body }) => body.code).sort();
    expect(codes.filter((code) => code === 'face_not_verified')).toHaveLength(5);
    expect(codes.filter((code) => code === 'liveness_locked')).toHaveLength(10);
    expect(world.compared).toHaveLength(5);
    expect(world.sessionsAsked).toBe(5);
  });

  it('are not counted where the provider failed, however many are completed at once', async () => {
    const world = new IdentityWorld();
    const caller = await world.confirmed(ada);
    world.face = 'faceProviderDown';
    const sessions = await inOrder(8, () => start(world, caller));
    const completeAll = () =>
      Promise.all(sessions.map(({ body }) => complete(world, caller, body.livenessId)));
    for (const { body } of await completeAll())
      expect(['unavailable', 'liveness_locked']).toContain(body.code);
    world.face = 'faceMismatch';
    const judged = (await completeAll()).filter(({ body }) => body.code === 'face_not_verified');
    expect(judged).toHaveLength(5);
    expect(await start(world, caller)).toMatchObject({ body: { code: 'liveness_locked' } });
  });

  it('count a session once, though its function broke off again and again', async () => {
    const world = new IdentityWorld();
    const caller = await world.confirmed(ada);
    const { body } = await start(world, caller);
    world.face = 'brokenOff';
    for (let n = 0; n < 4; n += 1) {
      expect(await complete(world, caller, body.livenessId)).toMatchObject({ status: 500 });
      world.pass(30);
    }
    world.face = 'faceMismatch';
    for (let n = 0; n < 4; n += 1) await world.checkFace(caller);
    world.face = 'same';
    expect(await start(world, caller)).toMatchObject({ body: { code: 'liveness_locked' } });
    world.pass(45 * 60);
    expect(await world.checkFace(caller)).toMatchObject({ status: 200 });
  });

  it('stay locked by the fifth, whatever was under way besides', async () => {
    const world = new IdentityWorld();
    const caller = await world.confirmed(ada);
    world.face = 'faceMismatch';
    const sessions = await Promise.all(Array.from({ length: 8 }, () => start(world, caller)));
    await Promise.all(sessions.map(({ body }) => complete(world, caller, body.livenessId)));
    expect(await start(world, caller)).toMatchObject({ body: { code: 'liveness_locked' } });
  });

  it('of different days lock nobody', async () => {
    const world = new IdentityWorld();
    const caller = await world.confirmed(ada);
    world.face = 'faceMismatch';
    for (let n = 0; n < 8; n += 1) {
      await world.checkFace(caller);
      world.pass(86_400);
    }
    expect(await start(world, caller)).toMatchObject({ status: 201 });
  });
});

async function inOrder<T>(times: number, act: () => Promise<T>): Promise<T[]> {
  const done: T[] = [];
  for (let n = 0; n < times; n += 1) done.push(await act());
  return done;
}

const start = (world: IdentityWorld, as: Caller) =>
  world.call(createLivenessSession, { as, body: {} });

const complete = (world: IdentityWorld, as: Caller, livenessId: string) =>
  world.call(completeLivenessSession, { as, params: { livenessId }, body: {} });
