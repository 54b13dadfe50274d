/** Picture storage on S3: one bucket for uploads, one for evidence, one for faces. */
import {
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { StoredPicture } from '../core/ports/face-verifier';
import type { FetchError, Pictures, UploadForm, UploadLimits } from '../core/ports/pictures';
import { failure, type Result, success } from '../core/result';

export interface S3PicturesOptions {
  readonly s3: S3Client;
  /** Asked for when used: no function was granted everything. */
  readonly uploadsBucket: () => string;
  readonly evidenceBucket: () => string;
  readonly facesBucket: () => string;
}

/** Who may not list a bucket is told AccessDenied of a key that is not there. */
const missing = new Set(['NoSuchKey', 'NotFound', 'AccessDenied']);

export class S3Pictures implements Pictures {
  constructor(private readonly options: S3PicturesOptions) {}

  uploaded(key: string): StoredPicture {
    return { bucket: this.options.uploadsBucket(), key };
  }

  evidence(key: string): StoredPicture {
    return { bucket: this.options.evidenceBucket(), key };
  }

  face(key: string): StoredPicture {
    return { bucket: this.options.facesBucket(), key };
  }

  async uploadForm(key: string, limits: UploadLimits): Promise<UploadForm> {
    return createPresignedPost(this.options.s3, {
      Bucket: this.options.uploadsBucket(),
      Key: key,
      Expires: limits.expiresInSeconds,
      Conditions: [
        ['content-length-range', 1, limits.maximumBytes],
        // JPEG or PNG; what the file really is, its bytes tell when it is read.
        ['starts-with', '$Content-Type', 'image/'],
      ],
    });
  }

  async fetch(
    { bucket, key }: StoredPicture,
    maximumBytes: number,
  ): Promise<Result<Uint8Array, FetchError>> {
    try {
      const command = new GetObjectCommand({ Bucket: bucket, Key: key });
      const { Body, ContentLength } = await this.options.s3.send(command);
      if (!Body) return failure('pictureMissing');
      if ((ContentLength ?? 0) > maximumBytes) {
        // The rest is not worth receiving.
        if ('destroy' in Body) Body.destroy();
        return failure('pictureTooManyBytes');
      }
      return success(await Body.transformToByteArray());
    } catch (error) {
      if (error instanceof Error && missing.has(error.name)) return failure('pictureMissing');
      throw error;
    }
  }

  async keep({ bucket, key }: StoredPicture, picture: Uint8Array): Promise<void> {
    await this.options.s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: picture }));
  }

  /** Where there are versions S3 sets a delete marker, which object lock allows. */
  async discard({ bucket, key }: StoredPicture): Promise<void> {
    await this.options.s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
  }

  link({ bucket, key }: StoredPicture, expiresInSeconds: number): Promise<string> {
    const shown = { ResponseContentType: 'image/jpeg', ResponseCacheControl: 'no-store' };
    const command = new GetObjectCommand({ Bucket: bucket, Key: key, ...shown });
    return getSignedUrl(this.options.s3, command, { expiresIn: expiresInSeconds });
  }
}
