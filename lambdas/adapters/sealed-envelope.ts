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
const sized = { authTagLength: tagLength } as const;

export const envelopeOverhead = headerLength + nonceLength + tagLength;

/** Random nonces are safe for 2^32 messages a key (NIST SP 800-38D); a customer has a handful. */
export const envelopeNonceLength = nonceLength;

/** The blob is broken, of an unknown format, or stands where it was not sealed for. */
export class EnvelopeUnreadable extends Error {
  override readonly name = 'EnvelopeUnreadable';
}

/** @param plaintext a text is sealed as its UTF-8 */
export function sealEnvelope(
  key: Uint8Array,
  keyVersion: number,
  nonce: Uint8Array,
  context: string,
  plaintext: Uint8Array | string,
): Uint8Array {
  const cipher = createCipheriv(algorithm, key, nonce, sized);
  cipher.setAAD(additionalData(format, keyVersion >> 8, keyVersion & 0xff, context));
  const ciphertext =
    typeof plaintext === 'string' ? cipher.update(plaintext, 'utf8') : cipher.update(plaintext);
  cipher.final();
  // Written into one buffer: half of sealing's time would go into small ones otherwise.
  const blob = Buffer.allocUnsafe(envelopeOverhead + ciphertext.length);
  blob[0] = format;
  blob.writeUInt16BE(keyVersion, 1);
  blob.set(nonce, headerLength);
  blob.set(ciphertext, headerLength + nonceLength);
  blob.set(cipher.getAuthTag(), headerLength + nonceLength + ciphertext.length);
  return blob;
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
  const decipher = createDecipheriv(algorithm, key, nonce, sized);
  decipher.setAAD(additionalData(blob[0]!, blob[1]!, blob[2]!, context));
  decipher.setAuthTag(blob.subarray(tagAt));
  const plaintext = decipher.update(blob.subarray(headerLength + nonceLength, tagAt));
  try {
    decipher.final();
  } catch (cause) {
    throw new EnvelopeUnreadable(undefined, { cause });
  }
  return plaintext;
}

function additionalData(form: number, high: number, low: number, context: string): Buffer {
  const data = Buffer.allocUnsafe(headerLength + Buffer.byteLength(context, 'utf8'));
  data[0] = form;
  data[1] = high;
  data[2] = low;
  data.write(context, headerLength, 'utf8');
  return data;
}
