/** The port to reading ID cards: a picture of a side in, its fields or what is wrong out. */
import type { Result } from '../result';
import type { IdCardBack, IdCardFront, IdCardReadError } from '../users/id-card';
import type { PictureError } from '../users/picture';
import type { PictureFlaw } from '../users/picture-flaws';

export type CardReadError =
  /** Not a picture we take. */
  | { readonly reason: 'notAPicture'; readonly error: PictureError }
  /** A picture that does not show the card as it must: which fields, and why as far as seen. */
  | {
      readonly reason: 'unclear';
      readonly fields: readonly IdCardReadError[];
      readonly flaws: readonly PictureFlaw[];
    }
  /** Nobody read it: the reader is away or has too much to do. */
  | { readonly reason: 'unavailable' };

export interface CardReader {
  /**
   * Reads one side of a card, every field with its confidence. A bad picture is a value; only a
   * reader that is broken or not allowed to work is an exception.
   */
  readFront(picture: Uint8Array): Promise<Result<IdCardFront, CardReadError>>;
  readBack(picture: Uint8Array): Promise<Result<IdCardBack, CardReadError>>;
}
