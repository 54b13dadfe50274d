/** Passkeys by SimpleWebAuthn: one relying party, and the origins its apps come from. */
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import type {
  CreationOptions,
  Credential,
  PasskeyAnswer,
  Passkeys,
  PasskeyUser,
  RequestOptions,
} from '../core/ports/passkeys';
import { failure, type Result, success } from '../core/result';

export interface RelyingParty {
  /** The domain passkeys belong to, e.g. `sunlend.example`: they work nowhere else. */
  readonly id: string;
  /** Of web pages, e.g. `https://app.sunlend.example`; of apps as their systems name them. */
  readonly origins: readonly string[];
}

const timeout = 5 * 60_000;
const algorithms = { eddsa: -8, es256: -7, rs256: -257 };
const supportedAlgorithmIDs = Object.values(algorithms);
const selection = {
  residentKey: 'required',
  requireResidentKey: true,
  userVerification: 'required',
} as const;

export class WebauthnPasskeys implements Passkeys {
  constructor(private readonly party: RelyingParty) {}

  async creationOptions(
    { subjectId, name }: PasskeyUser,
    challenge: string,
    existing: readonly Credential[],
  ): Promise<CreationOptions> {
    const options = await generateRegistrationOptions({
      rpName: 'Sunlend',
      rpID: this.party.id,
      userID: new Uint8Array(Buffer.from(subjectId, 'utf8')),
      userName: name,
      userDisplayName: name,
      challenge: new Uint8Array(Buffer.from(challenge, 'base64url')),
      timeout,
      // Which make of authenticator it is, is nobody's business here.
      attestationType: 'none',
      excludeCredentials: existing.map(({ credentialId, transports }) => ({
        id: credentialId,
        transports: [...transports],
      })),
      authenticatorSelection: selection,
      supportedAlgorithmIDs,
    });
    return {
      ...options,
      rp: { id: this.party.id, name: options.rp.name },
      timeout,
      excludeCredentials: options.excludeCredentials ?? [],
      authenticatorSelection: selection,
      attestation: 'none',
    };
  }

  async requestOptions(challenge: string): Promise<RequestOptions> {
    const options = await generateAuthenticationOptions({
      rpID: this.party.id,
      challenge: new Uint8Array(Buffer.from(challenge, 'base64url')),
      timeout,
      userVerification: 'required',
    });
    return { ...options, rpId: this.party.id, timeout, userVerification: 'required' };
  }

  verifyCreation(
    answer: PasskeyAnswer,
    challenge: string,
  ): Promise<Result<Credential, 'rejected'>> {
    return orRejected(async () => {
      const { verified, registrationInfo } = await verifyRegistrationResponse({
        response: answer as unknown as RegistrationResponseJSON,
        expectedChallenge: challenge,
        expectedOrigin: [...this.party.origins],
        expectedRPID: this.party.id,
        requireUserVerification: true,
        supportedAlgorithmIDs,
      });
      if (!verified) return undefined;
      const { credential, credentialBackedUp } = registrationInfo;
      return {
        credentialId: credential.id,
        publicKey: credential.publicKey,
        counter: credential.counter,
        transports: credential.transports ?? [],
        isSynchronised: credentialBackedUp,
      };
    });
  }

  verifyRequest(
    answer: PasskeyAnswer,
    challenge: string,
    { credentialId, publicKey, counter, transports }: Credential,
  ): Promise<Result<{ readonly counter: number }, 'rejected'>> {
    return orRejected(async () => {
      const { verified, authenticationInfo } = await verifyAuthenticationResponse({
        response: answer as unknown as AuthenticationResponseJSON,
        expectedChallenge: challenge,
        expectedOrigin: [...this.party.origins],
        expectedRPID: this.party.id,
        requireUserVerification: true,
        credential: {
          id: credentialId,
          publicKey: new Uint8Array(publicKey),
          counter,
          transports: [...transports],
        },
      });
      return verified ? { counter: authenticationInfo.newCounter } : undefined;
    });
  }
}

/** The library throws for whatever is wrong with an answer; which it was is not told. */
async function orRejected<T>(verify: () => Promise<T | undefined>): Promise<Result<T, 'rejected'>> {
  try {
    const verified = await verify();
    return verified === undefined ? failure('rejected') : success(verified);
  } catch {
    return failure('rejected');
  }
}
