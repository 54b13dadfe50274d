/** A key made by Secrets Manager and shared with one party outside, which is handed it by hand. */
import type { RemovalPolicy } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';

export interface SharedSecretProps {
  readonly description: string;
  /** The name of the key in the secret's JSON. */
  readonly member: string;
  readonly encryptionKey: kms.IKey;
  readonly removalPolicy: RemovalPolicy;
}

export const sharedSecret = (
  scope: Construct,
  id: string,
  { member, ...props }: SharedSecretProps,
): secretsmanager.Secret =>
  new secretsmanager.Secret(scope, id, {
    ...props,
    generateSecretString: {
      secretStringTemplate: '{}',
      generateStringKey: member,
      passwordLength: 64,
      excludePunctuation: true,
    },
  });
