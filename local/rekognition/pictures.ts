/** Where Rekognition takes its pictures from and puts them: the request itself, or S3. */
import { AwsError, type Principal } from '../cloud/service';

/** S3 as the services behind the endpoint use it; both fail as S3 would when not allowed. */
export interface PictureStore {
  get(bucket: string, key: string, principal: Principal): Promise<Buffer>;
  put(
    bucket: string,
    key: string,
    bytes: Buffer,
    principal: Principal,
    kmsKeyId?: string,
  ): Promise<void>;
}

/** Rekognition's limits for pictures in the request and in S3. */
const maximumRequestBytes = 5 * 1024 * 1024;
const maximumObjectBytes = 15 * 1024 * 1024;

/** The bytes an `Image` member names. */
export async function readPicture(
  image: unknown,
  pictures: PictureStore,
  principal: Principal,
): Promise<Buffer> {
  const { Bytes, S3Object } = (image ?? {}) as Record<string, unknown>;
  if (typeof Bytes === 'string') return checked(Buffer.from(Bytes, 'base64'), maximumRequestBytes);
  const { Bucket, Name } = (S3Object ?? {}) as Record<string, unknown>;
  if (typeof Bucket !== 'string' || typeof Name !== 'string') {
    throw new AwsError('InvalidParameterException', 'An image needs Bytes or an S3Object.');
  }
  let bytes: Buffer;
  try {
    bytes = await pictures.get(Bucket, Name, principal);
  } catch {
    // Rekognition does not tell a missing object from a forbidden one.
    throw new AwsError('InvalidS3ObjectException', 'The object cannot be read: check its name.');
  }
  return checked(bytes, maximumObjectBytes);
}

function checked(bytes: Buffer, maximumBytes: number): Buffer {
  if (bytes.length <= maximumBytes) return bytes;
  throw new AwsError('ImageTooLargeException', 'The image is too large.');
}
