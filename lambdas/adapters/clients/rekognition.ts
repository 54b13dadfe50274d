/** The Rekognition client, with the region and credentials of the function's environment. */
import { RekognitionClient } from '@aws-sdk/client-rekognition';

export const rekognitionClient = (): RekognitionClient => new RekognitionClient({});
