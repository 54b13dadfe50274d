/** Compares the living face with the card's portrait, and keeps it as evidence if they match. */
import type { FaceVerifier, LivenessPassed } from '../ports/face-verifier';
import type { Pictures } from '../ports/pictures';
import { facePictureKey } from './liveness';
import type { Customer } from './rows';

/** The provider's pictures are far smaller. */
const maximumFaceBytes = 5 * 1024 * 1024;

/**
 * The evidence key of the face when it is the one on the card. Pictures of a face that is not
 * stay where the provider put them and are gone after a day.
 */
export async function compareFace(
  services: { readonly faces: FaceVerifier; readonly pictures: Pictures },
  { customerId, profile }: Customer,
  livenessId: string,
  { reference }: LivenessPassed,
): Promise<string | undefined> {
  const { faces, pictures } = services;
  const { cardFrontKey } = profile.body;
  if (!cardFrontKey) throw new Error('a confirmed card has no picture');
  const compared = await faces.compare(reference, pictures.evidence(cardFrontKey));
  if (!compared.ok) return undefined;
  const face = await pictures.fetch(reference, maximumFaceBytes);
  if (!face.ok) throw new Error(`the compared face cannot be kept: ${face.error}`);
  const faceKey = facePictureKey(customerId, livenessId);
  await pictures.keep(faceKey, face.value);
  return faceKey;
}
