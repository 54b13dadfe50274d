/** What must survive: keys, tables, pictures, parked work, the bank's secret and the backups. */
import { Duration, Stack } from 'aws-cdk-lib';
import * as backup from 'aws-cdk-lib/aws-backup';
import * as events from 'aws-cdk-lib/aws-events';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { tableVariable, variables } from '../lambdas/contract/environment';
import { type Capability, capabilities, pascalCase } from '../lambdas/contract/route';
import { type StageSettings, stackProps } from './config';
import { EncryptionKeys } from './keys';
import { DeadLetters } from './platform/dead-letters';
import { EncryptedBucket } from './platform/encrypted-bucket';
import { EncryptedTable } from './platform/encrypted-table';

export class DataStack extends Stack {
  readonly keys: EncryptionKeys;
  readonly tables: Readonly<Record<Capability, EncryptedTable>>;
  readonly uploads: EncryptedBucket;
  readonly evidence: EncryptedBucket;
  readonly sandboxBankSecret: secretsmanager.Secret;
  readonly deadLetters: DeadLetters;

  constructor(scope: Construct, settings: StageSettings) {
    super(scope, 'Data', {
      ...stackProps(settings, 'data'),
      description: `Sunlend ${settings.stage}: keys, tables and pictures`,
    });
    const { removalPolicy } = settings;

    this.deadLetters = new DeadLetters(this, 'DeadLetters');
    this.keys = new EncryptionKeys(this, 'Keys', { removalPolicy });
    const table = (name: Capability) =>
      new EncryptedTable(this, pascalCase(name), {
        key: this.keys.data,
        removalPolicy,
        deletionProtection: settings.protected,
        variable: tableVariable(name),
      });
    this.tables = Object.fromEntries(capabilities.map((name) => [name, table(name)])) as Record<
      Capability,
      EncryptedTable
    >;
    const accessLogs = this.accessLogs(settings);
    this.uploads = this.uploadsBucket(settings, accessLogs);
    this.evidence = this.evidenceBucket(settings, accessLogs);
    this.sandboxBankSecret = new secretsmanager.Secret(this, 'SandboxBankSecret', {
      description: 'The key by which Sunlend and the sandbox bank sign to each other',
      encryptionKey: this.keys.data,
      removalPolicy,
      generateSecretString: {
        secretStringTemplate: '{}',
        generateStringKey: 'signingKey',
        passwordLength: 64,
        excludePunctuation: true,
      },
    });
    this.backUp(settings);
  }

  private accessLogs({ removalPolicy }: StageSettings): s3.Bucket {
    return new s3.Bucket(this, 'AccessLogs', {
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
  private uploadsBucket({ removalPolicy }: StageSettings, accessLogs: s3.Bucket): EncryptedBucket {
    return new EncryptedBucket(this, 'Uploads', {
      key: this.keys.evidence,
      variable: variables.uploadsBucket,
      keyVariable: variables.evidenceKey,
      cors: [{ allowedMethods: [s3.HttpMethods.POST], allowedOrigins: ['*'], maxAge: 3_000 }],
      lifecycleRules: [
        { expiration: Duration.days(1), abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
      serverAccessLogsBucket: accessLogs,
      serverAccessLogsPrefix: 'uploads/',
      removalPolicy,
    });
  }

  /** Accepted pictures: unchangeable while locked, gone when their time is over. */
  private evidenceBucket(settings: StageSettings, accessLogs: s3.Bucket): EncryptedBucket {
    const { lockDays, expiryDays } = settings.evidence;
    return new EncryptedBucket(this, 'Evidence', {
      key: this.keys.evidence,
      variable: variables.evidenceBucket,
      keyVariable: variables.evidenceKey,
      versioned: true,
      objectLockDefaultRetention: s3.ObjectLockRetention.governance(Duration.days(lockDays)),
      lifecycleRules: [
        {
          expiration: Duration.days(expiryDays),
          // Expiry only hides a versioned object; this deletes it.
          noncurrentVersionExpiration: Duration.days(1),
        },
      ],
      serverAccessLogsBucket: accessLogs,
      serverAccessLogsPrefix: 'evidence/',
      removalPolicy: settings.removalPolicy,
    });
  }

  /** A copy a day that no mistake in the account's tables can reach. */
  private backUp({ backupRetentionDays, removalPolicy }: StageSettings): void {
    const vault = new backup.BackupVault(this, 'BackupVault', {
      encryptionKey: this.keys.data,
      removalPolicy,
    });
    const plan = new backup.BackupPlan(this, 'BackupPlan', {
      backupVault: vault,
      backupPlanRules: [
        new backup.BackupPlanRule({
          ruleName: 'daily',
          // 02:00 in China: after the day is closed.
          scheduleExpression: events.Schedule.cron({ hour: '18', minute: '0' }),
          deleteAfter: Duration.days(backupRetentionDays),
        }),
      ],
    });
    plan.addSelection('Tables', {
      resources: Object.values(this.tables).map((each) =>
        backup.BackupResource.fromDynamoDbTable(each.table),
      ),
    });
  }
}
