/**
 * How messages to and from a custody bank are signed: RSA with SHA-256 or SM2 with SM3 (GB/T
 * 32918.2, with the usual identity), over the same lines. See docs/reference/bank-custody.md.
 */
import { createHash } from 'node:crypto';
import { sm2, sm3 } from 'sm-crypto-v2';
import { signRsa, verifyRsa } from '../rsa-signature';

export const algorithms = ['RSA-SHA256', 'SM2-SM3'] as const;
export type Algorithm = (typeof algorithms)[number];

/** GM/T 0009: what both sides use unless they agree on another. */
const usualIdentity = '1234567812345678';

export interface CustodyMessage {
  readonly algorithm: Algorithm;
  readonly member: string;
  /** 'POST /v1/payouts' of a request, 'answer' or 'callback': one cannot pass as the other. */
  readonly purpose: string;
  /** Whole seconds since the epoch. */
  readonly timestamp: string;
  /** Of an answer: its request's, so that it answers nothing else. */
  readonly nonce: string;
  readonly body: string;
}

/** Every line ends with a line feed; the body stands in it as its hash, in lower-case hex. */
export function signedText(message: CustodyMessage): string {
  const { algorithm, member, purpose, timestamp, nonce, body } = message;
  return `${[algorithm, member, purpose, timestamp, nonce, hashOf(algorithm, body)].join('\n')}\n`;
}

/** Base64; of SM2 in its DER form. The key of SM2 is its number in hex. */
export function signMessage(message: CustodyMessage, privateKey: string): string {
  const text = signedText(message);
  if (message.algorithm === 'RSA-SHA256') return signRsa(text, privateKey);
  const signature = sm2.doSignature(Buffer.from(text, 'utf8'), privateKey, sm2Options);
  return Buffer.from(signature, 'hex').toString('base64');
}

/** The public key of SM2 is its point in hex, 04 and both coordinates. */
export function verifyMessage(
  message: CustodyMessage,
  signature: string,
  publicKey: string,
): boolean {
  const text = signedText(message);
  if (message.algorithm === 'RSA-SHA256') return verifyRsa(text, signature, publicKey);
  return verifySm2(Buffer.from(text, 'utf8'), signature, publicKey);
}

function verifySm2(text: Uint8Array, signature: string, publicKey: string): boolean {
  try {
    const hex = Buffer.from(signature, 'base64').toString('hex');
    return sm2.doVerifySignature(text, hex, publicKey, sm2Options);
  } catch {
    // What is no DER is no signature.
    return false;
  }
}

const sm2Options = { hash: true, der: true, userId: usualIdentity } as const;

const hashOf = (algorithm: Algorithm, body: string): string =>
  algorithm === 'RSA-SHA256'
    ? createHash('sha256').update(body, 'utf8').digest('hex')
    : sm3(Buffer.from(body, 'utf8'));
