/** The public halves of the token keys, each asked of KMS once a warm function. */
import { createPublicKey, type KeyObject } from 'node:crypto';
import { GetPublicKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import type { PublishedKey, TokenKeys } from '../core/ports/tokens';
import { keyIdOf, tokenAlgorithm } from './token-form';

export interface KmsPublicKeysOptions {
  readonly kms: KMSClient;
  /** ECC_NIST_P256, SIGN_VERIFY: the key that signs, the one before, the one to come. */
  readonly keyArns: readonly string[];
}

export class KmsPublicKeys implements TokenKeys {
  private readonly arns: ReadonlyMap<string, string>;
  private readonly keys = new Map<string, Promise<KeyObject>>();

  constructor(private readonly options: KmsPublicKeysOptions) {
    this.arns = new Map(options.keyArns.map((arn) => [keyIdOf(arn), arn]));
  }

  /** Undefined for a name that is none of ours: a token cannot make us ask for a key. */
  of(keyId: string): Promise<KeyObject> | undefined {
    const arn = this.arns.get(keyId);
    if (arn === undefined) return undefined;
    const known = this.keys.get(keyId);
    if (known) return known;
    const fetched = this.fetch(arn).catch((error: unknown) => {
      this.keys.delete(keyId); // the next request asks again
      throw error;
    });
    this.keys.set(keyId, fetched);
    return fetched;
  }

  published(): Promise<readonly PublishedKey[]> {
    return Promise.all(
      [...this.arns.keys()].map(async (kid) => {
        const { x, y } = (await this.of(kid))?.export({ format: 'jwk' }) ?? {};
        if (!x || !y) throw new Error('KMS answered with something else than a P-256 key');
        return { kty: 'EC', crv: 'P-256', x, y, kid, alg: tokenAlgorithm, use: 'sig' };
      }),
    );
  }

  private async fetch(arn: string): Promise<KeyObject> {
    const { PublicKey } = await this.options.kms.send(new GetPublicKeyCommand({ KeyId: arn }));
    if (!PublicKey) throw new Error('KMS answered without a public key');
    return createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' });
  }
}
