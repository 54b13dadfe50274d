import { Match } from 'aws-cdk-lib/assertions';
import { channelSecretMembers } from '../../lambdas/contract/channels';
import { settingsOf } from '../../lib/config';
import { resourcesOf, templatesOf } from './synthesis';

describe('the data stack', () => {
  const { data: prod } = templatesOf('prod');
  const { data: dev } = templatesOf('dev');

  it('has a table per capability: encrypted, recoverable, protected, streaming, expiring', () => {
    const tables = Object.values(resourcesOf(prod, 'AWS::DynamoDB::Table'));

    expect(tables).toHaveLength(6);
    for (const { Properties, DeletionPolicy } of tables) {
      expect(Properties).toMatchObject({
        BillingMode: 'PAY_PER_REQUEST',
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
        StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      });
      expect(DeletionPolicy).toBe('Retain');
    }
  });

  it('has the keys and indexes on every table that the store writes', () => {
    for (const { Properties } of Object.values(resourcesOf(prod, 'AWS::DynamoDB::Table'))) {
      expect(Properties.KeySchema).toEqual([
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ]);
      expect(Properties.GlobalSecondaryIndexes).toEqual(
        ['index1', 'index2'].map((index) => ({
          IndexName: index,
          KeySchema: [
            { AttributeName: `${index}pk`, KeyType: 'HASH' },
            { AttributeName: `${index}sk`, KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        })),
      );
    }
  });

  it('lets dev be deleted with all it holds', () => {
    for (const { Properties, DeletionPolicy } of Object.values(
      resourcesOf(dev, 'AWS::DynamoDB::Table'),
    )) {
      expect(Properties.DeletionProtectionEnabled).toBe(false);
      expect(DeletionPolicy).toBe('Delete');
    }
  });

  it('has a key per purpose and rotates those that can be rotated', () => {
    const keys = Object.values(resourcesOf(prod, 'AWS::KMS::Key')).map(({ Properties }) => ({
      spec: Properties.KeySpec ?? 'SYMMETRIC_DEFAULT',
      usage: Properties.KeyUsage ?? 'ENCRYPT_DECRYPT',
      rotates: Properties.EnableKeyRotation ?? false,
    }));

    const symmetric = { spec: 'SYMMETRIC_DEFAULT', usage: 'ENCRYPT_DECRYPT', rotates: true };
    expect(keys).toHaveLength(6);
    expect(keys.filter(({ rotates }) => rotates)).toEqual(Array(4).fill(symmetric));
    expect(keys).toContainEqual({ spec: 'HMAC_256', usage: 'GENERATE_VERIFY_MAC', rotates: false });
    expect(keys).toContainEqual({ spec: 'ECC_NIST_P256', usage: 'SIGN_VERIFY', rotates: false });
  });

  it('opens the key of the tables to this account through services only', () => {
    prod.hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: Match.objectLike({
        Statement: Match.arrayWith([
          Match.objectLike({
            Sid: 'ThroughServicesOfThisAccount',
            Condition: {
              StringEquals: {
                'kms:CallerAccount': { Ref: 'AWS::AccountId' },
                'kms:ViaService': Match.anyValue(),
              },
            },
          }),
        ]),
      }),
    });
  });

  it('keeps every bucket private, under TLS, and encrypted', () => {
    for (const { Properties } of Object.values(resourcesOf(prod, 'AWS::S3::Bucket'))) {
      expect(Properties.PublicAccessBlockConfiguration).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      });
      expect(Properties.BucketEncryption).toBeDefined();
    }
    const policies = Object.values(resourcesOf(prod, 'AWS::S3::BucketPolicy'));
    expect(policies).toHaveLength(4);
    for (const { Properties } of policies) {
      expect(JSON.stringify(Properties.PolicyDocument)).toContain('"aws:SecureTransport":"false"');
    }
  });

  it('locks pictures of cards, and destroys those that the night has taken away', () => {
    prod.hasResourceProperties('AWS::S3::Bucket', {
      ObjectLockEnabled: true,
      ObjectLockConfiguration: {
        Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 180 } },
      },
      VersioningConfiguration: { Status: 'Enabled' },
      LifecycleConfiguration: {
        Rules: [
          {
            Status: 'Enabled',
            ExpirationInDays: Match.absent(),
            NoncurrentVersionExpiration: { NoncurrentDays: 1 },
          },
        ],
      },
      LoggingConfiguration: Match.objectLike({ LogFilePrefix: 'evidence/' }),
    });
  });

  it('keeps faces apart: a season at most, without versions or a lock that would outlast them', () => {
    prod.hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: { Rules: [{ Status: 'Enabled', ExpirationInDays: 90 }] },
      VersioningConfiguration: Match.absent(),
      ObjectLockEnabled: Match.absent(),
      LoggingConfiguration: Match.objectLike({ LogFilePrefix: 'faces/' }),
    });
  });

  it('drops pictures on their way in after a day and takes them from a browser form', () => {
    prod.hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: { Rules: [Match.objectLike({ ExpirationInDays: 1 })] },
      CorsConfiguration: { CorsRules: [Match.objectLike({ AllowedMethods: ['POST'] })] },
      LoggingConfiguration: Match.objectLike({ LogFilePrefix: 'uploads/' }),
    });
  });

  it('adds no hidden functions or roles but the one of AWS Backup', () => {
    prod.resourceCountIs('AWS::Lambda::Function', 0);
    prod.resourceCountIs('AWS::IAM::Role', 1);
  });

  it('makes the key shared with the sandbox bank itself, so that nobody ever types it', () => {
    templatesOf('dev').data.hasResourceProperties('AWS::SecretsManager::Secret', {
      GenerateSecretString: Match.objectLike({ GenerateStringKey: 'signingKey' }),
      KmsKeyId: Match.anyValue(),
    });
  });

  it('has a secret for each channel of the stage, with the places to fill in', () => {
    const places = Object.values(resourcesOf(prod, 'AWS::SecretsManager::Secret')).map(
      ({ Properties }) =>
        Object.keys(JSON.parse(Properties.GenerateSecretString.SecretStringTemplate)),
    );

    const toFillIn = places.filter((members) => members.length > 0);
    expect(toFillIn).toEqual(
      settingsOf('prod').channels.enabled.map(
        (name) => channelSecretMembers[name as keyof typeof channelSecretMembers],
      ),
    );
  });

  it('backs up every table each day', () => {
    const [selection] = Object.values(resourcesOf(prod, 'AWS::Backup::BackupSelection'));
    expect(selection?.Properties.BackupSelection.Resources).toHaveLength(6);
    prod.hasResourceProperties('AWS::Backup::BackupPlan', {
      BackupPlan: {
        BackupPlanRule: [Match.objectLike({ Lifecycle: { DeleteAfterDays: 35 } })],
      },
    });
  });
});
