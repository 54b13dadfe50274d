/** The port to picture storage: uploads on their way in, locked evidence, and faces. */
import type { Result } from '../result';
import type { StoredPicture } from './face-verifier';

/** A form that sends one picture: post its fields, then Content-Type, then the file. */
export interface UploadForm {
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
}

export interface UploadLimits {
  readonly maximumBytes: number;
  readonly expiresInSeconds: number;
}

export type FetchError = 'pictureMissing' | 'pictureTooManyBytes';

export interface Pictures {
  /** Where a picture on its way in lies: gone after a day. */
  uploaded(key: string): StoredPicture;
  /** Where an accepted picture of a card lies: locked for a while. */
  evidence(key: string): StoredPicture;
  /** Where the face lies that was found to be the card's: for a short time, and never locked. */
  face(key: string): StoredPicture;
  /** Whoever holds the form may send a picture, again and again until it expires. */
  uploadForm(key: string, limits: UploadLimits): Promise<UploadForm>;
  fetch(place: StoredPicture, maximumBytes: number): Promise<Result<Uint8Array, FetchError>>;
  /** The same picture may be kept again. */
  keep(place: StoredPicture, picture: Uint8Array): Promise<void>;
  /**
   * Takes a picture away, at once; evidence is hidden, and destroyed when its lock ends. Harmless
   * when it is gone.
   */
  discard(place: StoredPicture): Promise<void>;
  /** A link by which whoever holds it sees the picture until it expires. */
  link(place: StoredPicture, expiresInSeconds: number): Promise<string>;
}
