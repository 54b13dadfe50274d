/** Text as a recogniser finds it in a picture. */

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
