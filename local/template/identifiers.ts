/** Physical names and ARNs as AWS forms them, but derived from the template: always the same. */
import { createHash } from 'node:crypto';

export const account = '000000000000';
export const region = 'us-east-1';

/** What Ref and Fn::GetAtt answer for one resource. */
export interface Identity {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface ResourceName {
  readonly stackName: string;
  readonly logicalId: string;
  /** A resolved property of the resource. */
  property(name: string): unknown;
}

/** The property with which a template may name a resource itself. */
const nameProperties: Readonly<Record<string, string>> = {
  'AWS::ApiGateway::Model': 'Name',
  'AWS::ApiGateway::Stage': 'StageName',
  'AWS::Backup::BackupVault': 'BackupVaultName',
  'AWS::CloudWatch::Alarm': 'AlarmName',
  'AWS::CloudWatch::Dashboard': 'DashboardName',
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::Events::Rule': 'Name',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::IAM::Role': 'RoleName',
  'AWS::KMS::Alias': 'AliasName',
  'AWS::Lambda::Alias': 'Name',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::Scheduler::Schedule': 'Name',
  'AWS::Scheduler::ScheduleGroup': 'Name',
  'AWS::SecretsManager::Secret': 'Name',
  'AWS::StepFunctions::StateMachine': 'StateMachineName',
};

type Form = (name: string, digest: string, resource: ResourceName) => Identity;

const arnOf = (service: string, rest: string) => `arn:aws:${service}:${region}:${account}:${rest}`;

/** Ref answers the name. */
const byName =
  (service: string, prefix = ''): Form =>
  (name) => ({ ref: name, attributes: { Arn: arnOf(service, prefix + name) } });

/** Ref answers the ARN. */
const byArn =
  (arn: (name: string, digest: string) => string, attribute = 'Arn'): Form =>
  (name, digest) => {
    const value = arn(name, digest);
    return { ref: value, attributes: { Arn: value, [attribute]: value, Name: name } };
  };

/** A version or alias: the function's ARN and the qualifier. */
function qualifiedFunction(qualifier: string, _digest: string, resource: ResourceName): Identity {
  const name = String(resource.property('FunctionName')).split(':').at(-1);
  const arn = arnOf('lambda', `function:${name}:${qualifier}`);
  return { ref: arn, attributes: { Arn: arn, FunctionArn: arn, Version: qualifier } };
}

const uuid = (digest: string) =>
  [8, 12, 16, 20, 32].map((end, n, ends) => digest.slice(ends[n - 1] ?? 0, end)).join('-');

const forms: Readonly<Record<string, Form>> = {
  'AWS::ApiGateway::RestApi': (_name, digest) => ({
    ref: digest.slice(0, 10),
    attributes: { RootResourceId: digest.slice(10, 20), RestApiId: digest.slice(0, 10) },
  }),
  'AWS::ApiGateway::Resource': (_name, digest) => ({
    ref: digest.slice(0, 6),
    attributes: { ResourceId: digest.slice(0, 6) },
  }),
  'AWS::DynamoDB::Table': (name) => ({
    ref: name,
    attributes: {
      Arn: arnOf('dynamodb', `table/${name}`),
      StreamArn: arnOf('dynamodb', `table/${name}/stream/2026-01-01T00:00:00.000`),
    },
  }),
  'AWS::Events::Rule': byName('events', 'rule/'),
  'AWS::IAM::ManagedPolicy': byArn((name) => `arn:aws:iam::${account}:policy/${name}`),
  'AWS::IAM::Role': (name, digest) => ({
    ref: name,
    attributes: {
      Arn: `arn:aws:iam::${account}:role/${name}`,
      RoleId: `AROA${digest.slice(0, 17).toUpperCase()}`,
    },
  }),
  'AWS::KMS::Key': (_name, digest) => ({
    ref: uuid(digest),
    attributes: { Arn: arnOf('kms', `key/${uuid(digest)}`), KeyId: uuid(digest) },
  }),
  'AWS::Lambda::Alias': qualifiedFunction,
  'AWS::Lambda::Function': byName('lambda', 'function:'),
  'AWS::Lambda::Version': (_name, digest, resource) => qualifiedFunction('1', digest, resource),
  'AWS::Logs::LogGroup': (name) => ({
    ref: name,
    attributes: { Arn: arnOf('logs', `log-group:${name}:*`) },
  }),
  'AWS::S3::Bucket': (name) => ({
    ref: name,
    attributes: {
      Arn: `arn:aws:s3:::${name}`,
      DomainName: `${name}.s3.amazonaws.com`,
      RegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
    },
  }),
  'AWS::SNS::Topic': byArn((name) => arnOf('sns', name), 'TopicArn'),
  'AWS::SQS::Queue': (name) => ({
    ref: `https://sqs.${region}.amazonaws.com/${account}/${name}`,
    attributes: { Arn: arnOf('sqs', name), QueueName: name },
  }),
  'AWS::Scheduler::Schedule': byName('scheduler', 'schedule/default/'),
  'AWS::SecretsManager::Secret': byArn(
    (name, digest) => arnOf('secretsmanager', `secret:${name}-${digest.slice(0, 6)}`),
    'Id',
  ),
  'AWS::StepFunctions::StateMachine': byArn((name) => arnOf('states', `stateMachine:${name}`)),
  'AWS::WAFv2::WebACL': (name, digest) => {
    const arn = arnOf('wafv2', `regional/webacl/${name}/${uuid(digest)}`);
    return { ref: `${name}|${uuid(digest)}|REGIONAL`, attributes: { Arn: arn, Id: uuid(digest) } };
  },
};

/** Ref, and the attributes this type has. */
export function identify(type: string, name: ResourceName): Identity {
  const digest = createHash('sha256').update(`${name.stackName}/${name.logicalId}`).digest('hex');
  const given = nameProperties[type] && name.property(nameProperties[type]);
  const form = forms[type] ?? byName(serviceOf(type));
  return form(typeof given === 'string' ? given : defaultName(type, name), digest, name);
}

function defaultName(type: string, { stackName, logicalId }: ResourceName): string {
  const name = `${stackName}-${logicalId}`;
  if (type === 'AWS::S3::Bucket')
    return name
      .toLowerCase()
      .slice(-63)
      .replace(/^[^a-z0-9]+/, '');
  return type === 'AWS::Lambda::Function' ? name.slice(-64) : name;
}

const serviceOf = (type: string) => (type.split('::')[1] ?? 'unknown').toLowerCase();
