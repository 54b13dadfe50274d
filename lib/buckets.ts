/** The buckets for pictures, one for each time they are kept; all log who reads. */
import { Duration } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { variables } from '../lambdas/contract/environment';
import type { StageSettings } from './config';
import { EncryptedBucket } from './platform/encrypted-bucket';

export interface PictureBuckets {
  readonly uploads: EncryptedBucket;
  readonly evidence: EncryptedBucket;
  readonly faces: EncryptedBucket;
}

export function pictureBuckets(
  scope: Construct,
  settings: StageSettings,
  key: kms.Key,
): PictureBuckets {
  const accessLogs = accessLogsBucket(scope, settings);
  return {
    uploads: uploadsBucket(scope, settings, key, accessLogs),
    evidence: evidenceBucket(scope, settings, key, accessLogs),
    faces: facesBucket(scope, settings, key, accessLogs),
  };
}

function accessLogsBucket(scope: Construct, { removalPolicy }: StageSettings): s3.Bucket {
  return new s3.Bucket(scope, 'AccessLogs', {
    // S3 delivers its access logs only to buckets under its own key.
    encryption: s3.BucketEncryption.S3_MANAGED,
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
    enforceSSL: true,
    versioned: true,
    lifecycleRules: [
      { expiration: Duration.days(365), noncurrentVersionExpiration: Duration.days(1) },
    ],
    removalPolicy,
  });
}

/** Pictures on their way in. A presigned POST is its own authorisation, whatever the origin. */
function uploadsBucket(
  scope: Construct,
  { pictures, removalPolicy }: StageSettings,
  key: kms.Key,
  accessLogs: s3.Bucket,
): EncryptedBucket {
  return new EncryptedBucket(scope, 'Uploads', {
    key,
    variable: variables.uploadsBucket,
    keyVariable: variables.evidenceKey,
    cors: [{ allowedMethods: [s3.HttpMethods.POST], allowedOrigins: ['*'], maxAge: 3_000 }],
    lifecycleRules: [
      {
        expiration: Duration.days(pictures.attemptDays),
        abortIncompleteMultipartUploadAfter: Duration.days(1),
      },
    ],
    serverAccessLogsBucket: accessLogs,
    serverAccessLogsPrefix: 'uploads/',
    removalPolicy,
  });
}

/** Pictures of ID cards: unchangeable while locked, gone when the account is. */
function evidenceBucket(
  scope: Construct,
  settings: StageSettings,
  key: kms.Key,
  accessLogs: s3.Bucket,
): EncryptedBucket {
  const { cardLockDays, cardDays } = settings.pictures;
  return new EncryptedBucket(scope, 'Evidence', {
    key,
    variable: variables.evidenceBucket,
    keyVariable: variables.evidenceKey,
    versioned: true,
    objectLockDefaultRetention: s3.ObjectLockRetention.governance(Duration.days(cardLockDays)),
    lifecycleRules: [
      {
        ...(cardDays && { expiration: Duration.days(cardDays) }),
        // Expiry and shredding only hide a versioned object; this deletes it.
        noncurrentVersionExpiration: Duration.days(1),
      },
    ],
    serverAccessLogsBucket: accessLogs,
    serverAccessLogsPrefix: 'evidence/',
    removalPolicy: settings.removalPolicy,
  });
}

/**
 * Faces: without versions or a lock, so that one taken away is gone at once. Nothing else lies
 * here: the number of its objects is the number of people whose face is held.
 */
function facesBucket(
  scope: Construct,
  { pictures, removalPolicy }: StageSettings,
  key: kms.Key,
  accessLogs: s3.Bucket,
): EncryptedBucket {
  return new EncryptedBucket(scope, 'Faces', {
    key,
    variable: variables.facesBucket,
    keyVariable: variables.evidenceKey,
    lifecycleRules: [{ expiration: Duration.days(pictures.faceDays) }],
    serverAccessLogsBucket: accessLogs,
    serverAccessLogsPrefix: 'faces/',
    removalPolicy,
  });
}
