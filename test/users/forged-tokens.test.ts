/** Tokens that are not ours, no longer ours or not meant for us: none of them lets anybody in. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { joseSignature } from '../../lambdas/adapters/token-form';
import { removeStaff } from '../../lambdas/core/users/staff';
import { handler as endSession } from '../../lambdas/users/end-session';
import { handler as refreshSession } from '../../lambdas/users/refresh-session';
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
  signedWith,
  type Token,
  tampered,
  unsigned,
  withHeader,
  withOwnKey,
} from '../support/forged-tokens';
import { asCaller, type SignedIn, UsersWorld } from '../support/users-world';

const phone = '13900000001';

type Forgery = [string, (token: Token, world: UsersWorld, whole: string) => string];

const forgeries: Forgery[] = [
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
  ['issued tomorrow', (t, world) => resigned(world, t, { claims: { iat: t.claims.iat + 86_400 } })],
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
  ['with a signature of zeros', (t) => `${unsigned(t)}.${Buffer.alloc(64).toString('base64url')}`],
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
  ['with alg RS256, signed by an RSA key', (t) => signedWith('rsa', t, 'RS256')],
  ['with alg PS256, signed by an RSA key', (t) => signedWith('rsa', t, 'PS256')],
  ['with alg EdDSA, signed by an Ed25519 key', (t) => signedWith('ed25519', t, 'EdDSA')],
  ['with alg ES256K, signed by a secp256k1 key', (t) => signedWith('secp256k1', t, 'ES256K')],
  ['with alg HS256 over the kid', (t) => macWith(String(t.header.kid), t, 'HS256')],
  ['with alg HS256 over nothing', (t) => macWith('', t, 'HS256')],
  ['with alg NONE', (t) => `${unsigned(withHeader(t, { alg: 'NONE' }))}.`],
  ['whose kid is a path', (t, w) => resigned(w, t, { header: { kid: '../token' } })],
  [
    'whose kid is a whole ARN',
    (t, w) => resigned(w, t, { header: { kid: `key/${t.header.kid}` } }),
  ],
  [
    'whose kid is a member of every object',
    (t, w) => resigned(w, t, { header: { kid: '__proto__' } }),
  ],
  ['whose kid is a list', (t, w) => resigned(w, t, { header: { kid: [t.header.kid, 'x'] } })],
  [
    'with an unencoded payload',
    (t, w) => resigned(w, t, { header: { b64: false, crit: ['b64'] } }),
  ],
  ['of the client’s kind', (t, w) => resigned(w, t, { header: { typ: 'id+jwt' } })],
  [
    'whose role is that of another session',
    (t, w) => resigned(w, t, { claims: { role: 'auditor' } }),
  ],
  ['with a role in capitals', (t, w) => resigned(w, t, { claims: { role: 'Borrower' } })],
  ['issued before time began', (t, w) => resigned(w, t, { claims: { iat: -1 } })],
  ['that expires at infinity', (t, w) => resigned(w, t, { claims: { exp: 'Infinity' } })],
  ['whose audience is empty', (t, w) => resigned(w, t, { claims: { aud: '' } })],
  [
    'whose audience is that of staging',
    (t, w) => resigned(w, t, { claims: { aud: 'urn:sunlend:staging:api' } }),
  ],
  ['whose session is an object', (t, w) => resigned(w, t, { claims: { sid: { $ne: '' } } })],
  [
    'whose session is a path',
    (t, w) => resigned(w, t, { claims: { sid: `${t.claims.sid}#STATE` } }),
  ],
  ['in five parts, as if encrypted', (t) => `${unsigned(t)}.a.b.${t.signature}`],
  ['with its parts in another order', (_t, _, whole) => whole.split('.').reverse().join('.')],
  ['without its header', (_, __, whole) => whole.split('.').slice(1).join('.')],
  ['in capitals', (_, __, whole) => whole.toUpperCase()],
  ['cut off', (_, __, whole) => whole.slice(0, -10)],
  ['longer than any of ours', (t, w) => resigned(w, t, { claims: { more: 'x'.repeat(3000) } })],
];

/** Genuine once: what has happened since must count. */
const replays: [string, (world: UsersWorld, ada: SignedIn) => Promise<string>][] = [
  [
    'of a session that was signed out',
    async (world, ada) => {
      await world.call(signOut, { as: asCaller(ada) });
      return ada.accessToken;
    },
  ],
  [
    'of a session that was ended from elsewhere',
    async (world, ada) => {
      world.pass(60);
      const elsewhere = await world.signIn(phone);
      const params = { sessionId: ada.sessionId };
      await world.call(endSession, { as: asCaller(elsewhere), params });
      return ada.accessToken;
    },
  ],
  [
    'of a session whose refresh token came back',
    async (world, ada) => {
      const body = { refreshToken: ada.refreshToken };
      const { body: fresh } = await world.call(refreshSession, { body });
      await world.call(refreshSession, { body });
      return fresh.accessToken;
    },
  ],
  [
    'after a quarter of an hour',
    async (world, ada) => {
      world.pass(15 * 60 + 10);
      return ada.accessToken;
    },
  ],
  [
    'of a session that is over, made just before its end',
    async (world, ada) => {
      world.pass(30 * 86_400 - 60);
      const token = await world.issuer.issue(
        { subjectId: ada.customerId, role: 'borrower', sessionId: ada.sessionId },
        'tok_1',
        world.now,
      );
      world.pass(61);
      return token;
    },
  ],
  [
    'of staff who no longer work here',
    async (world) => {
      const staff = await world.staff('auditor');
      await removeStaff(world.store, staff.customerId, world.now);
      return staff.accessToken;
    },
  ],
  ['that is a refresh token', async (_, ada) => ada.refreshToken],
  ['that is a device’s secret', async (_, ada) => ada.deviceToken!],
  ['that names a session', async (_, ada) => ada.sessionId],
];

describe('a token', () => {
  it('is tried in at least sixty kinds that must not be accepted', () => {
    const names = [...forgeries, ...replays].map(([name]) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThanOrEqual(60);
  });

  it.each(replays)('%s is refused', async (_, replay) => {
    const world = new UsersWorld();
    const ada = await world.signIn(phone);
    expect(await world.isLetIn(ada.accessToken)).toBe(true);
    expect(await world.isLetIn(await replay(world, ada))).toBe(false);
  });

  it.each(forgeries)('%s is refused', async (_, forge) => {
    const world = new UsersWorld();
    const { accessToken } = await world.signIn(phone);
    expect(await world.isLetIn(accessToken)).toBe(true);
    expect(await world.isLetIn(forge(parse(accessToken), world, accessToken))).toBe(false);
  });

  it('resigned without any change is accepted: the forgeries above fail for their one fault', async () => {
    const world = new UsersWorld();
    const { accessToken } = await world.signIn(phone);
    const token = resigned(world, parse(accessToken), {});
    expect(await world.isLetIn(token)).toBe(true);
  });

  it('of another signer whose key has the same name is refused', async () => {
    const world = new UsersWorld();
    const other = new UsersWorld();
    await world.signIn(phone);
    const { accessToken } = await other.signIn(phone);
    expect(await world.isLetIn(accessToken)).toBe(false);
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
