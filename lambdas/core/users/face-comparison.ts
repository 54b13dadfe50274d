/** Compares the living face with the card's portrait, and keeps it if they match. */
import type { FaceCompareError, FaceVerifier, LivenessPassed } from '../ports/face-verifier';
import type { Pictures } from '../ports/pictures';
import { failure, type Result, success } from '../result';
import { facePictureKey } from './liveness';
import type { Customer } from './rows';

/** The provider's pictures are far smaller. */
const maximumFaceBytes = 5 * 1024 * 1024;

export interface FaceServices {
  readonly faces: FaceVerifier;
  readonly pictures: Pictures;
}

/** The key under which the face is kept when it is the one on the card. */
export async function compareFace(
  { faces, pictures }: FaceServices,
  { customerId, profile }: Customer,
  livenessId: string,
  { reference }: LivenessPassed,
): Promise<Result<string, FaceCompareError>> {
  const { cardFrontKey } = profile.body;
  if (!cardFrontKey) throw new Error('a confirmed card has no picture');
  const compared = await faces.compare(reference, pictures.evidence(cardFrontKey));
  if (!compared.ok) return failure(compared.error);
  const face = await pictures.fetch(reference, maximumFaceBytes);
  if (!face.ok) throw new Error(`the compared face cannot be kept: ${face.error}`);
  const faceKey = facePictureKey(customerId, livenessId);
  await pictures.keep(pictures.face(faceKey), face.value);
  return success(faceKey);
}

/**
 * The picture of an attempt has served, whatever came of it. If it cannot be taken away now, its
 * bucket forgets it within a day.
 */
export const forgetAttempt = (
  { pictures }: Pick<FaceServices, 'pictures'>,
  { reference }: LivenessPassed,
): Promise<void> => pictures.discard(reference).catch(() => undefined);
