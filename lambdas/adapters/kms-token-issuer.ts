/** Issues access tokens signed by KMS: the private key never leaves it. */
import { type KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { type AccessGrant, accessTokenSeconds, type TokenIssuer } from '../core/ports/tokens';
import { joseSignature, keyIdOf, type TokenRealm, tokenAlgorithm, tokenType } from './token-form';

export interface KmsTokenIssuerOptions {
  readonly kms: KMSClient;
  /** ECC_NIST_P256, SIGN_VERIFY. */
  readonly keyArn: string;
  readonly realm: TokenRealm;
}

export class KmsTokenIssuer implements TokenIssuer {
  constructor(private readonly options: KmsTokenIssuerOptions) {}

  async issue(grant: AccessGrant, tokenId: string, now: number): Promise<string> {
    const { kms, keyArn, realm } = this.options;
    const issuedAt = Math.floor(now / 1000);
    const header = { alg: tokenAlgorithm, typ: tokenType, kid: keyIdOf(keyArn) };
    const claims = {
      iss: realm.issuer,
      aud: realm.audience,
      sub: grant.subjectId,
      role: grant.role,
      sid: grant.sessionId,
      jti: tokenId,
      iat: issuedAt,
      exp: issuedAt + accessTokenSeconds,
    };
    const signed = `${base64url(header)}.${base64url(claims)}`;
    const { Signature } = await kms.send(
      new SignCommand({
        KeyId: keyArn,
        SigningAlgorithm: 'ECDSA_SHA_256',
        MessageType: 'RAW',
        Message: Buffer.from(signed, 'ascii'),
      }),
    );
    if (!Signature) throw new Error('KMS answered without a signature');
    return `${signed}.${joseSignature(Signature).toString('base64url')}`;
  }
}

const base64url = (value: object): string =>
  Buffer.from(JSON.stringify(value)).toString('base64url');
