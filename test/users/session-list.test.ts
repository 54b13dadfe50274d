/** One sees where one is signed in, and ends it there. */
import { handler as endSession } from '../../lambdas/users/end-session';
import { handler as listSessions } from '../../lambdas/users/list-sessions';
import { handler as refreshSession } from '../../lambdas/users/refresh-session';
import { handler as signInWithGesture } from '../../lambdas/users/sign-in-with-gesture';
import { asCaller, type SignedIn, UsersWorld } from '../support/users-world';

const phone = '13900000001';

describe('the list of sessions', () => {
  it('shows one’s own, latest first, and which one is asking', async () => {
    const { world, first, second } = await twoSessions();
    await world.signIn('13900000002');
    expect(await list(world, second)).toEqual([
      {
        sessionId: second.sessionId,
        deviceId: 'device-1',
        startedBy: 'sms',
        startedAt: '2026-11-22T02:01:00.000Z',
        refreshedAt: '2026-11-22T02:01:00.000Z',
        expiresAt: '2026-12-22T02:01:00.000Z',
        isThisOne: true,
      },
      expect.objectContaining({ sessionId: first.sessionId, isThisOne: false }),
    ]);
  });

  it('shows when each was last refreshed, and none that has expired', async () => {
    const { world, first, second } = await twoSessions();
    world.pass(3_600);
    await world.call(refreshSession, { body: { refreshToken: first.refreshToken } });
    const [, refreshed] = await list(world, second);
    expect(refreshed).toMatchObject({ refreshedAt: '2026-11-22T03:01:00.000Z' });
    world.pass(30 * 86_400 - 3_600 - 60);
    expect((await list(world, second)).map(({ sessionId }) => sessionId)).toEqual([
      second.sessionId,
    ]);
  });
});

describe('ending a session', () => {
  it('refuses its tokens from the next request on', async () => {
    const { world, first, second } = await twoSessions();
    expect(await end(world, second, first.sessionId)).toEqual({ status: 200, body: {} });
    expect(await world.isLetIn(first.accessToken)).toBe(false);
    expect(await world.isLetIn(second.accessToken)).toBe(true);
    const body = { refreshToken: first.refreshToken };
    expect((await world.call(refreshSession, { body })).status).toBe(401);
    expect(await list(world, second)).toHaveLength(1);
  });

  it('forgets its device: it is let in as a new one', async () => {
    const { world, first, second } = await twoSessions();
    await world.giveGesture(first.customerId, '14789');
    const draw = () =>
      world.call(signInWithGesture, {
        body: { deviceId: 'device-1', deviceToken: first.deviceToken, gesture: '14789' },
      });
    expect((await draw()).status).toBe(201);
    await end(world, second, first.sessionId);
    expect((await draw()).body.code).toBe('device_unknown');
  });

  it('answers somebody else’s, one that has ended and one that never was alike', async () => {
    const { world, first, second } = await twoSessions();
    const eve = await world.signIn('13900000002');
    await end(world, first, second.sessionId);
    const replies = await Promise.all([
      end(world, eve, first.sessionId),
      end(world, first, second.sessionId),
      end(world, eve, `ses_${'a'.repeat(26)}`),
    ]);
    for (const reply of replies) expect(reply).toEqual(replies[0]);
    expect(replies[0]).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(await world.isLetIn(first.accessToken)).toBe(true);
  });
});

async function twoSessions() {
  const world = new UsersWorld();
  const first = await world.signIn(phone);
  world.pass(60);
  return { world, first, second: await world.signIn(phone) };
}

const list = async (world: UsersWorld, caller: SignedIn) =>
  (await world.call(listSessions, { as: asCaller(caller) })).body.sessions as {
    sessionId: string;
  }[];

const end = (world: UsersWorld, caller: SignedIn, sessionId: string) =>
  world.call(endSession, { as: asCaller(caller), params: { sessionId } });
