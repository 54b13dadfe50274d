/** A Lambda function as all of ours are: own role, own log group, own policy, no wildcard. */
import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { DeadLetters } from './dead-letters';
import type { FunctionSettings } from './function-settings';

export interface LendingFunctionProps {
  readonly operationId: string;
  /** The function's own name: what calls it, in whichever stack, is told by name. */
  readonly name: string;
  readonly capability: string;
  readonly description: string;
  readonly code: lambda.Code;
  readonly settings: FunctionSettings;
  readonly logsKey: kms.IKey;
  /** X-Ray knows no resources: the one wildcard every function needs, granted in one policy. */
  readonly tracingPolicy: iam.IManagedPolicy;
  readonly deadLetters: DeadLetters;
  readonly environment: Readonly<Record<string, string>>;
}

export class LendingFunction extends Construct {
  readonly operationId: string;
  /**
   * For callers in other stacks. Made of the name, not referred to: a reference would be an export,
   * and a function whose export is in use could neither be replaced nor taken away.
   */
  readonly arn: string;
  /** For what stands in the same stack. */
  readonly function: lambda.Function;
  readonly role: iam.Role;
  readonly logGroup: logs.LogGroup;
  private readonly name: string;
  private readonly policy: iam.ManagedPolicy;

  constructor(scope: Construct, id: string, props: LendingFunctionProps) {
    super(scope, id);
    const { settings } = props;
    this.operationId = props.operationId;
    this.name = props.name;
    this.arn = Stack.of(this).formatArn({
      service: 'lambda',
      resource: 'function',
      resourceName: props.name,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    this.logGroup = new logs.LogGroup(this, 'LogGroup', {
      encryptionKey: props.logsKey,
      retention: settings.logRetention,
      removalPolicy: settings.removalPolicy,
    });
    this.policy = new iam.ManagedPolicy(this, 'Policy', {
      description: `What ${props.operationId} may do`,
    });
    this.role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      managedPolicies: [this.policy, props.tracingPolicy],
    });
    this.function = new lambda.Function(this, 'Function', {
      functionName: props.name,
      description: props.description,
      code: props.code,
      handler: 'index.handler',
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      memorySize: settings.memoryMebibytes,
      timeout: Duration.seconds(settings.timeoutSeconds),
      reservedConcurrentExecutions: settings.reservedConcurrency,
      tracing: lambda.Tracing.ACTIVE,
      logGroup: this.logGroup,
      loggingFormat: lambda.LoggingFormat.JSON,
      deadLetterQueue: props.deadLetters.queue,
      environment: { ...props.environment },
      // What the L2 would add by itself goes into our own policy, statement by statement.
      role: this.role.withoutPolicyUpdates(),
    });
    const resource = this.function.node.defaultChild as lambda.CfnFunction;
    resource.addMetadata('sunlend:operationId', props.operationId);
    resource.addMetadata('sunlend:capability', props.capability);
    this.allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [this.logGroup.logGroupArn]);
    this.allow(['sqs:SendMessage'], [props.deadLetters.queue.queueArn]);
  }

  /** Grants exact actions on exact resources; intents call this together with `setVariable`. */
  allow(
    actions: readonly string[],
    resources: readonly string[],
    conditions?: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  ): void {
    this.policy.addStatements(
      new iam.PolicyStatement({
        actions: [...actions],
        resources: [...resources],
        ...(conditions && { conditions }),
      }),
    );
  }

  setVariable(name: string, value: string): void {
    this.function.addEnvironment(name, value);
  }

  /** One of Lambda's metrics of this function, in five minutes unless told. */
  metric(metricName: string, props: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: 'AWS/Lambda',
      metricName,
      dimensionsMap: { FunctionName: this.name },
      statistic: 'Sum',
      period: Duration.minutes(5),
      ...props,
    });
  }
}
