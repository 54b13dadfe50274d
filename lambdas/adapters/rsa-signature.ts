/** RSA signatures with SHA-256 (PKCS #1 v1.5), as Alipay, WeChat Pay and banks use them. */
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';

/** Base64. */
export const signRsa = (text: string, privateKey: string): string =>
  sign('sha256', Buffer.from(text, 'utf8'), createPrivateKey(pem(privateKey, 'PRIVATE'))).toString(
    'base64',
  );

/** False for whatever is no signature of this text under this key. */
export function verifyRsa(text: string, signature: string, publicKey: string): boolean {
  const key = createPublicKey(pem(publicKey, 'PUBLIC'));
  return verify('sha256', Buffer.from(text, 'utf8'), key, Buffer.from(signature, 'base64'));
}

/** Providers hand out keys as PEM, or as its base64 alone (then PKCS #8 or SPKI). */
function pem(key: string, kind: 'PRIVATE' | 'PUBLIC'): string {
  if (key.includes('-----BEGIN')) return key;
  return `-----BEGIN ${kind} KEY-----\n${key.trim()}\n-----END ${kind} KEY-----`;
}
