/** The form of access tokens: JWTs after RFC 9068, signed with ES256 and nothing else. */

export const tokenAlgorithm = 'ES256' as const;
export const tokenType = 'at+jwt';

/** Who issues and who is meant; a token of one stage means nothing in another. */
export interface TokenRealm {
  readonly issuer: string;
  readonly audience: string;
}

export const tokenRealm = (stage: string): TokenRealm => ({
  issuer: `urn:sunlend:${stage}`,
  audience: `urn:sunlend:${stage}:api`,
});

/** The key's id from its ARN: names the key to verify with, and is no secret. */
export const keyIdOf = (keyArn: string): string => keyArn.slice(keyArn.lastIndexOf('/') + 1);

/**
 * KMS answers signatures in DER (SEQUENCE of two INTEGERs, RFC 3279), JWS wants r and s of 32
 * bytes each, one after the other (RFC 7518, 3.4).
 */
export function joseSignature(der: Uint8Array): Buffer {
  const raw = Buffer.alloc(64);
  let at = der[1] === 0x81 ? 3 : 2;
  for (const end of [32, 64]) {
    const length = der[at + 1];
    if (der[0] !== 0x30 || der[at] !== 0x02 || length === undefined) throw notDer();
    const integer = der.subarray(at + 2, at + 2 + length);
    const digits = integer.subarray(Math.max(0, integer.length - 32));
    if (integer.length !== length || integer.subarray(0, -32).some((byte) => byte !== 0)) {
      throw notDer();
    }
    raw.set(digits, end - digits.length);
    at += 2 + length;
  }
  return raw;
}

const notDer = (): Error => new Error('KMS answered with something else than a P-256 signature');
