/** What must survive: keys, tables, pictures, parked work, the secrets and the backups. */
import { Stack } from 'aws-cdk-lib';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { tableVariable } from '../lambdas/contract/environment';
import { type Capability, capabilities, pascalCase } from '../lambdas/contract/route';
import { backUp } from './backups';
import { pictureBuckets } from './buckets';
import { type ChannelSecrets, channelSecrets } from './channels';
import type { StageSettings } from './config';
import { EncryptionKeys } from './keys';
import { DeadLetters } from './platform/dead-letters';
import type { EncryptedBucket } from './platform/encrypted-bucket';
import { EncryptedTable } from './platform/encrypted-table';
import { sharedSecret } from './platform/shared-secret';
import { usesTencentCloud } from './services';
import { stackProps } from './stack-props';

export class DataStack extends Stack {
  readonly keys: EncryptionKeys;
  readonly tables: Readonly<Record<Capability, EncryptedTable>>;
  readonly uploads: EncryptedBucket;
  readonly evidence: EncryptedBucket;
  readonly faces: EncryptedBucket;
  readonly channelSecrets: ChannelSecrets;
  readonly dataSourcesSecret: secretsmanager.Secret;
  readonly deadLetters: DeadLetters;
  /** Filled in by hand, where Tencent Cloud carries messages or reads cards. */
  readonly tencentCloudKey?: secretsmanager.Secret;

  constructor(scope: Construct, settings: StageSettings) {
    super(scope, 'Data', {
      ...stackProps(settings, 'data'),
      description: `Sunlend ${settings.stage}: keys, tables and pictures`,
    });
    const { removalPolicy } = settings;

    this.deadLetters = new DeadLetters(this, 'DeadLetters');
    this.keys = new EncryptionKeys(this, 'Keys', settings);
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
    const { uploads, evidence, faces } = pictureBuckets(this, settings, this.keys.evidence);
    this.uploads = uploads;
    this.evidence = evidence;
    this.faces = faces;
    const kept = { encryptionKey: this.keys.data, removalPolicy };
    this.channelSecrets = channelSecrets(this, settings.channels, kept);
    this.dataSourcesSecret = sharedSecret(this, 'DataSourcesSecret', {
      description: 'The key by which Sunlend signs to the sandbox data sources',
      member: 'sourcesKey',
      ...kept,
    });
    if (usesTencentCloud(settings)) {
      this.tencentCloudKey = new secretsmanager.Secret(this, 'TencentCloudKey', {
        description: 'The API key of Tencent Cloud: { secretId, secretKey }, filled in by hand',
        ...kept,
      });
    }
    backUp(this, settings, Object.values(this.tables), this.keys.data);
  }
}
