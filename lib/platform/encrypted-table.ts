/** A DynamoDB table with everything that must not be forgotten, and the grants on it by intent. */
import type { RemovalPolicy } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { DeadLetters } from './dead-letters';
import type { LendingFunction } from './lending-function';

/**
 * What a function may do with a table. Transactions need no action of their own: DynamoDB
 * authorises each part as the single operation (`require` as ConditionCheckItem).
 */
export type TableIntent =
  | 'get'
  | 'getMany'
  | 'query'
  | 'queryIndex1'
  | 'queryIndex2'
  | 'insert'
  | 'replace'
  | 'remove'
  | 'add'
  | 'require';

const actions: Readonly<Record<TableIntent, string>> = {
  get: 'dynamodb:GetItem',
  getMany: 'dynamodb:BatchGetItem',
  query: 'dynamodb:Query',
  queryIndex1: 'dynamodb:Query',
  queryIndex2: 'dynamodb:Query',
  insert: 'dynamodb:PutItem',
  replace: 'dynamodb:PutItem',
  remove: 'dynamodb:DeleteItem',
  add: 'dynamodb:UpdateItem',
  require: 'dynamodb:ConditionCheckItem',
};

const indexes = ['index1', 'index2'] as const;

export interface EncryptedTableProps {
  readonly key: kms.IKey;
  readonly removalPolicy: RemovalPolicy;
  readonly deletionProtection: boolean;
  /** The environment variable by which a function finds the table. */
  readonly variable: string;
}

export interface ConsumeOptions {
  /** Only records that match reach the function (and are paid for). */
  readonly filters?: readonly Record<string, unknown>[];
  readonly batchSize?: number;
}

export class EncryptedTable extends Construct {
  readonly table: dynamodb.Table;
  private readonly variable: string;

  constructor(scope: Construct, id: string, props: EncryptedTableProps) {
    super(scope, id);
    this.variable = props.variable;
    const text = (name: string) => ({ name, type: dynamodb.AttributeType.STRING });
    // Classic Table, not TableV2: the compliance rules do not see the latter.
    this.table = new dynamodb.Table(this, 'Table', {
      partitionKey: text('pk'),
      sortKey: text('sk'),
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: props.key,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: props.deletionProtection,
      removalPolicy: props.removalPolicy,
      stream: dynamodb.StreamViewType.NEW_AND_OLD_IMAGES,
      timeToLiveAttribute: 'expiresAt',
    });
    for (const index of indexes) {
      this.table.addGlobalSecondaryIndex({
        indexName: index,
        partitionKey: text(`${index}pk`),
        sortKey: text(`${index}sk`),
        projectionType: dynamodb.ProjectionType.ALL,
      });
    }
  }

  /** Tells the function the table's name and lets it do exactly what is named. */
  grant(fn: LendingFunction, ...intents: readonly [TableIntent, ...TableIntent[]]): void {
    fn.setVariable(this.variable, this.table.tableName);
    for (const resource of new Set(intents.map((intent) => this.resource(intent)))) {
      const here = intents.filter((intent) => this.resource(intent) === resource);
      fn.allow([...new Set(here.map((intent) => actions[intent]))], [resource]);
    }
  }

  /** The same, but only for partitions whose names begin so: of other rows it may do nothing. */
  grantWithin(
    fn: LendingFunction,
    partitions: string,
    ...intents: readonly [TableIntent, ...TableIntent[]]
  ): void {
    fn.setVariable(this.variable, this.table.tableName);
    for (const intent of intents)
      fn.allow([actions[intent]], [this.resource(intent)], {
        'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${partitions}*`] },
        // Without a key the condition above would hold.
        Null: { 'dynamodb:LeadingKeys': 'false' },
      });
  }

  /** Feeds the table's changes to the function, in order per item; what keeps failing is parked. */
  feed(fn: LendingFunction, deadLetters: DeadLetters, options: ConsumeOptions = {}): void {
    const stream = this.table.tableStreamArn;
    if (!stream) throw new Error('the table has no stream');
    fn.allow(
      ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'].map(
        (action) => `dynamodb:${action}`,
      ),
      [stream],
    );
    new lambda.EventSourceMapping(fn, `From${this.node.id}`, {
      target: fn.function,
      eventSourceArn: stream,
      startingPosition: lambda.StartingPosition.TRIM_HORIZON,
      batchSize: options.batchSize ?? 25,
      retryAttempts: 10,
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      onFailure: { bind: () => ({ destination: deadLetters.queue.queueArn }) },
      ...(options.filters && {
        filters: options.filters.map((pattern) => ({ pattern: JSON.stringify(pattern) })),
      }),
    });
  }

  private resource(intent: TableIntent): string {
    if (intent === 'queryIndex1') return `${this.table.tableArn}/index/index1`;
    if (intent === 'queryIndex2') return `${this.table.tableArn}/index/index2`;
    return this.table.tableArn;
  }
}
