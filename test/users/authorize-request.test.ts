import type { APIGatewayRequestAuthorizerEvent, Context } from 'aws-lambda';
import { roles } from '../../lambdas/contract/route';
import { routes } from '../../lambdas/contract/routes';
import { startSession } from '../../lambdas/core/users/sessions';
import { handler } from '../../lambdas/users/authorize-request';
import { handler as signOut } from '../../lambdas/users/sign-out';
import { asCaller, UsersWorld } from '../support/users-world';

const methodArn = 'arn:aws:execute-api:eu-west-1:000000000000:api/dev/GET/profile';
const phone = '13900000001';

describe('the authorizer', () => {
  it('allows the method asked for and hands on who asks', async () => {
    const world = new UsersWorld();
    const ada = await world.signIn(phone);
    expect(await ask(world, ada.accessToken)).toEqual({
      principalId: ada.customerId,
      policyDocument: {
        Version: '2012-10-17',
        Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: methodArn }],
      },
      context: { ...asCaller(ada), steppedUpUntil: 0 },
    });
  });

  it('asks KMS for the public key once', async () => {
    const world = new UsersWorld();
    const ada = await world.signIn(phone);
    for (let n = 0; n < 5; n += 1) await ask(world, ada.accessToken);
    expect(world.kms.calls.GetPublicKey).toBe(1);
  });

  it('allows every role exactly the routes of the contract', async () => {
    const world = new UsersWorld();
    for (const role of [...roles, 'superuser']) {
      const token = await tokenWithSession(world, role);
      for (const { method, path, access } of routes) {
        const answer = await ask(world, token, { httpMethod: method, resource: path });
        const expected = typeof access !== 'string' && access.some((allowed) => allowed === role);
        expect([role, method, path, effectOf(answer)]).toEqual([
          role,
          method,
          path,
          expected ? 'Allow' : 'Deny',
        ]);
      }
    }
  });

  it.each([
    ['GET', '/unknown'],
    ['DELETE', '/profile'],
    ['GET', '/{proxy+}'],
    ['GET', '/orders/ord_1'],
  ])('denies what is no route of ours: %s %s', async (httpMethod, resource) => {
    const world = new UsersWorld();
    const { accessToken } = await world.signIn(phone);
    const answer = await ask(world, accessToken, { httpMethod, resource });
    expect(effectOf(answer)).toBe('Deny');
  });

  it('refuses the token of a session that was signed out', async () => {
    const world = new UsersWorld();
    const ada = await world.signIn(phone);
    const reply = await world.call(signOut, { as: asCaller(ada) });
    expect(reply).toEqual({ status: 200, body: {} });
    await expect(ask(world, ada.accessToken)).rejects.toThrow('Unauthorized');
  });

  it('accepts a token for fifteen minutes', async () => {
    const world = new UsersWorld();
    const { accessToken } = await world.signIn(phone);
    world.pass(15 * 60 - 1);
    expect(effectOf(await ask(world, accessToken))).toBe('Allow');
    world.pass(10);
    await expect(ask(world, accessToken)).rejects.toThrow('Unauthorized');
  });

  it.each([
    undefined,
    '',
    'Bearer',
    'Bearer ',
    'Basic YWRhOmFkYQ==',
    'bearer x.y.z',
    'Bearer a b',
    `Bearer ${'a'.repeat(5000)}`,
    'Bearer ..',
    'Bearer a.b.c',
    'Bearer a.b.c.d.e',
    'Bearer null',
  ])('refuses the header %p', async (authorization) => {
    const world = new UsersWorld();
    await expect(askWith(world, { Authorization: authorization })).rejects.toThrow('Unauthorized');
  });
});

const ask = (world: UsersWorld, token: string, over = {}) =>
  askWith(world, { Authorization: `Bearer ${token}` }, over);

function askWith(world: UsersWorld, headers: Record<string, string | undefined>, over = {}) {
  const services = () => ({ store: world.store, tokens: world.verifier });
  const event = { methodArn, httpMethod: 'GET', resource: '/profile', headers, ...over };
  return handler.over(services, () => world.now)(
    event as unknown as APIGatewayRequestAuthorizerEvent,
    {} as Context,
  );
}

const effectOf = (answer: Awaited<ReturnType<typeof ask>>) =>
  answer.policyDocument.Statement[0]!.Effect;

/** A session of any role: written as sign-in would. */
async function tokenWithSession(world: UsersWorld, role: string): Promise<string> {
  const subject = { id: `stf_${role}`, role };
  const { session, change } = startSession(
    { subject, factor: 'passkey', deviceId: 'device-1' },
    world.now,
    world.random,
  );
  await world.store.commit([change]);
  return world.issuer.issue(session, 'tok_1', world.now);
}
