/** The S3 client, with the region and credentials of the function's environment. */
import { S3Client } from '@aws-sdk/client-s3';

export const s3Client = (): S3Client => new S3Client({});
