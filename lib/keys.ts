/** The KMS keys, one purpose each, so that a stolen role opens only what its purpose is. */
import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { variables } from '../lambdas/contract/environment';
import type { StageSettings } from './config';
import { GrantedKey } from './platform/granted-key';
import { TokenKeys } from './token-keys';

export class EncryptionKeys extends Construct {
  /** Tables, the bank's secret and the backups at rest; usable only through those services. */
  readonly data: kms.Key;
  /** Pictures at rest. */
  readonly evidence: kms.Key;
  /** Logs, workflow histories and alarms: ids only, no personal data. */
  readonly operations: kms.Key;
  /** Wraps the branch keys of sealed personal data. */
  readonly sealing: GrantedKey<'seal' | 'open'>;
  readonly blindIndex: GrantedKey<'lookUp'>;
  readonly token: TokenKeys;

  constructor(
    scope: Construct,
    id: string,
    { removalPolicy, tokenKeys }: Pick<StageSettings, 'removalPolicy' | 'tokenKeys'>,
  ) {
    super(scope, id);
    const symmetric = (name: string, description: string) =>
      new kms.Key(this, name, { description, enableKeyRotation: true, removalPolicy });

    this.data = symmetric('Data', 'Sunlend: tables, secrets and backups at rest');
    this.evidence = symmetric('Evidence', 'Sunlend: pictures at rest');
    this.operations = symmetric('Operations', 'Sunlend: logs, workflow histories, alarms');
    this.allowThroughServices(this.data, ['dynamodb', 'secretsmanager', 'backup']);
    this.allowLogsAndAlarms(this.operations);

    this.sealing = new GrantedKey(
      symmetric('Sealing', 'Sunlend: wraps the keys of sealed personal data'),
      variables.sealingKey,
      { seal: ['kms:GenerateDataKey', 'kms:Decrypt'], open: ['kms:Decrypt'] },
    );
    this.blindIndex = new GrantedKey(
      new kms.Key(this, 'BlindIndex', {
        description: 'Sunlend: blind indexes of ID number, phone and card',
        keySpec: kms.KeySpec.HMAC_256,
        keyUsage: kms.KeyUsage.GENERATE_VERIFY_MAC,
        removalPolicy,
      }),
      variables.blindIndexKey,
      { lookUp: ['kms:GenerateMac'] },
    );
    this.token = new TokenKeys(this, 'Token', { names: tokenKeys, removalPolicy });
  }

  /**
   * Whoever may use the table may use its key through DynamoDB, and only so: no function needs a
   * grant on the key, and none can decrypt with it by itself.
   */
  private allowThroughServices(key: kms.Key, services: readonly string[]): void {
    const { account, region, urlSuffix } = Stack.of(this);
    key.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'ThroughServicesOfThisAccount',
        principals: [new iam.AnyPrincipal()],
        actions: [
          'kms:Encrypt',
          'kms:Decrypt',
          'kms:ReEncryptFrom',
          'kms:ReEncryptTo',
          'kms:GenerateDataKey',
          'kms:GenerateDataKeyWithoutPlaintext',
          'kms:CreateGrant',
          'kms:DescribeKey',
        ],
        resources: ['*'],
        conditions: {
          StringEquals: {
            'kms:CallerAccount': account,
            'kms:ViaService': services.map((service) => `${service}.${region}.${urlSuffix}`),
          },
        },
      }),
    );
  }

  private allowLogsAndAlarms(key: kms.Key): void {
    const { account, partition, region } = Stack.of(this);
    const allow = (
      service: string,
      actions: string[],
      conditions: Record<string, Record<string, string>>,
    ) =>
      key.addToResourcePolicy(
        new iam.PolicyStatement({
          principals: [new iam.ServicePrincipal(service)],
          actions,
          resources: ['*'],
          conditions,
        }),
      );
    const logs = `arn:${partition}:logs:${region}:${account}:*`;
    allow(
      `logs.${region}.amazonaws.com`,
      [
        'kms:Encrypt',
        'kms:Decrypt',
        'kms:ReEncryptFrom',
        'kms:ReEncryptTo',
        'kms:GenerateDataKey',
        'kms:DescribeKey',
      ],
      { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': logs } },
    );
    // Step Functions delivers the history it encrypts through the log delivery service.
    allow('delivery.logs.amazonaws.com', ['kms:Decrypt'], {
      StringEquals: { 'kms:EncryptionContext:SourceArn': logs },
    });
    allow('cloudwatch.amazonaws.com', ['kms:Decrypt', 'kms:GenerateDataKey'], {
      StringEquals: { 'aws:SourceAccount': account },
    });
  }
}
