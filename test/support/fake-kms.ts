/** KMS in the test's process, on node:crypto: one key of each kind, and a count of the calls. */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
} from 'node:crypto';
import type { KMSClient } from '@aws-sdk/client-kms';

export const fakeKeyIds = {
  sealing: 'arn:aws:kms:eu-west-1:000000000000:key/sealing',
  blindIndex: 'arn:aws:kms:eu-west-1:000000000000:key/blind-index',
  token: 'arn:aws:kms:eu-west-1:000000000000:key/token',
} as const;

type Input = Readonly<Record<string, unknown>>;

export class FakeKms {
  /** How often each operation was called. */
  readonly calls: Record<string, number> = {};
  readonly tokenKeys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  private readonly otherTokenKeys = new Map<string, typeof this.tokenKeys>();
  private readonly sealingKey = randomBytes(32);
  private readonly macKey = randomBytes(32);

  /** As the adapters take it. */
  get client(): KMSClient {
    return this as unknown as KMSClient;
  }

  async send(command: { readonly input: Input }): Promise<unknown> {
    const operation = command.constructor.name.replace(/Command$/, '');
    this.calls[operation] = (this.calls[operation] ?? 0) + 1;
    switch (operation) {
      case 'GenerateDataKey':
        return this.generateDataKey(command.input);
      case 'Decrypt':
        return { Plaintext: this.decrypt(command.input) };
      case 'GenerateMac':
        return { Mac: this.mac(command.input) };
      case 'Sign':
        return { Signature: this.sign(command.input) };
      case 'GetPublicKey':
        return { PublicKey: this.publicKey(command.input) };
      default:
        throw new Error(`the fake KMS has no ${operation}`);
    }
  }

  private generateDataKey(input: Input) {
    expect(input).toMatchObject({ KeyId: fakeKeyIds.sealing, KeySpec: 'AES_256' });
    const plaintext = randomBytes(32);
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.sealingKey, nonce);
    cipher.setAAD(contextOf(input));
    const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
    const blob = Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]);
    return { Plaintext: new Uint8Array(plaintext), CiphertextBlob: new Uint8Array(blob) };
  }

  private decrypt(input: Input): Uint8Array {
    expect(input.KeyId).toBe(fakeKeyIds.sealing);
    const blob = Buffer.from(input.CiphertextBlob as Uint8Array);
    const decipher = createDecipheriv('aes-256-gcm', this.sealingKey, blob.subarray(0, 12));
    decipher.setAAD(contextOf(input));
    decipher.setAuthTag(blob.subarray(12, 28));
    return new Uint8Array(Buffer.concat([decipher.update(blob.subarray(28)), decipher.final()]));
  }

  private mac(input: Input): Uint8Array {
    expect(input).toMatchObject({ KeyId: fakeKeyIds.blindIndex, MacAlgorithm: 'HMAC_SHA_256' });
    const message = input.Message as Uint8Array;
    return new Uint8Array(createHmac('sha256', this.macKey).update(message).digest());
  }

  private sign(input: Input): Uint8Array {
    expect(input).toMatchObject({ SigningAlgorithm: 'ECDSA_SHA_256', MessageType: 'RAW' });
    const { privateKey } = this.tokenKeyOf(String(input.KeyId));
    return new Uint8Array(sign('sha256', input.Message as Uint8Array, privateKey));
  }

  /** The token key, or another of its kind by its name. */
  private tokenKeyOf(keyId: string) {
    if (keyId === fakeKeyIds.token) return this.tokenKeys;
    const known = this.otherTokenKeys.get(keyId);
    const keys = known ?? generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.otherTokenKeys.set(keyId, keys);
    return keys;
  }

  private publicKey(input: Input): Uint8Array {
    const { publicKey } = this.tokenKeyOf(String(input.KeyId));
    const key = createPublicKey(publicKey.export({ format: 'pem', type: 'spki' }));
    return new Uint8Array(key.export({ format: 'der', type: 'spki' }));
  }
}

const contextOf = (input: Input): Buffer => {
  const context = (input.EncryptionContext ?? {}) as Record<string, string>;
  return Buffer.from(JSON.stringify(Object.entries(context).sort()));
};
