/**
 * Judges the frames of a liveness session by its head-movement challenge. A STAND-IN: it refuses
 * still pictures and changes of person, and knows nothing of masks, screens or printed photos.
 */
import { type Challenge, faceInFrame, framesOf, hasMoved } from './challenge';
import {
  type AnalysedPicture,
  distanceBetween,
  type Face,
  samePersonDistance,
  similarityOf,
} from './faces';

export interface Judgement {
  /** 0 to 100, as Rekognition's: the weakest of everything that was asked for. */
  readonly confidence: number;
  /** The face at rest. */
  readonly reference: Face;
}

/** Undefined when no face can be seen at rest: there is nothing to judge then. */
export function judgeFrames(
  challenge: Challenge,
  frames: readonly AnalysedPicture[],
): Judgement | undefined {
  const [rest, ...others] = frames;
  const reference = rest?.faces[0];
  if (!rest || !reference || frames.length !== framesOf(challenge)) return undefined;
  const start = faceInFrame(rest, reference);
  let followed = 0;
  let leastSimilarity = 100;
  for (const [index, frame] of others.entries()) {
    const face = frame.faces[0];
    const distance = face ? distanceBetween(reference, face) : Number.POSITIVE_INFINITY;
    // Nobody, or somebody else: whatever threshold a stage sets, that is no living owner.
    if (!face || distance > samePersonDistance) return { confidence: 0, reference };
    leastSimilarity = Math.min(leastSimilarity, similarityOf(distance));
    if (hasMoved(challenge.movements[index]!, start, faceInFrame(frame, face))) followed += 1;
  }
  // Squared: three movements of four must not come near any threshold a stage would set.
  const obedience = 100 * (followed / others.length) ** 2;
  return { confidence: Math.min(leastSimilarity, obedience), reference };
}
