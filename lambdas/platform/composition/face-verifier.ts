/** The face verifier; pictures of attempts go to the uploads bucket and are gone after a day. */
import { rekognitionClient } from '../../adapters/clients/rekognition';
import { RekognitionFaceVerifier } from '../../adapters/rekognition-face-verifier';
import { readNamed, readVariable } from '../../contract/environment';
import type { FaceVerifier } from '../../core/ports/face-verifier';

export const openFaceVerifier = (): FaceVerifier =>
  new RekognitionFaceVerifier({
    client: rekognitionClient(),
    region: readNamed('AWS_REGION'),
    bucket: readVariable('uploadsBucket'),
    keyArn: readVariable('evidenceKey'),
    livenessThreshold: Number(readVariable('livenessThreshold')),
    similarityThreshold: Number(readVariable('similarityThreshold')),
  });
