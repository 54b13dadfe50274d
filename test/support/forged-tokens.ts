/** Makes tokens that must not be accepted: forged, resigned with one fault, or bent. */
import {
  constants,
  createHmac,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import type { UsersWorld } from './users-world';

export interface Token {
  // biome-ignore lint/suspicious/noExplicitAny: forgeries hold anything.
  readonly header: any;
  // biome-ignore lint/suspicious/noExplicitAny: forgeries hold anything.
  readonly claims: any;
  readonly signature: string;
}

export interface Changes {
  readonly header?: object;
  readonly claims?: object;
}

export const otherKey = generateKeyPairSync('ec', { namedCurve: 'P-256' });

export function parse(token: string): Token {
  const [header = '', claims = '', signature = ''] = token.split('.');
  const json = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString());
  return { header: json(header), claims: json(claims), signature };
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
export const unsigned = ({ header, claims }: Token) => `${encode(header)}.${encode(claims)}`;
const signText = (key: KeyObject, text: string) =>
  sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url');
export const signedBy = ({ privateKey }: { privateKey: KeyObject }, token: Token) =>
  `${unsigned(token)}.${signText(privateKey, unsigned(token))}`;
export const withHeader = (token: Token, header: object): Token => ({
  ...token,
  header: { ...token.header, ...header },
});
export const withOwnKey = (token: Token) =>
  withHeader(token, { jwk: otherKey.publicKey.export({ format: 'jwk' }) });
const changed = (token: Token, { header, claims }: Changes): Token => ({
  ...withHeader(token, header ?? {}),
  claims: { ...token.claims, ...claims },
});
export const tampered = (token: Token, changes: Changes) =>
  `${unsigned(changed(token, changes))}.${token.signature}`;

/** With our own key: what only a fault of ours could produce must not be accepted either. */
export const resigned = (world: UsersWorld, token: Token, changes: Changes) =>
  signedBy(world.kms.tokenKeys, changed(token, changes));

export function rawClaims(world: UsersWorld, token: Token, text: string): string {
  const signed = `${encode(token.header)}.${Buffer.from(text).toString('base64url')}`;
  return `${signed}.${signText(world.kms.tokenKeys.privateKey, signed)}`;
}

export const publicPem = (world: UsersWorld) =>
  createPublicKey(world.kms.tokenKeys.publicKey.export({ format: 'pem', type: 'spki' }))
    .export({ format: 'pem', type: 'spki' })
    .toString();

export function macWith(secret: string, token: Token, alg: 'HS256' | 'HS512'): string {
  const text = unsigned(withHeader(token, { alg }));
  const hash = alg === 'HS256' ? 'sha256' : 'sha512';
  return `${text}.${createHmac(hash, secret).update(text).digest('base64url')}`;
}

export const derSignature = (world: UsersWorld, token: Token) =>
  sign('sha256', Buffer.from(unsigned(token)), world.kms.tokenKeys.privateKey).toString(
    'base64url',
  );

export const flipped = (text: string) => `${text.startsWith('A') ? 'B' : 'A'}${text.slice(1)}`;

export function rawVerifies(key: KeyObject, text: string, raw: Buffer): boolean {
  return verify('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }, raw);
}

const otherKinds = {
  rsa: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ed25519: () => generateKeyPairSync('ed25519'),
  secp256k1: () => generateKeyPairSync('ec', { namedCurve: 'secp256k1' }),
};

/** Signed rightly, by a key of a kind that is none of ours. */
export function signedWith(kind: keyof typeof otherKinds, token: Token, alg: string): string {
  const text = unsigned(withHeader(token, { alg }));
  const { privateKey } = otherKinds[kind]();
  const hash = kind === 'ed25519' ? undefined : 'sha256';
  const padding =
    alg === 'PS256' ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 } : {};
  const key = { key: privateKey, dsaEncoding: 'ieee-p1363', ...padding } as const;
  return `${text}.${sign(hash, Buffer.from(text), key).toString('base64url')}`;
}
