/** The port to a face provider: is a living person there, and is it the one on the card? */
import type { Result } from '../result';

/** A picture by its place in the bucket: faces travel as names, never as bytes. */
export interface StoredPicture {
  readonly bucket: string;
  readonly key: string;
}

export interface LivenessRequest {
  /** What the check is for, e.g. 'identity': a session serves one purpose. */
  readonly purpose: string;
  readonly userId: string;
  /** Makes a retry harmless: the same token yields the same session. */
  readonly token: string;
}

/** Lets its holder film one check, and do nothing else, for a quarter of an hour. */
export interface FilmingRights {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiresAtMillis: number;
}

/** The provider gave no answer: nobody's failure but the provider's. */
export type FaceProviderDown = 'faceProviderDown';

export interface LivenessSession {
  /** What the client hands to the provider's stream. */
  readonly providerSessionId: string;
  /** Where the client reaches the provider. */
  readonly region: string;
  /** From its creation, after which the provider no longer knows the session. */
  readonly lifetimeSeconds: number;
  readonly rights: FilmingRights;
}

export interface LivenessPassed {
  /** 0 to 100; for the record, never for the client. */
  readonly confidence: number;
  /** The face as the camera saw it. */
  readonly reference: StoredPicture;
}

export type LivenessError =
  | FaceProviderDown
  | 'livenessNotFinished'
  | 'livenessExpired'
  | 'livenessNotFound'
  /** The check could not be carried out: no face, a broken stream. */
  | 'livenessFailed'
  /** It was carried out, and the provider is not sure enough of a living person. */
  | 'livenessRefused';

export type FaceCompareError =
  | FaceProviderDown
  | 'faceMismatch'
  /** In one of the two pictures no face is to be seen. */
  | 'faceNotFound'
  | 'facePictureUnusable';

/** What the provider was asked and thought: similarity 0 to 100, for the record only. */
export interface FaceMatch {
  readonly similarity: number;
}

export interface FaceVerifier {
  createSession(request: LivenessRequest): Promise<Result<LivenessSession, FaceProviderDown>>;
  /** The outcome of a session, once the client has finished it. */
  result(providerSessionId: string): Promise<Result<LivenessPassed, LivenessError>>;
  /** Whether both pictures show the same person, by the stage's threshold. */
  compare(
    reference: StoredPicture,
    portrait: StoredPicture,
  ): Promise<Result<FaceMatch, FaceCompareError>>;
}
