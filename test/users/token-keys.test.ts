/** One token key follows another without anybody being signed out, and all are published. */
import { createLocalJWKSet, jwtVerify } from 'jose';
import { KmsPublicKeys } from '../../lambdas/adapters/kms-public-keys';
import { KmsTokenIssuer } from '../../lambdas/adapters/kms-token-issuer';
import { KmsTokenVerifier } from '../../lambdas/adapters/kms-token-verifier';
import { handler as getTokenKeys } from '../../lambdas/users/get-token-keys';
import { FakeKms, fakeKeyIds } from '../support/fake-kms';
import { UsersWorld } from '../support/users-world';

const phone = '13900000001';
const grant = { subjectId: 'cus_1', role: 'borrower', sessionId: 'ses_1' };

describe('the published keys', () => {
  it('verify our tokens for whoever reads them (RFC 7517)', async () => {
    const world = new UsersWorld();
    const { accessToken } = await world.signIn(phone);
    const { status, body } = await world.call(getTokenKeys);
    expect(status).toBe(200);
    expect(body.keys).toEqual([
      {
        kty: 'EC',
        crv: 'P-256',
        alg: 'ES256',
        use: 'sig',
        kid: 'token',
        x: expect.stringMatching(/^[\w-]{43}$/),
        y: expect.stringMatching(/^[\w-]{43}$/),
      },
    ]);
    const { payload } = await jwtVerify(accessToken, createLocalJWKSet(body), {
      issuer: 'urn:sunlend:test',
      audience: 'urn:sunlend:test:api',
      currentDate: new Date(world.now),
    });
    expect(payload.role).toBe('borrower');
  });

  it('hold no private part', async () => {
    const world = new UsersWorld();
    const { body } = await world.call(getTokenKeys);
    for (const key of body.keys) expect(key).not.toHaveProperty('d');
  });
});

describe('a rotation', () => {
  it('accepts tokens of both keys while both are named, and of one afterwards', async () => {
    const { issue, verifier } = twoKeys();
    const [ofOld, ofNew] = [await issue('token'), await issue('next')];
    const both = verifier('token', 'next');
    for (const token of [ofOld, ofNew])
      expect(await both.verify(token, now)).toEqual({ ok: true, value: grant });
    const after = verifier('next');
    expect((await after.verify(ofOld, now)).ok).toBe(false);
    expect((await after.verify(ofNew, now)).ok).toBe(true);
  });

  it('does not accept a token of one key under the name of the other', async () => {
    const { issue, verifier } = twoKeys();
    const [, claims, signature] = (await issue('next')).split('.');
    const header = Buffer.from(JSON.stringify({ alg: 'ES256', typ: 'at+jwt', kid: 'token' }));
    const renamed = `${header.toString('base64url')}.${claims}.${signature}`;
    expect((await verifier('token', 'next').verify(renamed, now)).ok).toBe(false);
  });

  it('asks KMS for each key once, and never for a key that a token names', async () => {
    const { issue, verifier, kms } = twoKeys();
    const both = verifier('token', 'next');
    for (const key of ['token', 'next', 'token', 'next', 'other'])
      await both.verify(await issue(key), now);
    expect(kms.calls.GetPublicKey).toBe(2);
  });
});

const now = Date.UTC(2026, 10, 22, 2);

function twoKeys() {
  const kms = new FakeKms();
  const realm = { issuer: 'urn:test', audience: 'urn:test:api' };
  const arnOf = (name: string) => fakeKeyIds.token.replace('token', name);
  return {
    kms,
    issue: (name: string) =>
      new KmsTokenIssuer({ kms: kms.client, keyArn: arnOf(name), realm }).issue(grant, 'tok', now),
    verifier: (...names: string[]) =>
      new KmsTokenVerifier({
        keys: new KmsPublicKeys({ kms: kms.client, keyArns: names.map(arnOf) }),
        realm,
      }),
  };
}
