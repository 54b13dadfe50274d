/** How WeChat Pay seals what its callbacks carry: AES-256-GCM under the merchant's key. */
import { createCipheriv } from 'node:crypto';

export function seal(text: string, apiV3Key: string, nonce: string) {
  const associated_data = 'transaction';
  const cipher = createCipheriv('aes-256-gcm', apiV3Key, nonce);
  cipher.setAAD(Buffer.from(associated_data));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  const algorithm = 'AEAD_AES_256_GCM';
  return { algorithm, ciphertext: sealed.toString('base64'), associated_data, nonce };
}
