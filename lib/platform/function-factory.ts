/** Makes a stack's functions alike and registers each for those who call it. */
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { DeadLetters } from './dead-letters';
import type { FunctionRegistry } from './function-registry';
import type { FunctionSettings } from './function-settings';
import { LendingFunction } from './lending-function';

/** Where an operation's bundle is; tests answer with a placeholder. */
export type CodeSource = (operationId: string) => lambda.Code;

export interface FunctionFactoryProps {
  /** Stands before every function's name, for example `sunlend-dev`. */
  readonly prefix: string;
  readonly code: CodeSource;
  readonly defaults: FunctionSettings;
  readonly logsKey: kms.IKey;
  readonly deadLetters: DeadLetters;
  readonly environment: Readonly<Record<string, string>>;
  readonly registry: FunctionRegistry;
}

export interface Operation {
  readonly operationId: string;
  readonly capability: string;
  readonly description: string;
}

export class FunctionFactory extends Construct {
  private readonly tracingPolicy: iam.ManagedPolicy;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: FunctionFactoryProps,
  ) {
    super(scope, id);
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
    const { props } = this;
    const id = operationId.charAt(0).toUpperCase() + operationId.slice(1);
    const fn = new LendingFunction(scope, id, {
      ...operation,
      name: `${props.prefix}-${operationId}`,
      code: props.code(operationId),
      settings: { ...props.defaults, ...settings },
      logsKey: props.logsKey,
      tracingPolicy: this.tracingPolicy,
      deadLetters: props.deadLetters,
      environment: {
        ...props.environment,
        NODE_OPTIONS: '--enable-source-maps',
      },
    });
    props.registry.add(fn);
    return fn;
  }
}
