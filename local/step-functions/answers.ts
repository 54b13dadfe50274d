/** Executions, histories and machines as the API answers them. Instants are epoch seconds. */
import { withoutData } from './history';
import type { Machine } from './machines';
import type { ExecutionRecord } from './records';
import { type Input, page } from './requests';
import { roleArn } from './run';

export const STATUSES: readonly string[] = [
  'RUNNING',
  'SUCCEEDED',
  'FAILED',
  'TIMED_OUT',
  'ABORTED',
  'PENDING_REDRIVE',
];

type Answer = Record<string, unknown>;

export function describe(record: ExecutionRecord): Answer {
  const { output, error, cause } = record;
  return {
    ...executionSummary(record),
    input: record.inputText,
    inputDetails: { included: true },
    ...(output === undefined
      ? {}
      : { output: JSON.stringify(output), outputDetails: { included: true } }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
  };
}

/** The newest first, one page of those with the status (all without one). */
export function answerList(
  records: readonly ExecutionRecord[],
  status: string | undefined,
  input: Input,
): Answer {
  const wanted = (record: ExecutionRecord) => status === undefined || record.status === status;
  const { items, nextToken } = page(input, records, { newestFirst: true, wanted });
  return { executions: items.map(executionSummary), ...(nextToken ? { nextToken } : {}) };
}

/** AWS leaves the parameters of a scheduled task in, even without execution data. */
const HIDDEN = ['input', 'inputDetails', 'output', 'outputDetails'];

export function answerHistory(record: ExecutionRecord, input: Input): Answer {
  const newestFirst = input.reverseOrder === true;
  const { items, nextToken } = page(input, record.history, { newestFirst });
  const hides = input.includeExecutionData === false;
  const events = hides ? items.map((event) => withoutData(event, HIDDEN)) : items;
  return { events, ...(nextToken ? { nextToken } : {}) };
}

export function summary(machine: Machine): Answer {
  return {
    stateMachineArn: machine.arn,
    name: machine.name,
    type: 'STANDARD',
    creationDate: machine.createdMillis / 1000,
  };
}

export function describeMachine(machine: Machine): Answer {
  const { logging } = machine;
  return {
    ...summary(machine),
    status: 'ACTIVE',
    definition: machine.definitionText,
    roleArn: roleArn({ machineArn: machine.arn, roleId: machine.roleId }),
    loggingConfiguration: {
      level: logging?.level ?? 'OFF',
      includeExecutionData: logging?.includeExecutionData ?? false,
    },
  };
}

function executionSummary(record: ExecutionRecord): Answer {
  const { stoppedMillis } = record;
  return {
    executionArn: record.arn,
    stateMachineArn: record.machineArn,
    name: record.name,
    status: record.status,
    startDate: record.startedMillis / 1000,
    ...(stoppedMillis === undefined ? {} : { stopDate: stoppedMillis / 1000 }),
    redriveCount: 0,
  };
}
