/**
 * The ports to access tokens: issued by who may sign, verified by who may only read the public
 * key.
 */
import type { Result } from '../result';

/** How long an access token lives. */
export const accessTokenSeconds = 15 * 60;

export interface AccessGrant {
  /** A customer's or a staff member's id. */
  readonly subjectId: string;
  readonly role: string;
  readonly sessionId: string;
}

export interface TokenIssuer {
  /** @param tokenId unique, for the token's `jti`. @param now milliseconds since the epoch. */
  issue(grant: AccessGrant, tokenId: string, now: number): Promise<string>;
}

export interface TokenVerifier {
  /** Whatever is wrong with a token, the answer is the same. */
  verify(token: string, now: number): Promise<Result<AccessGrant, 'invalid'>>;
}

/** A public key as anybody may have it (RFC 7517). */
export interface PublishedKey {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
  readonly kid: string;
  readonly alg: 'ES256';
  readonly use: 'sig';
}

export interface TokenKeys {
  /** Every key whose tokens are accepted. */
  published(): Promise<readonly PublishedKey[]>;
}
