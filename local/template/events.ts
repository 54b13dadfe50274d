/** What starts a function besides the API: streams and queues it reads, schedules that call it. */
import { arnOf, ofType, type Resource } from './resources';

export interface EventSourceMapping {
  readonly logicalId: string;
  /** Name or ARN of the function. */
  readonly functionName: string;
  /** A table's stream or a queue. */
  readonly eventSourceArn: string;
  readonly batchSize: number;
  readonly maximumBatchingWindowSeconds: number;
  readonly startingPosition: 'TRIM_HORIZON' | 'LATEST' | 'AT_TIMESTAMP';
  /** Event patterns, parsed; a record passes when one of them matches. */
  readonly filters: readonly unknown[];
  /** -1: until the record expires. */
  readonly maximumRetryAttempts: number;
  readonly bisectsOnError: boolean;
  readonly reportsBatchItemFailures: boolean;
  readonly onFailureArn?: string | undefined;
  readonly isEnabled: boolean;
}

export interface Schedule {
  readonly logicalId: string;
  readonly name: string;
  /** rate(…), cron(…) or at(…). */
  readonly expression: string;
  readonly timezone: string;
  readonly targetArn: string;
  /** The payload as JSON text; absent: the event AWS sends itself. */
  readonly input?: string | undefined;
  /** Whose grant calls the target; absent where a resource policy allows it. */
  readonly roleId?: string | undefined;
  readonly isEnabled: boolean;
}

export function readEventSourceMappings(resources: readonly Resource[]): EventSourceMapping[] {
  return ofType(resources, 'AWS::Lambda::EventSourceMapping').map(({ logicalId, properties }) => {
    const criteria = properties.FilterCriteria as { Filters?: { Pattern: string }[] } | undefined;
    const destination = properties.DestinationConfig as
      | { OnFailure?: { Destination?: string } }
      | undefined;
    const answers = (properties.FunctionResponseTypes ?? []) as string[];
    return {
      logicalId,
      functionName: String(properties.FunctionName),
      eventSourceArn: String(properties.EventSourceArn),
      batchSize: Number(properties.BatchSize ?? 100),
      maximumBatchingWindowSeconds: Number(properties.MaximumBatchingWindowInSeconds ?? 0),
      startingPosition: (properties.StartingPosition ??
        'TRIM_HORIZON') as EventSourceMapping['startingPosition'],
      filters: (criteria?.Filters ?? []).map(({ Pattern }) => JSON.parse(Pattern)),
      maximumRetryAttempts: Number(properties.MaximumRetryAttempts ?? -1),
      bisectsOnError: properties.BisectBatchOnFunctionError === true,
      reportsBatchItemFailures: answers.includes('ReportBatchItemFailures'),
      onFailureArn: destination?.OnFailure?.Destination,
      isEnabled: properties.Enabled !== false,
    };
  });
}

/** EventBridge rules with a schedule, and schedules of EventBridge Scheduler. */
export function readSchedules(
  resources: readonly Resource[],
  roleIdOf: (arn: unknown) => string,
): Schedule[] {
  const rules = ofType(resources, 'AWS::Events::Rule')
    .filter(({ properties }) => typeof properties.ScheduleExpression === 'string')
    .flatMap((rule) => (rule.properties.Targets as Target[]).map((target) => ({ rule, target })))
    .map(({ rule, target }) => ({
      logicalId: rule.logicalId,
      name: arnOf(rule).split('/').at(-1) ?? '',
      expression: String(rule.properties.ScheduleExpression),
      timezone: 'UTC',
      targetArn: target.Arn,
      input: target.Input,
      roleId: target.RoleArn === undefined ? undefined : roleIdOf(target.RoleArn),
      isEnabled: rule.properties.State !== 'DISABLED',
    }));
  const schedules = ofType(resources, 'AWS::Scheduler::Schedule').map((schedule) => {
    const target = schedule.properties.Target as Target;
    return {
      logicalId: schedule.logicalId,
      name: schedule.identity.ref,
      expression: String(schedule.properties.ScheduleExpression),
      timezone: String(schedule.properties.ScheduleExpressionTimezone ?? 'UTC'),
      targetArn: target.Arn,
      input: target.Input,
      roleId: roleIdOf(target.RoleArn),
      isEnabled: schedule.properties.State !== 'DISABLED',
    };
  });
  return [...rules, ...schedules];
}

interface Target {
  readonly Arn: string;
  readonly Input?: string;
  readonly RoleArn?: string;
}
