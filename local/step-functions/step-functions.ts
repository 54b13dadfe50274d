/** Step Functions on a laptop: the state machines of the template and the JSON API over them. */

import type { Clock } from '../clock';
import { AwsError, type JsonService, type ServiceCall } from '../cloud/service';
import { answerHistory, answerList, describe, describeMachine, STATUSES, summary } from './answers';
import type { Environment, Integration, Invoke, Meter } from './environment';
import { Execution } from './execution';
import { type Logs, observer } from './logs';
import { type Machine, type MachineSettings, readMachine } from './machines';
import type { ExecutionRecord, ExecutionStore } from './records';
import { type Input, invalid, jsonText, optional, page, required } from './requests';
import { forgetful } from './stores';
import { readToken } from './token';
import { Workload } from './workload';

export interface StepFunctionsOptions {
  readonly clock: Clock;
  readonly invoke: Invoke;
  /** New version 4 UUIDs. */
  readonly ids: () => string;
  readonly machines?: readonly MachineSettings[];
  /** Resources other than Lambda, by ARN without '.waitForTaskToken'. */
  readonly integrations?: Readonly<Record<string, Integration>>;
  readonly meter?: Meter;
  /** For jitter and $random(); without it there is none: the full delay, and 0.5. */
  readonly random?: () => number;
  /** Executions survive the process if theirs does; without it none does. */
  readonly store?: ExecutionStore;
  readonly logs?: Logs;
}

const EXECUTION_NAME = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]{1,80}$/u;

export class StepFunctions implements JsonService {
  private readonly machines = new Map<string, Machine>();
  /** In the order they were started. */
  private readonly executions = new Map<string, Execution>();
  private readonly workload = new Workload();
  private readonly environment: Environment;

  /** Executions of the store are known at once, but go on only after `resume`. */
  constructor(options: StepFunctionsOptions) {
    this.environment = {
      clock: options.clock,
      invoke: options.invoke,
      ids: options.ids,
      integrations: options.integrations ?? {},
      meter: options.meter ?? { transition: () => {} },
      random: options.random ?? (() => 0.5),
      store: options.store ?? forgetful,
      observe: observer((arn) => this.machines.get(arn)?.logging, options.logs),
    };
    for (const record of this.environment.store.load()) this.admit(record);
    for (const machine of options.machines ?? []) this.register(machine);
  }

  /**
   * Adds a machine, or replaces it: executions under way keep the definition they started with.
   * @throws DefinitionError
   */
  register(settings: MachineSettings): void {
    const { integrations, clock } = this.environment;
    this.machines.set(settings.arn, readMachine(settings, integrations, clock.now()));
  }

  /**
   * Takes up what a former process left: timers are set again, tokens still open the tasks they
   * belong to, and a call that was in flight is made again. Tasks are called at least once.
   */
  async resume(): Promise<void> {
    await Promise.all([...this.executions.values()].map((execution) => execution.resume()));
  }

  /** Resolves when nothing moves without a timer, an answer from outside or a running function. */
  settled(): Promise<void> {
    return this.workload.settled();
  }

  /** The same, and no function is running: what to await before the clock is moved. */
  atRest(): Promise<void> {
    return this.workload.atRest();
  }

  /** Every execution's record, the oldest first, for whoever inspects the laptop: read only. */
  records(): readonly ExecutionRecord[] {
    return [...this.executions.values()].map((execution) => execution.record);
  }

  async call({ action, input }: ServiceCall): Promise<Record<string, unknown>> {
    switch (action) {
      case 'StartExecution':
        return this.startExecution(input);
      case 'DescribeExecution':
        return describe(this.execution(input).record);
      case 'GetExecutionHistory':
        return answerHistory(this.execution(input).record, input);
      case 'ListExecutions':
        return this.listExecutions(input);
      case 'StopExecution':
        return this.stopExecution(input);
      case 'SendTaskSuccess':
        return this.sendTaskSuccess(input);
      case 'SendTaskFailure':
        return this.sendTaskFailure(input);
      case 'SendTaskHeartbeat':
        return this.sendTaskHeartbeat(input);
      case 'DescribeStateMachine':
        return describeMachine(this.machine(input));
      case 'ListStateMachines':
        return this.listStateMachines(input);
      default:
        throw new AwsError('UnknownOperationException', `Step Functions has no ${action} here`);
    }
  }

  private async startExecution(input: Input): Promise<Record<string, unknown>> {
    const machine = this.machine(input);
    const name = optional(input, 'name') ?? this.environment.ids();
    const inputText = optional(input, 'input') ?? '{}';
    if (!EXECUTION_NAME.test(name)) throw new AwsError('InvalidName', `Invalid Name: '${name}'`);
    jsonText(inputText, 'InvalidExecutionInput', 'Invalid State Machine Execution Input: no JSON');
    const arn = `${machine.arn.replace(':stateMachine:', ':execution:')}:${name}`;
    const known = this.executions.get(arn)?.record;
    if (known && (known.status !== 'RUNNING' || known.inputText !== inputText)) {
      throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
    }
    const record = known ?? newRecord(machine, name, arn, inputText, this.environment.clock.now());
    // Starting again what runs with the same name and input is the same start.
    if (!known) await this.admit(record).start();
    return { executionArn: arn, startDate: record.startedMillis / 1000 };
  }

  private admit(record: ExecutionRecord): Execution {
    const execution = new Execution(record, this.environment, this.workload);
    this.executions.set(record.arn, execution);
    return execution;
  }

  private async stopExecution(input: Input): Promise<Record<string, unknown>> {
    const execution = this.execution(input);
    await execution.stop(optional(input, 'error'), optional(input, 'cause'));
    return { stopDate: (execution.record.stoppedMillis ?? 0) / 1000 };
  }

  private async sendTaskSuccess(input: Input): Promise<Record<string, unknown>> {
    const { execution, taskId } = this.task(input);
    const text = required(input, 'output');
    const output = jsonText(text, 'InvalidOutput', "Invalid Output: 'The output is no JSON'");
    return accepted(await execution.taskSucceeded(taskId, output));
  }

  private async sendTaskFailure(input: Input): Promise<Record<string, unknown>> {
    const { execution, taskId } = this.task(input);
    const error = optional(input, 'error') ?? 'States.TaskFailed';
    const cause = optional(input, 'cause') ?? '';
    return accepted(await execution.taskFailed(taskId, error, cause));
  }

  private async sendTaskHeartbeat(input: Input): Promise<Record<string, unknown>> {
    const { execution, taskId } = this.task(input);
    return accepted(await execution.taskIsAlive(taskId));
  }

  private listExecutions(input: Input): Record<string, unknown> {
    const { arn } = this.machine(input);
    const status = optional(input, 'statusFilter');
    if (status !== undefined && !STATUSES.includes(status)) {
      throw invalid(`'statusFilter' must satisfy enum value set: [${STATUSES.join(', ')}]`);
    }
    const records = this.records().filter((record) => record.machineArn === arn);
    return answerList(records, status, input);
  }

  private listStateMachines(input: Input): Record<string, unknown> {
    const machines = [...this.machines.values()];
    const { items, nextToken } = page(input, machines, { newestFirst: false });
    return { stateMachines: items.map(summary), ...(nextToken ? { nextToken } : {}) };
  }

  private machine(input: Input): Machine {
    const arn = required(input, 'stateMachineArn');
    if (!/^arn:aws[\w-]*:states:/.test(arn))
      throw new AwsError('InvalidArn', `Invalid Arn: '${arn}'`);
    const machine = this.machines.get(arn);
    if (machine) return machine;
    throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
  }

  private execution(input: Input): Execution {
    const arn = required(input, 'executionArn');
    if (!/^arn:aws[\w-]*:states:/.test(arn))
      throw new AwsError('InvalidArn', `Invalid Arn: '${arn}'`);
    const execution = this.executions.get(arn);
    if (execution) return execution;
    throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
  }

  private task(input: Input): { execution: Execution; taskId: string } {
    const parts = readToken(required(input, 'taskToken'));
    if (!parts) throw new AwsError('InvalidToken', "Invalid Token: 'Invalid token'");
    const execution = this.executions.get(parts.executionArn);
    if (execution) return { execution, taskId: parts.taskId };
    throw new AwsError('TaskDoesNotExist', "Task Does Not Exist: 'The task does not exist'");
  }
}

/** The answer to a token: a task that is over, however it ended, has timed out in AWS's words. */
function accepted(isAlive: boolean): Record<string, unknown> {
  if (isAlive) return {};
  throw new AwsError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
}

function newRecord(
  machine: Machine,
  name: string,
  arn: string,
  inputText: string,
  nowMillis: number,
): ExecutionRecord {
  const { TimeoutSeconds: timeoutSeconds } = machine.definition;
  return {
    arn,
    name,
    machineArn: machine.arn,
    machineName: machine.name,
    roleId: machine.roleId,
    definition: machine.definition,
    inputText,
    startedMillis: nowMillis,
    ...(timeoutSeconds === undefined ? {} : { deadlineMillis: nowMillis + timeoutSeconds * 1000 }),
    status: 'RUNNING',
    flows: {},
    openedFlows: 0,
    history: [],
  };
}
