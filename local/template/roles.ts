/** What each role of the template may do: its policies, resolved into statements. */
import { arnOf, ofType, type Resource } from './resources';

export interface PolicyStatement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly resources: readonly string[];
  readonly notResources: readonly string[];
  /** Operator → condition key → accepted values. */
  readonly conditions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  /** The logical id of the policy, to name a grant. */
  readonly policyId: string;
}

/** A policy that hangs on a resource: its statements say for whom they are. */
export interface ResourcePolicy {
  readonly resourceArn: string;
  readonly statements: readonly ResourceStatement[];
}

export interface ResourceStatement extends PolicyStatement {
  /** ARNs of roles, '*', or arn:aws:iam::ACCOUNT:root for whoever his own policies allow it. */
  readonly principals: readonly string[];
}

export interface Role {
  /** The logical id: names the principal everywhere in the local cloud. */
  readonly roleId: string;
  readonly arn: string;
  /** For example lambda.amazonaws.com. */
  readonly trustedServices: readonly string[];
  readonly maximumSessionSeconds: number;
  readonly statements: readonly PolicyStatement[];
}

interface PolicyDocument {
  readonly Statement?: unknown;
}

const writeLogs = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];

/** The policies AWS itself keeps, as far as roles of a serverless application attach them. */
const managedByAws: Readonly<Record<string, readonly string[]>> = {
  AWSLambdaBasicExecutionRole: writeLogs,
  AWSXRayDaemonWriteAccess: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
};

/** Roles with inline policies, attached policies and managed policies of the template. */
export function readRoles(resources: readonly Resource[]): Role[] {
  const attached = resources.filter(
    ({ type }) => type === 'AWS::IAM::Policy' || type === 'AWS::IAM::ManagedPolicy',
  );
  return resources
    .filter(({ type }) => type === 'AWS::IAM::Role')
    .map((role) => ({
      roleId: role.logicalId,
      arn: role.identity.attributes.Arn ?? '',
      trustedServices: trustedServices(role),
      maximumSessionSeconds: Number(role.properties.MaxSessionDuration ?? 3_600),
      statements: [
        ...inlineStatements(role),
        ...attached.filter((policy) => isAttached(policy, role)).flatMap(documentOf),
        ...arnsOf(role).flatMap(awsStatements),
      ],
    }));
}

/** Key policies, bucket policies, and whom roles trust. */
export function readResourcePolicies(resources: readonly Resource[]): ResourcePolicy[] {
  const keys = ofType(resources, 'AWS::KMS::Key').map((key) => ({
    resourceArn: arnOf(key),
    policyId: key.logicalId,
    document: key.properties.KeyPolicy,
  }));
  const buckets = ofType(resources, 'AWS::S3::BucketPolicy').map((policy) => ({
    resourceArn: `arn:aws:s3:::${policy.properties.Bucket}`,
    policyId: policy.logicalId,
    document: policy.properties.PolicyDocument,
  }));
  const trusts = ofType(resources, 'AWS::IAM::Role').map((role) => ({
    resourceArn: arnOf(role),
    policyId: role.logicalId,
    document: role.properties.AssumeRolePolicyDocument,
  }));
  return [...keys, ...buckets, ...trusts].map(({ resourceArn, policyId, document }) => {
    const raw = [(document as PolicyDocument | undefined)?.Statement ?? []].flat();
    const statements = readPolicy(policyId, { Statement: raw }).map((statement, n) => ({
      ...statement,
      principals: principalsOf((raw[n] as { Principal?: unknown }).Principal),
    }));
    return { resourceArn, statements };
  });
}

const principalsOf = (principal: unknown): string[] =>
  typeof principal === 'string'
    ? [principal]
    : texts((principal as { AWS?: unknown } | undefined)?.AWS);

const documentOf = ({ logicalId, properties }: Resource) =>
  readPolicy(logicalId, properties.PolicyDocument as PolicyDocument);

function inlineStatements({ logicalId, properties }: Resource): PolicyStatement[] {
  const policies = (properties.Policies ?? []) as { PolicyDocument: PolicyDocument }[];
  return policies.flatMap(({ PolicyDocument }) => readPolicy(logicalId, PolicyDocument));
}

const arnsOf = ({ properties }: Resource) => (properties.ManagedPolicyArns ?? []) as string[];

/** A policy lists its roles by name; a role lists managed policies by ARN. */
const isAttached = (policy: Resource, role: Resource) =>
  ((policy.properties.Roles ?? []) as string[]).includes(role.identity.ref) ||
  arnsOf(role).includes(policy.identity.attributes.Arn ?? '');

function awsStatements(arn: string): PolicyStatement[] {
  const policyId = arn.split('/').at(-1) ?? '';
  const actions = managedByAws[policyId];
  if (!actions) return [];
  return readPolicy(policyId, {
    Statement: { Effect: 'Allow', Action: actions, Resource: '*' },
  });
}

export function readPolicy(policyId: string, { Statement }: PolicyDocument): PolicyStatement[] {
  const statements = (Array.isArray(Statement) ? Statement : [Statement]) as (
    | Record<string, unknown>
    | undefined
  )[];
  return statements
    .filter((one) => one !== undefined)
    .map((statement) => ({
      effect: statement.Effect === 'Deny' ? 'Deny' : 'Allow',
      actions: texts(statement.Action),
      notActions: texts(statement.NotAction),
      resources: texts(statement.Resource),
      notResources: texts(statement.NotResource),
      conditions: readConditions(statement.Condition),
      policyId,
    }));
}

function readConditions(value: unknown): PolicyStatement['conditions'] {
  const operators = Object.entries((value ?? {}) as Record<string, Record<string, unknown>>);
  return Object.fromEntries(
    operators.map(([operator, keys]) => [
      operator,
      Object.fromEntries(Object.entries(keys).map(([key, accepted]) => [key, texts(accepted)])),
    ]),
  );
}

function trustedServices({ properties }: Resource): string[] {
  const document = properties.AssumeRolePolicyDocument as { Statement?: unknown } | undefined;
  const statements = [document?.Statement ?? []].flat() as { Principal?: { Service?: unknown } }[];
  return statements.flatMap(({ Principal }) => texts(Principal?.Service));
}

const texts = (value: unknown): string[] =>
  value === undefined ? [] : (Array.isArray(value) ? value : [value]).map(String);
