/** Makes functions alike, keeps them by operationId, and lets no operation be bound twice. */
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { DeadLetters } from './dead-letters';
import type { FunctionSettings } from './function-settings';
import { LendingFunction } from './lending-function';

/** Where an operation's bundle is; tests answer with a placeholder. */
export type CodeSource = (operationId: string) => lambda.Code;

export interface FunctionFactoryProps {
  readonly code: CodeSource;
  readonly defaults: FunctionSettings;
  readonly logsKey: kms.IKey;
  readonly environment: Readonly<Record<string, string>>;
}

export interface Operation {
  readonly operationId: string;
  readonly capability: string;
  readonly description: string;
}

export class FunctionFactory extends Construct {
  readonly deadLetters: DeadLetters;
  private readonly tracingPolicy: iam.ManagedPolicy;
  private readonly made = new Map<string, LendingFunction>();

  constructor(
    scope: Construct,
    id: string,
    private readonly props: FunctionFactoryProps,
  ) {
    super(scope, id);
    this.deadLetters = new DeadLetters(this, 'DeadLetters');
    this.tracingPolicy = new iam.ManagedPolicy(this, 'TracingPolicy', {
      description: 'Sends trace segments to X-Ray',
      statements: [
        new iam.PolicyStatement({
          actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
          resources: ['*'],
        }),
      ],
    });
  }

  make(
    scope: Construct,
    operation: Operation,
    settings: Partial<FunctionSettings> = {},
  ): LendingFunction {
    const { operationId } = operation;
    if (this.made.has(operationId)) throw new Error(`${operationId} is bound twice`);
    const id = operationId.charAt(0).toUpperCase() + operationId.slice(1);
    const fn = new LendingFunction(scope, id, {
      ...operation,
      code: this.props.code(operationId),
      settings: { ...this.props.defaults, ...settings },
      logsKey: this.props.logsKey,
      tracingPolicy: this.tracingPolicy,
      deadLetters: this.deadLetters,
      environment: {
        ...this.props.environment,
        NODE_OPTIONS: '--enable-source-maps',
      },
    });
    this.made.set(operationId, fn);
    return fn;
  }

  /** The function of an operation; an operation without one is a mistake in a capability. */
  of(operationId: string): LendingFunction {
    const fn = this.made.get(operationId);
    if (!fn) throw new Error(`${operationId} has no function: bind it in its capability`);
    return fn;
  }

  all(): readonly LendingFunction[] {
    return [...this.made.values()];
  }
}
