/**
 * The binary form of sealed data: AES-256-GCM with everything that names its place
 * authenticated.
 */
import { createCipheriv, createDecipheriv } from 'node:crypto';

/*
 * Format 1, 31 bytes more than the plaintext:
 *   1 format · 2 version of the key, big endian · 12 nonce · ciphertext · 16 tag
 * Additional data: the first three bytes, then the context in UTF-8.
 */
const format = 1;
const headerLength = 3;
const nonceLength = 12;
const tagLength = 16;
const algorithm = 'aes-256-gcm';

export const envelopeOverhead = headerLength + nonceLength + tagLength;

/** Random nonces are safe for 2^32 messages a key (NIST SP 800-38D); a customer has a handful. */
export const envelopeNonceLength = nonceLength;

/** The blob is broken, of an unknown format, or stands where it was not sealed for. */
export class EnvelopeUnreadable extends Error {
  override readonly name = 'EnvelopeUnreadable';
}

export function sealEnvelope(
  key: Uint8Array,
  keyVersion: number,
  nonce: Uint8Array,
  context: string,
  plaintext: Uint8Array,
): Uint8Array {
  const header = Buffer.from([format, keyVersion >> 8, keyVersion & 0xff]);
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagLength });
  cipher.setAAD(additionalData(header, context));
  const ciphertext = cipher.update(plaintext);
  cipher.final();
  return Buffer.concat([header, nonce, ciphertext, cipher.getAuthTag()]);
}

/** Which version of the key opens this blob. */
export function envelopeKeyVersion(blob: Uint8Array): number {
  if (blob.length < envelopeOverhead || blob[0] !== format) throw new EnvelopeUnreadable();
  return (blob[1]! << 8) | blob[2]!;
}

export function openEnvelope(key: Uint8Array, context: string, blob: Uint8Array): Buffer {
  envelopeKeyVersion(blob);
  const tagAt = blob.length - tagLength;
  const nonce = blob.subarray(headerLength, headerLength + nonceLength);
  const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagLength });
  decipher.setAAD(additionalData(blob.subarray(0, headerLength), context));
  decipher.setAuthTag(blob.subarray(tagAt));
  const plaintext = decipher.update(blob.subarray(headerLength + nonceLength, tagAt));
  try {
    decipher.final();
  } catch (cause) {
    throw new EnvelopeUnreadable(undefined, { cause });
  }
  return plaintext;
}

const additionalData = (header: Uint8Array, context: string): Buffer =>
  Buffer.concat([header, Buffer.from(context, 'utf8')]);
