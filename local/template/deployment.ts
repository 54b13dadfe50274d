/** Reads a synthesized stage into the typed lists from which the local cloud is built. */
import { readFileSync } from 'node:fs';
import { StartError } from '../cloud/start-error';
import { readAssembly } from './assembly';
import type { Schedule } from './events';
import { type EventSourceMapping, readEventSourceMappings, readSchedules } from './events';
import { type FunctionResource, readFunctions } from './functions';
import { Resolver } from './intrinsics';
import { arnOf, ofType, type Resource, resolveResources } from './resources';
import { type RestApi, readRestApis } from './rest-api';
import { type ResourcePolicy, type Role, readResourcePolicies, readRoles } from './roles';

export interface TableResource {
  readonly name: string;
  readonly arn: string;
  /** Absent without a stream. */
  readonly streamArn?: string | undefined;
  /** The customer-managed key at rest; callers need kms:Decrypt on it. */
  readonly keyArn?: string | undefined;
  /** As CloudFormation's AWS::DynamoDB::Table, resolved. */
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface KeyResource {
  readonly keyId: string;
  readonly arn: string;
  /** Each with its 'alias/' prefix. */
  readonly aliases: readonly string[];
  /** SYMMETRIC_DEFAULT, HMAC_256 or ECC_NIST_P256. */
  readonly keySpec: string;
  readonly keyUsage: string;
}

export interface BucketResource {
  readonly name: string;
  readonly arn: string;
  readonly keyArn?: string | undefined;
  readonly hasObjectLock: boolean;
  readonly isVersioned: boolean;
  /** Days after which every object is gone; absent: never. */
  readonly expirationDays?: number | undefined;
  readonly corsRules: readonly CorsRule[];
}

export interface CorsRule {
  readonly AllowedOrigins: readonly string[];
  readonly AllowedMethods: readonly string[];
  readonly AllowedHeaders?: readonly string[];
  readonly MaxAge?: number;
}

export interface SecretResource {
  readonly name: string;
  readonly arn: string;
  readonly keyArn?: string | undefined;
  readonly secretString?: string | undefined;
  /** CloudFormation's GenerateSecretString. */
  readonly generate?: Readonly<Record<string, unknown>> | undefined;
}

export interface StateMachineResource {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  readonly roleId: string;
  /** The States Language document with its substitutions made. */
  readonly definition: string;
  readonly logging: StateMachineLogging | undefined;
  /** The customer-managed key of its executions. */
  readonly keyArn?: string | undefined;
  readonly hasTracing: boolean;
}

export interface StateMachineLogging {
  readonly group: string;
  readonly level: 'ALL' | 'ERROR' | 'FATAL';
  readonly includeExecutionData: boolean;
}

export interface Deployment {
  readonly stage: string;
  readonly functions: readonly FunctionResource[];
  readonly tables: readonly TableResource[];
  readonly keys: readonly KeyResource[];
  readonly buckets: readonly BucketResource[];
  readonly secrets: readonly SecretResource[];
  readonly stateMachines: readonly StateMachineResource[];
  readonly roles: readonly Role[];
  readonly resourcePolicies: readonly ResourcePolicy[];
  readonly eventSourceMappings: readonly EventSourceMapping[];
  readonly schedules: readonly Schedule[];
  readonly restApis: readonly RestApi[];
  /** Everything else, by CloudFormation type, resolved. */
  resources(type: string): Resource[];
}

export interface DeploymentOptions {
  /** The folder `cdk synth` wrote. */
  readonly assemblyDirectory: string;
  readonly stage: string;
  /** Overrides of the templates' parameters, e.g. SandboxBankUrl. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** @throws StartError when the assembly is missing or uses what is not known locally. */
export function readDeployment(options: DeploymentOptions): Deployment {
  const stacks = readAssembly(options.assemblyDirectory, options.stage);
  const resources = resolveResources(stacks, new Resolver(stacks, options.parameters));
  const roles = readRoles(resources);
  const roleIds = new Map(roles.map((role) => [role.arn, role.roleId]));
  const roleIdOf = (arn: unknown) => roleIds.get(String(arn)) ?? String(arn);
  return {
    stage: options.stage,
    functions: readFunctions(resources, roleIdOf),
    tables: ofType(resources, 'AWS::DynamoDB::Table').map(readTable),
    keys: readKeys(resources),
    buckets: ofType(resources, 'AWS::S3::Bucket').map(readBucket),
    secrets: ofType(resources, 'AWS::SecretsManager::Secret').map(readSecret),
    stateMachines: ofType(resources, 'AWS::StepFunctions::StateMachine').map((resource) =>
      readStateMachine(resource, roleIdOf),
    ),
    roles,
    resourcePolicies: readResourcePolicies(resources),
    eventSourceMappings: readEventSourceMappings(resources),
    schedules: readSchedules(resources, roleIdOf),
    restApis: readRestApis(resources),
    resources: (type) => ofType(resources, type),
  };
}

function readTable(resource: Resource): TableResource {
  const { properties } = resource;
  const encryption = properties.SSESpecification as { KMSMasterKeyId?: string } | undefined;
  return {
    name: resource.identity.ref,
    arn: arnOf(resource),
    streamArn: properties.StreamSpecification ? resource.identity.attributes.StreamArn : undefined,
    keyArn: encryption?.KMSMasterKeyId,
    properties,
  };
}

function readKeys(resources: readonly Resource[]): KeyResource[] {
  const aliases = ofType(resources, 'AWS::KMS::Alias').map(({ identity, properties }) => ({
    name: identity.ref,
    target: String(properties.TargetKeyId),
  }));
  return ofType(resources, 'AWS::KMS::Key').map((resource) => {
    const keyId = resource.identity.ref;
    const arn = arnOf(resource);
    const { KeySpec = 'SYMMETRIC_DEFAULT', KeyUsage = 'ENCRYPT_DECRYPT' } = resource.properties;
    return {
      keyId,
      arn,
      aliases: aliases
        .filter(({ target }) => [keyId, arn].includes(target))
        .map(({ name }) => name),
      keySpec: String(KeySpec),
      keyUsage: String(KeyUsage),
    };
  });
}

function readBucket(resource: Resource): BucketResource {
  const { properties } = resource;
  const encryption = properties.BucketEncryption as
    | { ServerSideEncryptionConfiguration?: EncryptionRule[] }
    | undefined;
  const rule = encryption?.ServerSideEncryptionConfiguration?.[0]?.ServerSideEncryptionByDefault;
  const versioning = properties.VersioningConfiguration as { Status?: string } | undefined;
  const lifecycle = properties.LifecycleConfiguration as { Rules?: ExpiryRule[] } | undefined;
  return {
    name: resource.identity.ref,
    arn: arnOf(resource),
    keyArn: rule?.SSEAlgorithm === 'aws:kms' ? rule.KMSMasterKeyID : undefined,
    hasObjectLock: properties.ObjectLockEnabled === true,
    isVersioned: versioning?.Status === 'Enabled',
    expirationDays: lifecycle?.Rules?.find(isForAll)?.ExpirationInDays,
    corsRules: (properties.CorsConfiguration as Cors | undefined)?.CorsRules ?? [],
  };
}

interface Cors {
  readonly CorsRules?: readonly CorsRule[];
}

interface ExpiryRule {
  readonly Status?: string;
  readonly ExpirationInDays?: number;
  readonly Prefix?: string;
  readonly TagFilters?: unknown;
}

const isForAll = (rule: ExpiryRule) =>
  rule.Status === 'Enabled' &&
  rule.ExpirationInDays !== undefined &&
  !rule.Prefix &&
  rule.TagFilters === undefined;

interface EncryptionRule {
  readonly ServerSideEncryptionByDefault?: { SSEAlgorithm: string; KMSMasterKeyID?: string };
}

function readSecret(resource: Resource): SecretResource {
  const { KmsKeyId, SecretString, GenerateSecretString } = resource.properties;
  return {
    // The ARN ends in '-' and six characters that are not part of the name.
    name: (arnOf(resource).split(':secret:')[1] ?? '').slice(0, -7),
    arn: arnOf(resource),
    keyArn: KmsKeyId as string | undefined,
    secretString: SecretString as string | undefined,
    generate: GenerateSecretString as Record<string, unknown> | undefined,
  };
}

function readStateMachine(
  resource: Resource,
  roleIdOf: (arn: unknown) => string,
): StateMachineResource {
  const { properties, identity } = resource;
  const substitutions = (properties.DefinitionSubstitutions ?? {}) as Record<string, unknown>;
  const encryption = properties.EncryptionConfiguration as { KmsKeyId?: string } | undefined;
  const tracing = properties.TracingConfiguration as { Enabled?: boolean } | undefined;
  return {
    logicalId: resource.logicalId,
    name: identity.attributes.Name ?? resource.logicalId,
    arn: arnOf(resource),
    roleId: roleIdOf(properties.RoleArn),
    definition: definitionText(resource).replace(/\$\{([A-Za-z0-9_]+)\}/g, (whole, name: string) =>
      name in substitutions ? String(substitutions[name]) : whole,
    ),
    logging: readLogging(properties.LoggingConfiguration as LoggingConfiguration | undefined),
    keyArn: encryption?.KmsKeyId,
    hasTracing: tracing?.Enabled === true,
  };
}

interface LoggingConfiguration {
  readonly Level?: string;
  readonly IncludeExecutionData?: boolean;
  readonly Destinations?: readonly { CloudWatchLogsLogGroup?: { LogGroupArn?: string } }[];
}

function readLogging(settings: LoggingConfiguration | undefined): StateMachineLogging | undefined {
  const level = settings?.Level ?? 'OFF';
  const arn = settings?.Destinations?.[0]?.CloudWatchLogsLogGroup?.LogGroupArn ?? '';
  const group = /:log-group:([^:]+)/.exec(arn)?.[1];
  if (level === 'OFF' || group === undefined) return undefined;
  return {
    group,
    level: level as StateMachineLogging['level'],
    includeExecutionData: settings?.IncludeExecutionData === true,
  };
}

function definitionText(resource: Resource): string {
  const { DefinitionString, Definition, DefinitionS3Location } = resource.properties;
  if (typeof DefinitionString === 'string') return DefinitionString;
  if (Definition !== undefined) return JSON.stringify(Definition);
  const key = (DefinitionS3Location as { Key?: string } | undefined)?.Key ?? '';
  const path = resource.assetPath(key);
  if (path) return readFileSync(path, 'utf8');
  throw new StartError(`The definition of ${resource.logicalId} is missing: synthesize again.`);
}
