/** An engine with told functions on a clock that only moves when a test moves it. */
import { randomUUID } from 'node:crypto';
import { MovableClock } from '../../../local/clock';
import type { Invoke, TaskContext, TaskReply } from '../../../local/step-functions/environment';
import type { Json, JsonObject } from '../../../local/step-functions/json';
import type { MachineSettings } from '../../../local/step-functions/machines';
import type { ExecutionRecord, HistoryEvent } from '../../../local/step-functions/records';
import {
  StepFunctions,
  type StepFunctionsOptions,
} from '../../../local/step-functions/step-functions';

export const START = Date.UTC(2027, 0, 15);
export const MACHINE = 'arn:aws:states:eu-central-1:000000000000:stateMachine:lending';
export const EXECUTION = 'arn:aws:states:eu-central-1:000000000000:execution:lending';
export const INVOKE = 'arn:aws:states:::lambda:invoke';

export interface Call {
  readonly payload: Json;
  readonly task: TaskContext;
  /** Lets the function return. */
  reply(reply: TaskReply): void;
}

type Answer = Record<string, unknown>;

/** Functions answer when the test says so, or at once through `answers`. */
export class Laptop {
  readonly clock = new MovableClock(
    START,
    () => this.engine.settled(),
    () => 0,
  );
  readonly calls: Call[] = [];
  readonly engine: StepFunctions;
  transitions = 0;

  constructor(
    definition: unknown,
    options: Partial<StepFunctionsOptions> & {
      readonly answers?: (call: Call) => TaskReply | undefined;
      readonly machine?: Partial<MachineSettings>;
    } = {},
  ) {
    const { answers, machine, ...rest } = options;
    const invoke: Invoke = (_arn, payload, _role, task) =>
      new Promise((reply) => {
        const call: Call = { payload, task, reply };
        this.calls.push(call);
        const told = answers?.(call);
        if (told) reply(told);
      });
    this.engine = new StepFunctions({
      clock: this.clock,
      ids: randomUUID,
      machines: [{ arn: MACHINE, name: 'lending', definition, roleId: 'WorkflowRole', ...machine }],
      invoke,
      meter: {
        transition: () => {
          this.transitions += 1;
        },
      },
      ...rest,
    });
  }

  send(action: string, input: Answer): Promise<Answer> {
    return this.engine.call({ action, input, principal: { roleId: 'operator' } });
  }

  async start(input: Json = {}, name = 'one'): Promise<void> {
    await this.send('StartExecution', {
      stateMachineArn: MACHINE,
      name,
      input: JSON.stringify(input),
    });
    await this.engine.settled();
  }

  async pass(seconds: number): Promise<void> {
    await this.clock.moveTo(this.clock.now() + seconds * 1000);
  }

  get record(): ExecutionRecord {
    const [record] = this.engine.records();
    if (!record) throw new Error('no execution was started');
    return record;
  }

  get events(): string[] {
    return this.record.history.map((event) => event.type);
  }

  event(type: string): HistoryEvent {
    const found = this.record.history.find((event) => event.type === type);
    if (!found) throw new Error(`no event ${type} among ${this.events.join(', ')}`);
    return found;
  }

  /** The token the latest call was given. */
  get token(): string {
    const token = this.calls.at(-1)?.task.token;
    if (token === undefined) throw new Error('no task waits for a token');
    return token;
  }
}

export const ok = (payload: Json = null): TaskReply => ({ ok: true, payload });

export const failed = (errorType: string, errorMessage = 'as told'): TaskReply => ({
  ok: false,
  errorType,
  errorMessage,
});

/** A definition of the states, the first of them the entry. */
export function machine(states: Record<string, JsonObject>, more: JsonObject = {}): JsonObject {
  const StartAt = Object.keys(states)[0] ?? '';
  return { QueryLanguage: 'JSONata', StartAt, States: states, ...more };
}

/** A Task that invokes a function with its input and ends, unless told otherwise. */
export function task(more: JsonObject = {}): JsonObject {
  return {
    Type: 'Task',
    Resource: INVOKE,
    Arguments: { FunctionName: 'assess', Payload: '{% $states.input %}' },
    Output: '{% $states.result.Payload %}',
    ...(more.Next === undefined ? { End: true } : {}),
    ...more,
  };
}

export function tokenTask(more: JsonObject = {}): JsonObject {
  return task({
    Resource: `${INVOKE}.waitForTaskToken`,
    Arguments: { FunctionName: 'review', Payload: { token: '{% $states.context.Task.Token %}' } },
    Output: '{% $states.result %}',
    ...more,
  });
}
