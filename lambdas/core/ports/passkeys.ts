/** The port to WebAuthn: what the browser is asked for, and whether its answer holds. */
import type { Result } from '../result';

/** A browser's PublicKeyCredential as JSON (WebAuthn level 3, 5.1): read by the adapter only. */
export interface PasskeyAnswer {
  /** The credential's id, base64url. */
  readonly id: string;
  readonly [member: string]: unknown;
}

interface Descriptor {
  id: string;
  type: string;
  transports?: string[];
}

/** For `PublicKeyCredential.parseCreationOptionsFromJSON` in the browser. */
export interface CreationOptions {
  rp: { id: string; name: string };
  user: { id: string; name: string; displayName: string };
  challenge: string;
  pubKeyCredParams: { type: string; alg: number }[];
  timeout: number;
  excludeCredentials: Descriptor[];
  authenticatorSelection: {
    residentKey: string;
    requireResidentKey: boolean;
    userVerification: string;
  };
  attestation: string;
}

/** For `PublicKeyCredential.parseRequestOptionsFromJSON`. */
export interface RequestOptions {
  rpId: string;
  challenge: string;
  timeout: number;
  userVerification: string;
}

export interface PasskeyUser {
  readonly subjectId: string;
  /** What the authenticator shows beside our name; no personal data. */
  readonly name: string;
}

/** What is kept of a passkey: nothing of it is secret. */
export type Credential = {
  readonly credentialId: string;
  /** COSE key. */
  readonly publicKey: Uint8Array;
  /** Counts up with each use, or stays 0 where passkeys are synchronised. */
  readonly counter: number;
  readonly transports: readonly string[];
  /** Whether it is copied to the owner's other devices. */
  readonly isSynchronised: boolean;
};

export interface Passkeys {
  creationOptions(
    user: PasskeyUser,
    challenge: string,
    existing: readonly Credential[],
  ): Promise<CreationOptions>;
  /** For any passkey of ours that the device has: nobody needs to say first who they are. */
  requestOptions(challenge: string): Promise<RequestOptions>;
  /** Origin, relying party, challenge, signature and user verification must all be right. */
  verifyCreation(answer: PasskeyAnswer, challenge: string): Promise<Result<Credential, 'rejected'>>;
  /** Answers the new counter; one that does not grow is rejected, it may be a copy's. */
  verifyRequest(
    answer: PasskeyAnswer,
    challenge: string,
    credential: Credential,
  ): Promise<Result<{ readonly counter: number }, 'rejected'>>;
}
