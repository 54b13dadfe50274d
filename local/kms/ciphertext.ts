/** The KMS ciphertext blob: names its key, opens only with the context it was made with. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { AwsError } from '../cloud/service';

export type EncryptionContext = Readonly<Record<string, string>>;

/** version (1) · key id (16) · nonce (12) · tag (16) · ciphertext */
const version = 1;
const nonceAt = 17;
const tagAt = 29;
const textAt = 45;

export function encrypt(
  keyId: string,
  material: Buffer,
  plaintext: Buffer,
  context: EncryptionContext,
): Buffer {
  const header = Buffer.from([version, ...Buffer.from(keyId.replaceAll('-', ''), 'hex')]);
  const nonce = randomBytes(tagAt - nonceAt);
  const cipher = createCipheriv('aes-256-gcm', material, nonce);
  cipher.setAAD(boundData(header, context));
  const text = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([header, nonce, cipher.getAuthTag(), text]);
}

/** @throws AwsError InvalidCiphertextException for a changed blob or another context. */
export function decrypt(blob: Buffer, material: Buffer, context: EncryptionContext): Buffer {
  try {
    const decipher = createDecipheriv('aes-256-gcm', material, blob.subarray(nonceAt, tagAt));
    decipher.setAAD(boundData(blob.subarray(0, nonceAt), context));
    decipher.setAuthTag(blob.subarray(tagAt, textAt));
    return Buffer.concat([decipher.update(blob.subarray(textAt)), decipher.final()]);
  } catch {
    throw new AwsError('InvalidCiphertextException', '');
  }
}

/** The id of the key that made the blob; undefined when it is no blob of ours. */
export function keyIdOf(blob: Buffer): string | undefined {
  if (blob.length < textAt || blob[0] !== version) return undefined;
  const hex = blob.subarray(1, nonceAt).toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** The order of the context's entries does not matter. */
function boundData(header: Buffer, context: EncryptionContext): Buffer {
  const entries = Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.concat([header, Buffer.from(JSON.stringify(entries))]);
}
