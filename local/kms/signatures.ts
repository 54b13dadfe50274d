/** ECDSA on P-256 with SHA-256, over a message or over a digest that is ready-made. */
import { type KeyObject, sign as signMessage, verify as verifyMessage } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';

export type MessageType = 'RAW' | 'DIGEST';

/** A DER signature, as KMS answers it. */
export function sign(message: Buffer, type: MessageType, key: KeyObject): Buffer {
  if (type === 'RAW') return signMessage('sha256', message, key);
  // Node only signs what it hashes itself.
  const { d = '' } = key.export({ format: 'jwk' });
  return Buffer.from(p256.sign(message, Buffer.from(d, 'base64url')).toBytes('der'));
}

export function verify(
  message: Buffer,
  type: MessageType,
  signature: Buffer,
  key: KeyObject,
): boolean {
  if (type === 'RAW') return verifyMessage('sha256', message, key, signature);
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  const coordinates = [x, y].map((one) => Buffer.from(one, 'base64url'));
  const point = Buffer.concat([Buffer.from([4]), ...coordinates]);
  try {
    return p256.verify(signature, message, point, { format: 'der' });
  } catch {
    return false;
  }
}
