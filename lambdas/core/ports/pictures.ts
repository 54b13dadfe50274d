/** The port to picture storage: uploads on their way in, and evidence that cannot be changed. */
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
  /** Where an accepted picture lies: locked, then expired. */
  evidence(key: string): StoredPicture;
  /** Whoever holds the form may send a picture, again and again until it expires. */
  uploadForm(key: string, limits: UploadLimits): Promise<UploadForm>;
  fetch(place: StoredPicture, maximumBytes: number): Promise<Result<Uint8Array, FetchError>>;
  /** Keeps the picture as evidence under the key; the same picture may be kept again. */
  keep(key: string, picture: Uint8Array): Promise<void>;
  /**
   * Takes evidence away: hidden at once, destroyed when its lock ends; harmless when it is
   * gone.
   */
  discard(key: string): Promise<void>;
}
