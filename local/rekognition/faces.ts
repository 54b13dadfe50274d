/** What the face model says about a picture, and how alike two faces are. */
import type { Result } from '../../lambdas/core/result';
import type { PictureError } from '../../lambdas/core/users/picture';

export interface Face {
  /** Pixels of the upright picture. */
  readonly box: {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  };
  /** The detector's certainty, 0 to 1. */
  readonly score: number;
  /** Clockwise turn of the line through the eyes. */
  readonly rollDegrees: number;
  /** 128 numbers; faces of one person lie near each other. */
  readonly embedding: readonly number[];
}

export interface AnalysedPicture {
  readonly width: number;
  readonly height: number;
  /** Largest first. */
  readonly faces: readonly Face[];
}

export interface FaceAnalyser {
  /** Finds and measures all faces. A picture that is none is a value. */
  analyse(picture: Uint8Array): Promise<Result<AnalysedPicture, PictureError>>;
}

/** Parts of the model in the order they load. */
export const modelParts = ['backend', 'detector', 'landmarks', 'recogniser'] as const;
export type ModelPart = (typeof modelParts)[number];

/**
 * Distance up to which two faces are one person to us. Measured on the package's 22 sample faces,
 * turned upright (docs/decisions/0011): re-taken pictures of the 17 clear ones median 0.10,
 * at most 0.27; different faces 0.41 and more. Truly different photos of one person lie further
 * apart than re-taken ones: this is a stand-in to live the flow with, no biometric proof.
 */
export const samePersonDistance = 0.38;

/** Euclidean, as the recogniser was trained. */
export function distanceBetween(a: Face, b: Face): number {
  let sum = 0;
  for (const [index, value] of a.embedding.entries()) {
    sum += (value - b.embedding[index]!) ** 2;
  }
  return Math.sqrt(sum);
}

/**
 * Rekognition's 0 to 100 for a distance: falls monotonically, exactly 90 at `samePersonDistance`,
 * steepest above it, so that thresholds made for Rekognition separate people here too.
 */
export function similarityOf(distance: number): number {
  return 100 / (1 + Math.exp(steepness * (distance - samePersonDistance)) / 9);
}

const steepness = 20;
