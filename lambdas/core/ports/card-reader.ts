/** The port to text recognition: a picture of a card in, lines of text out. */
import type { Result } from '../result';
import type { PictureError } from '../users/picture';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** One run of text as it stands in the picture. */
export interface TextLine {
  readonly text: string;
  /** Mean over the characters, 0 to 1. */
  readonly confidence: number;
  /** Of the least certain character, 0 to 1. */
  readonly weakestConfidence: number;
  /** Pixels of the upright picture: top left, top right, bottom right, bottom left. */
  readonly box: readonly [Point, Point, Point, Point];
}

export interface CardReading {
  /** In no particular order. */
  readonly lines: readonly TextLine[];
  /** Pixels of the upright picture. */
  readonly width: number;
  readonly height: number;
}

/** The picture is not one we take, or nothing in it can be read. */
export type CardReadError = PictureError | 'noTextFound';

export interface CardReader {
  /** Reads one side of a card. A bad picture is a value; only a broken model is an exception. */
  read(picture: Uint8Array): Promise<Result<CardReading, CardReadError>>;
}
