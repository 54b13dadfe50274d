/** Verifies access tokens with the public half of whichever of our keys has signed them. */
import { decodeProtectedHeader, errors, jwtVerify } from 'jose';
import { type AccessGrant, accessTokenSeconds, type TokenVerifier } from '../core/ports/tokens';
import { failure, type Result, success } from '../core/result';
import type { KmsPublicKeys } from './kms-public-keys';
import { type TokenRealm, tokenAlgorithm, tokenType } from './token-form';

/** Clocks of two functions may differ by so much. */
const toleranceSeconds = 5;

/** Ours have some 500 characters; nothing longer is worth parsing. */
const longestToken = 2048;

export interface KmsTokenVerifierOptions {
  readonly keys: KmsPublicKeys;
  readonly realm: TokenRealm;
}

export class KmsTokenVerifier implements TokenVerifier {
  constructor(private readonly options: KmsTokenVerifierOptions) {}

  async verify(token: string, now: number): Promise<Result<AccessGrant, 'invalid'>> {
    if (token.length > longestToken) return failure('invalid');
    try {
      const key = await this.options.keys.of(String(decodeProtectedHeader(token).kid));
      if (!key) return failure('invalid');
      const { payload } = await jwtVerify(token, key, {
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
}
