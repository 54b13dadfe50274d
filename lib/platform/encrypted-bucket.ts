/** A private bucket under a customer-managed key, and the grants on its prefixes by intent. */

import type * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { LendingFunction } from './lending-function';

export type BucketIntent = 'put' | 'get' | 'delete';

const actions: Readonly<Record<BucketIntent, string>> = {
  put: 's3:PutObject',
  get: 's3:GetObject',
  delete: 's3:DeleteObject',
};

/** What S3 asks of the caller's own rights on the bucket's key. */
const keyActions: Readonly<Record<BucketIntent, readonly string[]>> = {
  put: ['kms:GenerateDataKey'],
  get: ['kms:Decrypt'],
  delete: [],
};

export interface EncryptedBucketProps
  extends Omit<
    s3.BucketProps,
    'encryption' | 'encryptionKey' | 'blockPublicAccess' | 'enforceSSL' | 'bucketKeyEnabled'
  > {
  readonly key: kms.IKey;
  /** The environment variables by which a function finds the bucket and its key. */
  readonly variable: string;
  readonly keyVariable: string;
}

export class EncryptedBucket extends Construct {
  readonly bucket: s3.Bucket;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: EncryptedBucketProps,
  ) {
    super(scope, id);
    const { key, variable: _, keyVariable: __, ...rest } = props;
    this.bucket = new s3.Bucket(this, 'Bucket', {
      ...rest,
      encryption: s3.BucketEncryption.KMS,
      encryptionKey: key,
      bucketKeyEnabled: true,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
    });
  }

  /** Lets the function do what is named below one prefix, for example `cards/`. */
  grant(
    fn: LendingFunction,
    prefix: string,
    ...intents: readonly [BucketIntent, ...BucketIntent[]]
  ): void {
    fn.setVariable(this.props.variable, this.bucket.bucketName);
    fn.setVariable(this.props.keyVariable, this.props.key.keyArn);
    for (const intent of intents) {
      fn.allow([actions[intent]], [this.bucket.arnForObjects(`${prefix}*`)]);
      const onKey = keyActions[intent];
      if (onKey.length > 0) fn.allow(onKey, [this.props.key.keyArn]);
    }
  }
}
