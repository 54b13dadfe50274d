/** S3 as Rekognition uses it: in the caller's name, with the caller's permissions. */
import type { PictureStore } from '../rekognition/pictures';
import type { Cloud } from './cloud';
import { objectPermissions } from './permissions';
import { AwsError } from './service';

/** @param cloud answers nothing until the cloud has started. */
export function picturesOf(cloud: () => Cloud | undefined): PictureStore {
  const started = (): Cloud => {
    const running = cloud();
    if (!running) throw new AwsError('InternalServerError', 'the cloud is starting', 500);
    return running;
  };
  return {
    async get(bucket, key, principal) {
      const { authorizer, buckets, index } = started();
      authorizer.require(principal, objectPermissions({ action: 'GetObject', bucket, key }, index));
      return buckets.get(bucket, key).body;
    },
    async put(bucket, key, body, principal) {
      const { authorizer, buckets, index } = started();
      authorizer.require(principal, objectPermissions({ action: 'PutObject', bucket, key }, index));
      buckets.put(bucket, { key, body, contentType: 'image/jpeg', metadata: {} });
    },
  };
}
