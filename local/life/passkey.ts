/** An authenticator in software: makes and uses passkeys as a phone would, and can be bent. */
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type { CreationOptions, RequestOptions } from '../../lambdas/core/ports/passkeys';
import { cbor } from './cbor';

/** What a test may get wrong on purpose. */
export interface Bent {
  readonly origin?: string;
  readonly rpId?: string;
  readonly challenge?: string;
  readonly type?: string;
  /** Whether the finger, face or PIN was checked. */
  readonly isUserVerified?: boolean;
  readonly counter?: number;
}

/** Bits of the authenticator data's flags (WebAuthn level 3, 6.1). */
const flags = { userPresent: 0x01, userVerified: 0x04, attestedCredential: 0x40 };

export class SoftwarePasskey {
  readonly credentialId = randomBytes(32).toString('base64url');
  private readonly keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  private counter = 0;
  private userHandle = Buffer.from('nobody').toString('base64url');

  constructor(
    /** Where the browser is. */
    private readonly origin: string,
  ) {}

  /** What `navigator.credentials.create()` would answer, as JSON. */
  create({ rp, user, challenge }: CreationOptions, bent: Bent = {}) {
    this.userHandle = user.id;
    const clientDataJSON = this.clientData('webauthn.create', challenge, bent);
    const authData = this.authenticatorData(rp.id, bent, this.attestedCredential());
    const attestationObject = cbor({ fmt: 'none', attStmt: {}, authData });
    return {
      ...this.credential(),
      response: {
        clientDataJSON,
        attestationObject: attestationObject.toString('base64url'),
        transports: ['internal'],
      },
    };
  }

  /** What `navigator.credentials.get()` would answer, as JSON. */
  use({ rpId, challenge }: RequestOptions, bent: Bent = {}) {
    this.counter += 1;
    const clientDataJSON = this.clientData('webauthn.get', challenge, bent);
    const authenticatorData = this.authenticatorData(rpId, bent);
    const clientHash = sha256(Buffer.from(clientDataJSON, 'base64url'));
    const signed = Buffer.concat([authenticatorData, clientHash]);
    return {
      ...this.credential(),
      response: {
        clientDataJSON,
        authenticatorData: authenticatorData.toString('base64url'),
        signature: sign('sha256', signed, this.keys.privateKey).toString('base64url'),
        userHandle: this.userHandle,
      },
    };
  }

  private credential() {
    const id = this.credentialId;
    return { id, rawId: id, type: 'public-key' as const, clientExtensionResults: {} };
  }

  private clientData(type: string, challenge: string, bent: Bent): string {
    const data = {
      type: bent.type ?? type,
      challenge: bent.challenge ?? challenge,
      origin: bent.origin ?? this.origin,
      crossOrigin: false,
    };
    return Buffer.from(JSON.stringify(data)).toString('base64url');
  }

  private authenticatorData(rpId: string, bent: Bent, attested?: Buffer): Buffer {
    const { isUserVerified = true, counter = this.counter } = bent;
    const flag =
      flags.userPresent |
      (isUserVerified ? flags.userVerified : 0) |
      (attested ? flags.attestedCredential : 0);
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    const hash = sha256(Buffer.from(bent.rpId ?? rpId));
    return Buffer.concat([hash, Buffer.from([flag]), count, attested ?? Buffer.alloc(0)]);
  }

  /** Model (none), the id's length, the id, and the public key in COSE form (RFC 9053, ES256). */
  private attestedCredential(): Buffer {
    const id = Buffer.from(this.credentialId, 'base64url');
    const length = Buffer.alloc(2);
    length.writeUInt16BE(id.length);
    const { x = '', y = '' } = this.keys.publicKey.export({ format: 'jwk' });
    const key = new Map<number, unknown>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, Buffer.from(x, 'base64url')],
      [-3, Buffer.from(y, 'base64url')],
    ]);
    return Buffer.concat([Buffer.alloc(16), length, id, cbor(key)]);
  }
}

const sha256 = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();
