/** KMS on the laptop: the operations a lender's functions use, on node:crypto. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { AwsError, type JsonService, type ServiceCall } from '../cloud/service';
import type { KeyResource } from '../template/deployment';
import { decrypt, type EncryptionContext, encrypt, keyIdOf } from './ciphertext';
import { type Key, Keys, type MaterialStore } from './keys';
import { type MessageType, sign, verify } from './signatures';

type Input = Readonly<Record<string, unknown>>;
type Answer = Record<string, unknown>;

/** AWS's limit for plaintexts and messages. */
const maximumBytes = 4096;

export class Kms implements JsonService {
  private readonly keys: Keys;

  constructor(resources: readonly KeyResource[], store: MaterialStore) {
    this.keys = new Keys(resources, store);
  }

  /** The full ARN for a key id, alias or ARN. */
  arnOf(keyId: string): string | undefined {
    return this.keys.find(keyId)?.arn;
  }

  async call({ action, input }: ServiceCall): Promise<Answer> {
    switch (action) {
      case 'Encrypt':
        return this.encrypt(input);
      case 'Decrypt':
        return this.decrypt(input);
      case 'GenerateDataKey':
        return this.generateDataKey(input);
      case 'GenerateDataKeyWithoutPlaintext': {
        const { Plaintext, ...answer } = this.generateDataKey(input);
        return answer;
      }
      case 'GenerateMac':
        return this.generateMac(input);
      case 'VerifyMac':
        return this.verifyMac(input);
      case 'Sign':
        return this.sign(input);
      case 'Verify':
        return this.verify(input);
      case 'GetPublicKey':
        return this.getPublicKey(input);
      case 'DescribeKey':
        return { KeyMetadata: metadata(this.keys.get(input.KeyId)) };
      default:
        throw new AwsError('UnknownOperationException', `KMS has no ${action} here.`);
    }
  }

  private encrypt(input: Input): Answer {
    const key = this.keys.get(input.KeyId).requireUsage('ENCRYPT_DECRYPT');
    const plaintext = bytes(input, 'Plaintext', maximumBytes);
    return {
      CiphertextBlob: this.seal(key, plaintext, input),
      KeyId: key.arn,
      EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
    };
  }

  private decrypt(input: Input): Answer {
    const blob = bytes(input, 'CiphertextBlob', maximumBytes + 2048);
    const key = this.keys.find(keyIdOf(blob) ?? '');
    if (!key) throw new AwsError('InvalidCiphertextException', '');
    if (input.KeyId !== undefined && this.keys.get(input.KeyId) !== key) {
      throw new AwsError(
        'IncorrectKeyException',
        'The key ID in the request does not identify a CMK that can perform this operation.',
      );
    }
    return {
      Plaintext: decrypt(blob, key.material, contextOf(input)).toString('base64'),
      KeyId: key.arn,
      EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
    };
  }

  private generateDataKey(input: Input): Answer {
    const key = this.keys.get(input.KeyId).requireUsage('ENCRYPT_DECRYPT');
    const sizes: Record<string, number> = { AES_256: 32, AES_128: 16 };
    const size = Number(input.NumberOfBytes ?? sizes[String(input.KeySpec)]);
    if (!Number.isInteger(size) || size < 1 || size > 1024) {
      throw new AwsError(
        'ValidationException',
        'Please specify either number of bytes or key spec.',
      );
    }
    const plaintext = randomBytes(size);
    return {
      CiphertextBlob: this.seal(key, plaintext, input),
      Plaintext: plaintext.toString('base64'),
      KeyId: key.arn,
    };
  }

  private seal(key: Key, plaintext: Buffer, input: Input): string {
    const { keyId } = key.resource;
    return encrypt(keyId, key.material, plaintext, contextOf(input)).toString('base64');
  }

  private generateMac(input: Input): Answer {
    const key = this.keys.get(input.KeyId).requireUsage('GENERATE_VERIFY_MAC');
    requireAlgorithm(input.MacAlgorithm, 'HMAC_SHA_256');
    const mac = macOf(key, bytes(input, 'Message', maximumBytes));
    return { Mac: mac.toString('base64'), MacAlgorithm: 'HMAC_SHA_256', KeyId: key.arn };
  }

  private verifyMac(input: Input): Answer {
    const key = this.keys.get(input.KeyId).requireUsage('GENERATE_VERIFY_MAC');
    requireAlgorithm(input.MacAlgorithm, 'HMAC_SHA_256');
    const expected = macOf(key, bytes(input, 'Message', maximumBytes));
    const given = bytes(input, 'Mac', maximumBytes);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      throw new AwsError('KMSInvalidMacException', '');
    }
    return { MacValid: true, MacAlgorithm: 'HMAC_SHA_256', KeyId: key.arn };
  }

  private sign(input: Input): Answer {
    const { key, message, type } = this.signing(input);
    return {
      Signature: sign(message, type, key.privateKey()).toString('base64'),
      SigningAlgorithm: 'ECDSA_SHA_256',
      KeyId: key.arn,
    };
  }

  private verify(input: Input): Answer {
    const { key, message, type } = this.signing(input);
    if (!verify(message, type, bytes(input, 'Signature', maximumBytes), key.publicKey())) {
      throw new AwsError('KMSInvalidSignatureException', '');
    }
    return { SignatureValid: true, SigningAlgorithm: 'ECDSA_SHA_256', KeyId: key.arn };
  }

  private signing(input: Input): { key: Key; message: Buffer; type: MessageType } {
    const key = this.keys.get(input.KeyId).requireUsage('SIGN_VERIFY');
    requireAlgorithm(input.SigningAlgorithm, 'ECDSA_SHA_256');
    const type = input.MessageType === 'DIGEST' ? 'DIGEST' : 'RAW';
    const message = bytes(input, 'Message', maximumBytes);
    if (type === 'DIGEST' && message.length !== 32) {
      throw new AwsError('ValidationException', 'Digest is invalid length for algorithm.');
    }
    return { key, message, type };
  }

  private getPublicKey(input: Input): Answer {
    const key = this.keys.get(input.KeyId).requireUsage('SIGN_VERIFY');
    return {
      KeyId: key.arn,
      PublicKey: key.publicKey().export({ format: 'der', type: 'spki' }).toString('base64'),
      KeySpec: key.resource.keySpec,
      CustomerMasterKeySpec: key.resource.keySpec,
      KeyUsage: key.resource.keyUsage,
      SigningAlgorithms: ['ECDSA_SHA_256'],
    };
  }
}

function metadata({ resource }: Key): Answer {
  return {
    KeyId: resource.keyId,
    Arn: resource.arn,
    AWSAccountId: resource.arn.split(':')[4],
    KeySpec: resource.keySpec,
    KeyUsage: resource.keyUsage,
    Enabled: true,
    KeyState: 'Enabled',
    KeyManager: 'CUSTOMER',
    Origin: 'AWS_KMS',
  };
}

const macOf = (key: Key, message: Buffer) =>
  createHmac('sha256', key.material).update(message).digest();

const contextOf = (input: Input) => (input.EncryptionContext ?? {}) as EncryptionContext;

function requireAlgorithm(given: unknown, expected: string): void {
  if (given === expected) return;
  throw new AwsError('InvalidKeyUsageException', `Algorithm ${String(given)} is incompatible.`);
}

function bytes(input: Input, name: string, maximum: number): Buffer {
  const value = Buffer.from(String(input[name] ?? ''), 'base64');
  if (value.length >= 1 && value.length <= maximum) return value;
  throw new AwsError('ValidationException', `'${name}' must have 1 to ${maximum} bytes.`);
}
