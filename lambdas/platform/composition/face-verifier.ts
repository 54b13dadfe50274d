/** The face provider of this stage, as lib/config.ts chose it. */
import { rekognitionClient } from '../../adapters/clients/rekognition';
import { stsClient } from '../../adapters/clients/sts';
import { lendFilmingRights } from '../../adapters/filming-rights';
import { RekognitionFaceVerifier } from '../../adapters/rekognition-face-verifier';
import { readNamed, readVariable } from '../../contract/environment';
import type { FaceSettings } from '../../contract/faces';
import type { FaceVerifier } from '../../core/ports/face-verifier';

export function openFaceVerifier(): FaceVerifier {
  const settings = JSON.parse(readVariable('faceSettings')) as FaceSettings;
  switch (settings.provider) {
    case 'rekognition':
      return openRekognition(settings);
  }
}

function openRekognition(settings: FaceSettings): FaceVerifier {
  const sts = stsClient();
  const roleArn = () => readVariable('filmingRole');
  return new RekognitionFaceVerifier({
    ...settings,
    client: rekognitionClient(),
    region: readNamed('AWS_REGION'),
    // Pictures of attempts lie among the uploads, which are gone after a day.
    bucket: readVariable('uploadsBucket'),
    keyArn: readVariable('evidenceKey'),
    lend: (sessionName) => lendFilmingRights({ sts, roleArn }, sessionName),
  });
}
