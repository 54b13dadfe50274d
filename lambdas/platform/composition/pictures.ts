/** The buckets of pictures this function was granted. */
import { s3Client } from '../../adapters/clients/s3';
import { S3Pictures } from '../../adapters/s3-pictures';
import { readVariable } from '../../contract/environment';
import type { Pictures } from '../../core/ports/pictures';

export const openPictures = (): Pictures =>
  new S3Pictures({
    s3: s3Client(),
    uploadsBucket: () => readVariable('uploadsBucket'),
    evidenceBucket: () => readVariable('evidenceBucket'),
    facesBucket: () => readVariable('facesBucket'),
  });
