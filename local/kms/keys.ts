/** The template's keys with their material: generated once, kept with the data if data is kept. */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { AwsError } from '../cloud/service';
import type { KeyResource } from '../template/deployment';

/** Where key material lies between runs: key id → base64. */
export interface MaterialStore {
  load(): Record<string, string>;
  save(materials: Readonly<Record<string, string>>): void;
}

/** Specs with the usage each implies where the template leaves it out. */
const specs: Readonly<Record<string, string>> = {
  SYMMETRIC_DEFAULT: 'ENCRYPT_DECRYPT',
  HMAC_256: 'GENERATE_VERIFY_MAC',
  ECC_NIST_P256: 'SIGN_VERIFY',
};

export class Key {
  constructor(
    readonly resource: KeyResource,
    /** 32 bytes; for an elliptic curve the private key as PKCS #8. */
    readonly material: Buffer,
  ) {}

  get arn(): string {
    return this.resource.arn;
  }

  privateKey(): KeyObject {
    return createPrivateKey({ key: this.material, format: 'der', type: 'pkcs8' });
  }

  publicKey(): KeyObject {
    return createPublicKey(this.privateKey());
  }

  /** @throws AwsError InvalidKeyUsageException */
  requireUsage(usage: string): this {
    if (specs[this.resource.keySpec] === usage) return this;
    throw new AwsError(
      'InvalidKeyUsageException',
      `${this.arn} key usage is ${this.resource.keyUsage} which is not valid for this operation.`,
    );
  }
}

export class Keys {
  /** Under key id, ARN, alias and alias ARN. */
  private readonly names = new Map<string, Key>();

  constructor(resources: readonly KeyResource[], store: MaterialStore) {
    const materials = store.load();
    for (const resource of resources) {
      materials[resource.keyId] ??= generate(resource.keySpec).toString('base64');
      const key = new Key(resource, Buffer.from(materials[resource.keyId] ?? '', 'base64'));
      const prefix = resource.arn.slice(0, resource.arn.indexOf(':key/') + 1);
      const aliases = resource.aliases.flatMap((alias) => [alias, prefix + alias]);
      for (const name of [resource.keyId, resource.arn, ...aliases]) this.names.set(name, key);
    }
    store.save(materials);
  }

  find(keyId: string): Key | undefined {
    return this.names.get(keyId);
  }

  /** @throws AwsError NotFoundException */
  get(keyId: unknown): Key {
    const key = this.names.get(String(keyId));
    if (key) return key;
    throw new AwsError('NotFoundException', `Key '${String(keyId)}' does not exist`);
  }
}

function generate(keySpec: string): Buffer {
  if (keySpec !== 'ECC_NIST_P256') return randomBytes(32);
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ format: 'der', type: 'pkcs8' });
}
