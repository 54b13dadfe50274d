/** Which permissions each API call needs, as the Service Authorization Reference lists them. */
import { keyIdOf } from '../kms/ciphertext';
import { readToken } from '../step-functions/token';
import { account, region } from '../template/identifiers';
import type { AccessContext, AccessRequest } from './authorize';

type Input = Readonly<Record<string, unknown>>;

/** What must be looked up to name a resource in full. */
export interface ResourceIndex {
  /** The table's customer-managed key, if it has one. */
  tableKeyArn(tableName: string): string | undefined;
  bucketKeyArn(bucket: string): string | undefined;
  secretKeyArn(secretArn: string): string | undefined;
  /** The full ARN for a key id, alias or ARN; undefined when there is no such key. */
  keyArn(keyId: string): string | undefined;
  secretArn(secretId: string): string | undefined;
}

const arn = (service: string, rest: string) => `arn:aws:${service}:${region}:${account}:${rest}`;

export function permissionsOf(
  service: string,
  action: string,
  input: Input,
  index: ResourceIndex,
): AccessRequest[] {
  switch (service) {
    case 'dynamodb':
      return tablePermissions(action, input, index);
    case 'kms':
      return keyPermissions(action, input, index);
    case 'states':
      return [{ action: `states:${action}`, resource: workflowResource(action, input) }];
    case 'secretsmanager':
      return secretPermissions(action, input, index);
    case 'sns':
      // A message to a phone number belongs to no topic.
      return [{ action: `sns:${action}`, resource: text(input.TopicArn) ?? '*' }];
    case 'sts':
      return [{ action: `sts:${action}`, resource: String(input.RoleArn), context: named(input) }];
    case 'sms-voice':
      return [{ action: `${service}:${action}`, resource: text(input.OriginationIdentity) ?? '*' }];
    case 'connect':
      return [{ action: `connect:${action}`, resource: callArn(input) }];
    default:
      return [{ action: `${service}:${action}`, resource: '*' }];
  }
}

const named = ({ RoleSessionName }: Input): AccessContext => ({
  'sts:RoleSessionName': String(RoleSessionName),
});

const text = (value: unknown) => (typeof value === 'string' ? value : undefined);

const tableArn = (table: unknown) => {
  const name = String(table ?? '*');
  return name.startsWith('arn:') ? name : arn('dynamodb', `table/${name}`);
};

/** A call that is being placed has no id yet. */
const callArn = ({ InstanceId, ContactId = '*' }: Input): string =>
  arn('connect', `instance/${String(InstanceId)}/contact/${String(ContactId)}`);

const itemActions: Readonly<Record<string, string>> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
  Get: 'GetItem',
};

function tablePermissions(action: string, input: Input, index: ResourceIndex): AccessRequest[] {
  const needs = tableNeeds(action, input);
  const tables = new Set(needs.map(({ table }) => table));
  const keys = [...tables].map((table) => index.tableKeyArn(table.split('/').at(-1) ?? table));
  const unlocks = new Set(isDataAction(action) ? keys : []);
  return [
    ...needs.map(({ action: name, resource, leadingKey }) => ({
      action: `dynamodb:${name}`,
      resource,
      ...(leadingKey !== undefined && { context: { 'dynamodb:LeadingKeys': [leadingKey] } }),
    })),
    // DynamoDB opens a customer-managed table key in the caller's name.
    ...[...unlocks].filter((key) => key !== undefined).map((key) => viaService('dynamodb', key)),
  ];
}

interface TableNeed {
  readonly action: string;
  readonly table: string;
  readonly resource: string;
  /** The partition that is read or written, where the request names one. */
  readonly leadingKey?: string | undefined;
}

interface ItemRequest {
  readonly TableName?: string;
  readonly Item?: Row;
  readonly Key?: Row;
}

type Row = Readonly<Record<string, { readonly S?: string }>>;

/** Our tables' partition key; an index is asked by its own, named in the condition. */
const partitionOf = ({ Item, Key }: ItemRequest): string | undefined => (Item ?? Key)?.pk?.S;

function queriedPartition(input: Input): string | undefined {
  const [, placeholder = ''] = /=\s*(:\w+)/.exec(text(input.KeyConditionExpression) ?? '') ?? [];
  return ((input.ExpressionAttributeValues ?? {}) as Row)[placeholder]?.S;
}

function tableNeeds(action: string, input: Input): TableNeed[] {
  const need = (name: string, table: unknown, leadingKey?: string): TableNeed => ({
    action: name,
    table: String(table ?? '*'),
    resource: tableArn(table),
    leadingKey,
  });
  if (action === 'TransactWriteItems' || action === 'TransactGetItems') {
    const items = (input.TransactItems ?? []) as Record<string, ItemRequest>[];
    return items.flatMap((item) =>
      Object.entries(item).map(([kind, request]) =>
        need(itemActions[kind] ?? kind, request.TableName, partitionOf(request)),
      ),
    );
  }
  if (action === 'BatchGetItem' || action === 'BatchWriteItem') {
    return Object.keys((input.RequestItems ?? {}) as object).map((table) => need(action, table));
  }
  const partition = action === 'Query' ? queriedPartition(input) : partitionOf(input);
  const whole = need(action, input.TableName, partition);
  const indexName = text(input.IndexName);
  return [indexName ? { ...whole, resource: `${whole.resource}/index/${indexName}` } : whole];
}

const isDataAction = (action: string) => /Items?$|^Query$|^Scan$/.test(action);

/** A service's use of a key in the caller's name; `kms:ViaService` says through whom. */
const viaService = (service: string, keyArn: string, action = 'kms:Decrypt'): AccessRequest => ({
  action,
  resource: keyArn,
  context: { 'kms:ViaService': `${service}.${region}.amazonaws.com` },
});

function keyPermissions(action: string, input: Input, index: ResourceIndex): AccessRequest[] {
  const blob = text(input.CiphertextBlob);
  // Decrypt may leave the key out: the ciphertext names it in its first bytes.
  const keyId = text(input.KeyId) ?? (blob && keyIdOf(Buffer.from(blob, 'base64'))) ?? '*';
  const encryption = (input.EncryptionContext ?? {}) as Record<string, string>;
  const context: AccessContext = {
    'kms:EncryptionContextKeys': Object.keys(encryption),
    ...Object.fromEntries(
      Object.entries(encryption).map(([key, value]) => [`kms:EncryptionContext:${key}`, value]),
    ),
    ...(input.MacAlgorithm ? { 'kms:MacAlgorithm': String(input.MacAlgorithm) } : {}),
    ...(input.SigningAlgorithm ? { 'kms:SigningAlgorithm': String(input.SigningAlgorithm) } : {}),
    ...(input.MessageType ? { 'kms:MessageType': String(input.MessageType) } : {}),
  };
  return [{ action: `kms:${action}`, resource: index.keyArn(keyId) ?? keyId, context }];
}

function secretPermissions(action: string, input: Input, index: ResourceIndex): AccessRequest[] {
  const secretId = String(input.SecretId ?? '*');
  const resource = index.secretArn(secretId) ?? secretId;
  const keyArn = action === 'GetSecretValue' ? index.secretKeyArn(resource) : undefined;
  return [
    { action: `secretsmanager:${action}`, resource },
    ...(keyArn ? [viaService('secretsmanager', keyArn)] : []),
  ];
}

/** A token's task belongs to a state machine, and that is what AWS asks a grant for. */
function workflowResource(action: string, input: Input): string {
  if (!action.startsWith('SendTask')) {
    return text(input.stateMachineArn) ?? text(input.executionArn) ?? '*';
  }
  const task = readToken(text(input.taskToken) ?? '');
  const [, machine] = /^(.*:execution:[^:]+):/.exec(task?.executionArn ?? '') ?? [];
  return machine?.replace(':execution:', ':stateMachine:') ?? '*';
}

const objectActions: Readonly<Record<string, readonly string[]>> = {
  GetObject: ['s3:GetObject'],
  HeadObject: ['s3:GetObject'],
  PutObject: ['s3:PutObject'],
  PostObject: ['s3:PutObject'],
  DeleteObject: ['s3:DeleteObject'],
};

export interface ObjectCall {
  readonly action: string;
  readonly bucket: string;
  readonly key: string;
  /** Of a CopyObject. */
  readonly source?: { readonly bucket: string; readonly key: string } | undefined;
  /** Further permissions a header asks for, e.g. s3:PutObjectRetention. */
  readonly also?: readonly string[];
}

export function objectPermissions(call: ObjectCall, index: ResourceIndex): AccessRequest[] {
  const bucketArn = `arn:aws:s3:::${call.bucket}`;
  if (call.action === 'ListObjectsV2') return [{ action: 's3:ListBucket', resource: bucketArn }];
  if (call.action === 'HeadBucket') return [{ action: 's3:ListBucket', resource: bucketArn }];
  if (call.action === 'CopyObject' && call.source) {
    return [
      ...objectPermissions({ action: 'GetObject', ...call.source }, index),
      ...objectPermissions({ ...call, action: 'PutObject' }, index),
    ];
  }
  const actions = [...(objectActions[call.action] ?? [`s3:${call.action}`]), ...(call.also ?? [])];
  const keyArn = index.bucketKeyArn(call.bucket);
  const writes = call.action === 'PutObject' || call.action === 'PostObject';
  const needsKey = keyArn !== undefined && call.action !== 'DeleteObject';
  return [
    ...actions.map((action) => ({ action, resource: `${bucketArn}/${call.key}` })),
    ...(needsKey ? [viaService('s3', keyArn, writes ? 'kms:GenerateDataKey' : 'kms:Decrypt')] : []),
  ];
}
