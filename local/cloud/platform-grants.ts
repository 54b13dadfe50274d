/** What AWS does in a role's name without a call of its own: those grants count as needed. */
import type { Deployment, StateMachineResource } from '../template/deployment';
import type { EventSourceMapping, Schedule } from '../template/events';
import type { FunctionResource } from '../template/functions';
import { account, region } from '../template/identifiers';
import type { AccessRequest, Authorizer } from './authorize';

/** Claims everything the deployment needs before the first call; refusals are in `denials()`. */
export function claimAtStart(authorizer: Authorizer, deployment: Deployment): void {
  for (const machine of deployment.stateMachines) {
    claim(authorizer, machine.roleId, workflowNeeds(machine));
  }
  for (const mapping of deployment.eventSourceMappings) {
    const target = deployment.functions.find(({ name, arn }) =>
      [name, arn].includes(mapping.functionName),
    );
    if (target) claim(authorizer, target.roleId, streamNeeds(mapping, deployment));
  }
  for (const schedule of deployment.schedules) {
    if (schedule.roleId) claim(authorizer, schedule.roleId, scheduleNeeds(schedule));
  }
}

/** Claims what an environment of the function does around its handler. */
export function claimForFunction(authorizer: Authorizer, resource: FunctionResource): void {
  const group = `arn:aws:logs:${region}:${account}:log-group:${resource.logGroup}`;
  claim(authorizer, resource.roleId, [
    { action: 'logs:CreateLogStream', resource: `${group}:log-stream:local` },
    { action: 'logs:PutLogEvents', resource: `${group}:log-stream:local` },
    ...(resource.hasTracing ? tracing : []),
    ...(resource.deadLetterArn ? [deadLetter(resource.deadLetterArn)] : []),
  ]);
}

function claim(authorizer: Authorizer, roleId: string, needs: readonly AccessRequest[]): void {
  for (const need of needs) {
    try {
      authorizer.require({ roleId }, [need]);
    } catch {
      // AWS would not fail the caller either; the authorizer remembers the refusal.
    }
  }
}

const anywhere = (actions: readonly string[]): AccessRequest[] =>
  actions.map((action) => ({ action, resource: '*' }));

const tracing = anywhere(['xray:PutTraceSegments', 'xray:PutTelemetryRecords']);

const deadLetter = (targetArn: string): AccessRequest => ({
  action: targetArn.startsWith('arn:aws:sns:') ? 'sns:Publish' : 'sqs:SendMessage',
  resource: targetArn,
});

const logDelivery = anywhere([
  'logs:CreateLogDelivery',
  'logs:GetLogDelivery',
  'logs:UpdateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:DescribeResourcePolicies',
  'logs:DescribeLogGroups',
]);

const sampling = anywhere(['xray:GetSamplingRules', 'xray:GetSamplingTargets']);

/** A distributed map starts its children, and may have to stop them. */
const mapNeeds = ({ arn }: StateMachineResource): AccessRequest[] => {
  const child = `${arn.replace(':stateMachine:', ':execution:')}:local`;
  return [
    { action: 'states:StartExecution', resource: arn },
    { action: 'states:DescribeExecution', resource: child },
    { action: 'states:StopExecution', resource: child },
  ];
};

function workflowNeeds(machine: StateMachineResource) {
  const { arn, definition, logging, hasTracing, keyArn } = machine;
  const keyNeeds = (action: string, key: string, value: string): AccessRequest[] =>
    keyArn ? [{ action, resource: keyArn, context: { [key]: value } }] : [];
  const ownContext = 'kms:EncryptionContext:aws:states:stateMachineArn';
  const logs = `arn:aws:logs:${region}:${account}:*`;
  return [
    ...keyNeeds('kms:GenerateDataKey', ownContext, arn),
    ...keyNeeds('kms:Decrypt', ownContext, arn),
    ...(logging ? logDelivery : []),
    ...(logging ? keyNeeds('kms:GenerateDataKey', 'kms:EncryptionContext:SourceArn', logs) : []),
    ...(hasTracing ? [...tracing, ...sampling] : []),
    ...(/"DISTRIBUTED"/.test(definition) ? mapNeeds(machine) : []),
  ];
}

function streamNeeds(mapping: EventSourceMapping, { tables }: Deployment): AccessRequest[] {
  const { eventSourceArn: resource, onFailureArn } = mapping;
  const keyArn = tables.find(({ streamArn }) => streamArn === resource)?.keyArn;
  const context = { 'kms:ViaService': `dynamodb.${region}.amazonaws.com` };
  return [
    ...['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'].map((name) => ({
      action: `dynamodb:${name}`,
      resource,
    })),
    ...(keyArn ? [{ action: 'kms:Decrypt', resource: keyArn, context }] : []),
    ...(onFailureArn ? [deadLetter(onFailureArn)] : []),
  ];
}

const scheduleNeeds = ({ targetArn }: Schedule): AccessRequest[] => [
  {
    action: targetArn.includes(':lambda:') ? 'lambda:InvokeFunction' : 'states:StartExecution',
    resource: targetArn,
  },
];
