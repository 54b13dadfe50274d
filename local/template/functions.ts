/** The template's Lambda functions, with what happens to an asynchronous event that fails. */
import { arnOf, ofType, type Resource } from './resources';

export interface FunctionResource {
  readonly logicalId: string;
  readonly name: string;
  /** What our constructs call the function by; the logical id elsewhere. */
  readonly operationId: string;
  readonly arn: string;
  readonly roleId: string;
  /** The unpacked bundle; absent for code that is no asset of this assembly. */
  readonly codeDirectory?: string | undefined;
  /** For example index.handler. */
  readonly handler: string;
  readonly runtime: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  readonly logGroup: string;
  readonly hasTracing: boolean;
  /** Queue or topic of events that failed every attempt. */
  readonly deadLetterArn?: string | undefined;
  /** Further attempts after the first of an asynchronous event: 0 to 2. */
  readonly retryAttempts: number;
  readonly reservedConcurrency?: number | undefined;
}

export function readFunctions(
  resources: readonly Resource[],
  roleIdOf: (arn: unknown) => string,
): FunctionResource[] {
  const eventConfigurations = ofType(resources, 'AWS::Lambda::EventInvokeConfig');
  return ofType(resources, 'AWS::Lambda::Function').map((resource) => {
    const name = resource.identity.ref;
    const events = eventConfigurations.find(
      ({ properties }) => String(properties.FunctionName).split(':').at(-1) === name,
    );
    return readFunction(resource, roleIdOf, events?.properties ?? {});
  });
}

interface EventDestination {
  readonly OnFailure?: { readonly Destination?: string };
}

function readFunction(
  resource: Resource,
  roleIdOf: (arn: unknown) => string,
  events: Readonly<Record<string, unknown>>,
): FunctionResource {
  const { properties } = resource;
  const name = resource.identity.ref;
  const code = properties.Code as { S3Key?: string } | undefined;
  const environment = properties.Environment as { Variables?: Record<string, unknown> } | undefined;
  const destination = events.DestinationConfig as EventDestination | undefined;
  const logging = properties.LoggingConfig as { LogGroup?: string } | undefined;
  return {
    logicalId: resource.logicalId,
    name,
    operationId: String(resource.metadata['sunlend:operationId'] ?? resource.logicalId),
    arn: arnOf(resource),
    roleId: roleIdOf(properties.Role),
    codeDirectory: code?.S3Key === undefined ? undefined : resource.assetPath(code.S3Key),
    handler: String(properties.Handler ?? 'index.handler'),
    runtime: String(properties.Runtime ?? ''),
    environment: Object.fromEntries(
      Object.entries(environment?.Variables ?? {}).map(([key, value]) => [key, String(value)]),
    ),
    timeoutSeconds: Number(properties.Timeout ?? 3),
    memoryMegabytes: Number(properties.MemorySize ?? 128),
    logGroup: logging?.LogGroup ?? `/aws/lambda/${name}`,
    hasTracing: (properties.TracingConfig as { Mode?: string } | undefined)?.Mode === 'Active',
    deadLetterArn:
      destination?.OnFailure?.Destination ??
      (properties.DeadLetterConfig as { TargetArn?: string } | undefined)?.TargetArn,
    retryAttempts: Number(events.MaximumRetryAttempts ?? 2),
    reservedConcurrency: properties.ReservedConcurrentExecutions as number | undefined,
  };
}
