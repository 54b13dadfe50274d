/** Faces as Rekognition describes them: places as shares of the picture, certainty 0 to 100. */
import type { AnalysedPicture, Face } from './faces';

export const boundingBoxOf = ({ width, height }: AnalysedPicture, { box }: Face) => ({
  Left: box.x / width,
  Top: box.y / height,
  Width: box.width / width,
  Height: box.height / height,
});

export const comparedFaceOf = (picture: AnalysedPicture, face: Face) => ({
  BoundingBox: boundingBoxOf(picture, face),
  Confidence: face.score * 100,
});

export const faceDetailOf = (picture: AnalysedPicture, face: Face) => ({
  ...comparedFaceOf(picture, face),
  Pose: { Roll: face.rollDegrees },
});
