/** Verifies access tokens with the token key's public half, asked of KMS once a warm function. */
import { createPublicKey, type KeyObject } from 'node:crypto';
import { GetPublicKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import { errors, jwtVerify } from 'jose';
import { type AccessGrant, accessTokenSeconds, type TokenVerifier } from '../core/ports/tokens';
import { failure, type Result, success } from '../core/result';
import { keyIdOf, type TokenRealm, tokenAlgorithm, tokenType } from './token-form';

/** Clocks of two functions may differ by so much. */
const toleranceSeconds = 5;

/** Ours have some 500 characters; nothing longer is worth parsing. */
const longestToken = 2048;

export interface KmsTokenVerifierOptions {
  readonly kms: KMSClient;
  readonly keyArn: string;
  readonly realm: TokenRealm;
}

export class KmsTokenVerifier implements TokenVerifier {
  private publicKey: Promise<KeyObject> | undefined;

  constructor(private readonly options: KmsTokenVerifierOptions) {}

  async verify(token: string, now: number): Promise<Result<AccessGrant, 'invalid'>> {
    if (token.length > longestToken) return failure('invalid');
    const key = await this.key();
    try {
      const { payload, protectedHeader } = await jwtVerify(token, key, {
        // Pinned: what the token says of its own algorithm decides nothing.
        algorithms: [tokenAlgorithm],
        typ: tokenType,
        issuer: this.options.realm.issuer,
        audience: this.options.realm.audience,
        requiredClaims: ['sub', 'role', 'sid', 'jti', 'iat', 'exp'],
        maxTokenAge: accessTokenSeconds,
        clockTolerance: toleranceSeconds,
        currentDate: new Date(now),
      });
      const { sub, role, sid, aud } = payload;
      const isOurs =
        protectedHeader.kid === keyIdOf(this.options.keyArn) &&
        aud === this.options.realm.audience &&
        typeof sub === 'string' &&
        typeof role === 'string' &&
        typeof sid === 'string';
      return isOurs ? success({ subjectId: sub, role, sessionId: sid }) : failure('invalid');
    } catch (error) {
      if (error instanceof errors.JOSEError || error instanceof TypeError)
        return failure('invalid');
      throw error;
    }
  }

  private key(): Promise<KeyObject> {
    this.publicKey ??= this.fetchKey().catch((error: unknown) => {
      this.publicKey = undefined; // the next request asks again
      throw error;
    });
    return this.publicKey;
  }

  private async fetchKey(): Promise<KeyObject> {
    const { PublicKey } = await this.options.kms.send(
      new GetPublicKeyCommand({ KeyId: this.options.keyArn }),
    );
    if (!PublicKey) throw new Error('KMS answered without a public key');
    return createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' });
  }
}
