/** A state machine from an ASL file: logged without its data, traced, encrypted, exact rights. */
import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { FunctionSettings } from './function-settings';
import type { LendingFunction } from './lending-function';

export type WorkflowIntent = 'start' | 'answer';

const actions: Readonly<Record<WorkflowIntent, readonly string[]>> = {
  start: ['states:StartExecution'],
  answer: ['states:SendTaskSuccess', 'states:SendTaskFailure'],
};

/** Log delivery and X-Ray know no resources in IAM. */
const serviceActions = [
  'logs:CreateLogDelivery',
  'logs:GetLogDelivery',
  'logs:UpdateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:DescribeResourcePolicies',
  'logs:DescribeLogGroups',
  'xray:PutTraceSegments',
  'xray:PutTelemetryRecords',
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
];

export interface WorkflowProps {
  readonly name: string;
  readonly definitionFile: string;
  /** Placeholder to value. */
  readonly substitutions: Readonly<Record<string, string>>;
  /** The functions the tasks invoke. */
  readonly taskArns: string[];
  /** Labels of the distributed maps: their children are executions of the workflow's own. */
  readonly mapLabels?: readonly string[];
  readonly key: kms.IKey;
  readonly settings: Pick<FunctionSettings, 'logRetention' | 'removalPolicy'>;
}

/** A workflow by its name: functions that start or answer it are deployed before it is. */
export class GrantedWorkflow {
  constructor(
    readonly name: string,
    /** The environment variable by which a function finds the workflow. */
    private readonly variable: string,
  ) {}

  /** Tells the function the workflow's ARN and lets it start executions or answer task tokens. */
  grant(fn: LendingFunction, ...intents: readonly [WorkflowIntent, ...WorkflowIntent[]]): void {
    const arn = arnOf(fn, 'states', 'stateMachine', this.name);
    fn.setVariable(this.variable, arn);
    for (const intent of intents) fn.allow(actions[intent], [arn]);
  }
}

export class Workflow extends Construct {
  readonly name: string;
  readonly stateMachine: sfn.StateMachine;
  readonly logGroup: logs.LogGroup;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: WorkflowProps,
  ) {
    super(scope, id);
    this.name = props.name;
    this.logGroup = new logs.LogGroup(this, 'LogGroup', {
      // Below this name the account's log policy, which is limited in size, does not grow.
      logGroupName: `/aws/vendedlogs/states/${props.name}`,
      encryptionKey: props.key,
      retention: props.settings.logRetention,
      removalPolicy: props.settings.removalPolicy,
    });
    const role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('states.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
      managedPolicies: [this.policy()],
    });
    this.stateMachine = new sfn.StateMachine(this, 'StateMachine', {
      stateMachineName: props.name,
      definitionBody: sfn.DefinitionBody.fromFile(props.definitionFile),
      definitionSubstitutions: { ...props.substitutions },
      role: role.withoutPolicyUpdates(),
      tracingEnabled: true,
      logs: { destination: this.logGroup, level: sfn.LogLevel.ALL, includeExecutionData: false },
      encryptionConfiguration: new sfn.CustomerManagedEncryptionConfiguration(
        props.key,
        Duration.minutes(5),
      ),
      removalPolicy: props.settings.removalPolicy,
    });
  }

  private policy(): iam.ManagedPolicy {
    const { name, key, taskArns, mapLabels = [] } = this.props;
    const machineArn = arnOf(this, 'states', 'stateMachine', name);
    const children = arnOf(this, 'states', 'execution', `${name}:*`);
    const encrypted = [machineArn, ...mapLabels.map((label) => `${machineArn}/${label}`)];
    return new iam.ManagedPolicy(this, 'Policy', {
      description: `What ${name} may do`,
      statements: [
        allow(['lambda:InvokeFunction'], taskArns),
        allow(['kms:Decrypt', 'kms:GenerateDataKey'], [key.keyArn], {
          StringEquals: {
            'kms:EncryptionContext:aws:states:stateMachineArn':
              encrypted.length === 1 ? machineArn : encrypted,
          },
        }),
        // The history's way into the log group is encrypted under the same key.
        allow(['kms:GenerateDataKey'], [key.keyArn], {
          StringEquals: { 'kms:EncryptionContext:SourceArn': arnOf(this, 'logs', '*') },
        }),
        ...(mapLabels.length > 0 ? mapStatements(machineArn, children) : []),
        allow(serviceActions, ['*']),
      ],
    });
  }
}

/** A distributed map starts its children, watches them and stops them. */
const mapStatements = (machineArn: string, childArns: string): iam.PolicyStatement[] => [
  allow(['states:StartExecution'], [machineArn]),
  allow(['states:DescribeExecution', 'states:StopExecution'], [childArns]),
];

const allow = (actions: string[], resources: string[], conditions?: Record<string, unknown>) =>
  new iam.PolicyStatement({ actions, resources, ...(conditions && { conditions }) });

/** Made of the name, not referred to: a function that answers may itself be a task. */
const arnOf = (
  scope: Construct,
  service: string,
  resource: string,
  resourceName?: string,
): string =>
  Stack.of(scope).formatArn({
    service,
    resource,
    resourceName,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
