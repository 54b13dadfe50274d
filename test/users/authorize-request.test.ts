/** The authorizer lets in whoever signed in, to the routes of their role, and nobody else. */
import { generateKeyPairSync, sign } from 'node:crypto';
import type { APIGatewayRequestAuthorizerEvent, Context } from 'aws-lambda';
import { joseSignature } from '../../lambdas/adapters/token-form';
import { roles } from '../../lambdas/contract/route';
import { routes } from '../../lambdas/contract/routes';
import { startSession } from '../../lambdas/core/users/sessions';
import { handler } from '../../lambdas/users/authorize-request';
import { handler as signOut } from '../../lambdas/users/sign-out';
import {
  derSignature,
  flipped,
  macWith,
  otherKey,
  parse,
  publicPem,
  rawClaims,
  rawVerifies,
  resigned,
  signedBy,
  type Token,
  tampered,
  unsigned,
  withHeader,
  withOwnKey,
} from '../support/forged-tokens';
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

describe('a token', () => {
  const forgeries: [string, (t: Token, world: UsersWorld) => string][] = [
    ['signed by another key', (t) => signedBy(otherKey, t)],
    ['without a signature', (t) => `${unsigned(t)}.`],
    ['with alg none', (t) => `${unsigned({ ...t, header: { ...t.header, alg: 'none' } })}.`],
    [
      'with alg none and the old signature',
      (t) => `${unsigned({ ...t, header: { ...t.header, alg: 'none' } })}.${t.signature}`,
    ],
    ['with alg HS256 over the public key', (t, world) => macWith(publicPem(world), t, 'HS256')],
    ['with alg HS512 over the public key', (t, world) => macWith(publicPem(world), t, 'HS512')],
    ['with alg ES384 named', (t, world) => resigned(world, t, { header: { alg: 'ES384' } })],
    ['with alg es256', (t, world) => resigned(world, t, { header: { alg: 'es256' } })],
    ['without alg', (t, world) => resigned(world, t, { header: { alg: undefined } })],
    ['with another kid', (t, world) => resigned(world, t, { header: { kid: 'another' } })],
    ['without kid', (t, world) => resigned(world, t, { header: { kid: undefined } })],
    ['with typ JWT', (t, world) => resigned(world, t, { header: { typ: 'JWT' } })],
    ['without typ', (t, world) => resigned(world, t, { header: { typ: undefined } })],
    ['with a critical extension', (t, world) => resigned(world, t, { header: { crit: ['x'] } })],
    ['of another issuer', (t, world) => resigned(world, t, { claims: { iss: 'urn:evil' } })],
    ['of another stage', (t, world) => resigned(world, t, { claims: { iss: 'urn:sunlend:prod' } })],
    ['without issuer', (t, world) => resigned(world, t, { claims: { iss: undefined } })],
    ['for another audience', (t, world) => resigned(world, t, { claims: { aud: 'urn:other' } })],
    [
      'for several audiences',
      (t, world) => resigned(world, t, { claims: { aud: [t.claims.aud, 'urn:other'] } }),
    ],
    ['without audience', (t, world) => resigned(world, t, { claims: { aud: undefined } })],
    ['that has expired', (t, world) => resigned(world, t, { claims: { exp: t.claims.iat - 60 } })],
    ['that never expires', (t, world) => resigned(world, t, { claims: { exp: undefined } })],
    ['whose expiry is text', (t, world) => resigned(world, t, { claims: { exp: '2999' } })],
    [
      'issued long ago, valid for years',
      (t, world) => resigned(world, t, { claims: { iat: t.claims.iat - 86_400, exp: 9e9 } }),
    ],
    [
      'issued tomorrow',
      (t, world) => resigned(world, t, { claims: { iat: t.claims.iat + 86_400 } }),
    ],
    ['without iat', (t, world) => resigned(world, t, { claims: { iat: undefined } })],
    ['not valid yet', (t, world) => resigned(world, t, { claims: { nbf: t.claims.iat + 3600 } })],
    ['without subject', (t, world) => resigned(world, t, { claims: { sub: undefined } })],
    ['of another subject', (t, world) => resigned(world, t, { claims: { sub: 'cus_eve' } })],
    ['of a numeric subject', (t, world) => resigned(world, t, { claims: { sub: 7 } })],
    ['with another role', (t, world) => resigned(world, t, { claims: { role: 'admin' } })],
    ['without role', (t, world) => resigned(world, t, { claims: { role: undefined } })],
    ['with a list of roles', (t, world) => resigned(world, t, { claims: { role: ['admin'] } })],
    ['of an unknown session', (t, world) => resigned(world, t, { claims: { sid: 'ses_x' } })],
    ['without session', (t, world) => resigned(world, t, { claims: { sid: undefined } })],
    ['without id', (t, world) => resigned(world, t, { claims: { jti: undefined } })],
    ['with changed claims', (t) => tampered(t, { claims: { role: 'admin' } })],
    ['with a changed header', (t) => tampered(t, { header: { kid: 'other' } })],
    ['with a DER signature', (t, world) => `${unsigned(t)}.${derSignature(world, t)}`],
    [
      'with a signature of zeros',
      (t) => `${unsigned(t)}.${Buffer.alloc(64).toString('base64url')}`,
    ],
    ['with a short signature', (t) => `${unsigned(t)}.${t.signature.slice(0, 40)}`],
    ['with a changed signature', (t) => `${unsigned(t)}.${flipped(t.signature)}`],
    ['carrying its own key', (t) => signedBy(otherKey, withOwnKey(t))],
    ['with a key to fetch', (t) => signedBy(otherKey, withHeader(t, { jku: 'https://evil.test' }))],
    ['with claims that are no JSON', (t, world) => rawClaims(world, t, 'no json')],
    ['with claims that are a list', (t, world) => rawClaims(world, t, '[]')],
    ['with claims that are null', (t, world) => rawClaims(world, t, 'null')],
    ['with an empty payload', (t, world) => rawClaims(world, t, '')],
    ['twice over', (t) => `${unsigned(t)}.${t.signature}.${t.signature}`],
    ['padded', (t) => `${unsigned(t)}.${t.signature}==`],
  ];

  it.each(forgeries)('%s is refused', async (_, forge) => {
    const world = new UsersWorld();
    const { accessToken } = await world.signIn(phone);
    expect(effectOf(await ask(world, accessToken))).toBe('Allow');
    await expect(ask(world, forge(parse(accessToken), world))).rejects.toThrow('Unauthorized');
  });

  it('resigned without any change is accepted: the forgeries above fail for their one fault', async () => {
    const world = new UsersWorld();
    const { accessToken } = await world.signIn(phone);
    const token = resigned(world, parse(accessToken), {});
    expect(effectOf(await ask(world, token))).toBe('Allow');
  });

  it('of another signer whose key has the same name is refused', async () => {
    const world = new UsersWorld();
    const other = new UsersWorld();
    await world.signIn(phone);
    const { accessToken } = await other.signIn(phone);
    await expect(ask(world, accessToken)).rejects.toThrow('Unauthorized');
  });

  it('is signed in the form JWS wants, however short KMS encodes the numbers', () => {
    const key = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    for (let n = 0; n < 600; n += 1) {
      const der = sign('sha256', Buffer.from(`message ${n}`), key.privateKey);
      const raw = joseSignature(der);
      expect(raw).toHaveLength(64);
      expect(rawVerifies(key.publicKey, `message ${n}`, raw)).toBe(true);
    }
    expect(() => joseSignature(Buffer.from('not a signature'))).toThrow();
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
