/** Walks a state machine with told answers instead of functions, and reports the way it took. */
import { randomUUID } from 'node:crypto';
import { MovableClock } from '../clock';
import { AwsError } from '../cloud/service';
import { parseDefinition } from './definition';
import type { TaskContext, TaskReply } from './environment';
import type { Json } from './json';
import { type Definition, innerGraphs, type StateGraph, successors } from './language';
import type { ExecutionStatus, HistoryEvent } from './records';
import { StepFunctions } from './step-functions';
import { calledBy, INVOKE, isLambdaArn } from './task-state';

/** How a task answers. */
export type Answer =
  | { readonly kind: 'result'; readonly payload: Json; readonly afterSeconds: number }
  | {
      readonly kind: 'error';
      readonly error: string;
      readonly cause: string;
      readonly afterSeconds: number;
    }
  /** The call succeeds, but the token is never answered (or the function never returns). */
  | { readonly kind: 'silence' };

/** One answer for every attempt, or one after another (the last stays), or worked out. */
export type Mock = Answer | readonly Answer[] | ((task: MockedTask) => Answer);

export interface MockedTask extends TaskContext {
  /** The function's payload, or the arguments of another integration. */
  readonly payload: Json;
  /** How often this state has been called before in the walk. */
  readonly call: number;
}

export interface Walk {
  readonly status: ExecutionStatus;
  /** The states entered, in order. */
  readonly visited: readonly string[];
  /** The transitions taken, each as 'From -> To'. */
  readonly edges: readonly string[];
  readonly output?: Json;
  readonly error?: string;
  readonly cause?: string;
  /** Time that passed on the machine's clock. */
  readonly elapsedSeconds: number;
  /** What AWS would charge for. */
  readonly transitions: number;
  readonly calls: readonly MockedTask[];
  readonly history: readonly HistoryEvent[];
}

export interface WalkOptions {
  /** How much time may pass before the walk is given up as RUNNING; three years unless told. */
  readonly patienceSeconds?: number;
  readonly startMillis?: number;
}

export function result(payload: Json, afterSeconds = 0): Answer {
  return { kind: 'result', payload, afterSeconds };
}

export function error(name: string, cause = '', afterSeconds = 0): Answer {
  return { kind: 'error', error: name, cause, afterSeconds };
}

export const silence: Answer = { kind: 'silence' };

const MACHINE_ARN = 'arn:aws:states:eu-central-1:000000000000:stateMachine:walked';
const THREE_YEARS_SECONDS = 3 * 366 * 86_400;

/**
 * Runs the definition to its end on a clock of its own. Mocks are told by state name; for a task
 * that waits for a token the answer is sent to its token, after the function itself has returned.
 * @throws Error if a task without a mock is called: a walk says what it expects.
 */
export async function walk(
  definition: unknown,
  mocks: Readonly<Record<string, Mock>>,
  input: Json = {},
  options: WalkOptions = {},
): Promise<Walk> {
  const startMillis = options.startMillis ?? Date.UTC(2027, 0, 15);
  const actor = new Actor(mocks, startMillis);
  let transitions = 0;
  const meter = {
    transition: () => {
      transitions += 1;
    },
  };
  const engine = new StepFunctions({
    clock: actor.clock,
    ids: randomUUID,
    machines: [{ arn: MACHINE_ARN, name: 'walked', definition, roleId: 'WalkedRole' }],
    invoke: (_function, payload, _role, context) => actor.call(payload, context),
    integrations: integrationsOf(parseDefinition(definition), actor.call),
    meter,
  });
  actor.engine = engine;
  const text = JSON.stringify(input);
  await send(engine, 'StartExecution', { stateMachineArn: MACHINE_ARN, name: 'walk', input: text });
  await actor.play(startMillis + (options.patienceSeconds ?? THREE_YEARS_SECONDS) * 1000);
  return { ...reportOf(engine, actor.clock.now()), transitions, calls: actor.calls };
}

/** Every transition the definition allows, nested ones included, each as 'From -> To'. */
export function edgesOf(definition: unknown): string[] {
  const edges = (graph: StateGraph): string[] =>
    Object.entries(graph.States).flatMap(([name, state]) => [
      ...successors(state).map((next) => `${name} -> ${next}`),
      ...innerGraphs(state).flatMap(edges),
    ]);
  return [...new Set(edges(parseDefinition(definition)))].sort();
}

/** Every state of the definition, nested ones included. */
export function statesOf(definition: unknown): string[] {
  const names = (graph: StateGraph): string[] =>
    Object.entries(graph.States).flatMap(([name, state]) => [
      name,
      ...innerGraphs(state).flatMap(names),
    ]);
  return names(parseDefinition(definition)).sort();
}

/** Plays every function and everyone who holds a token. */
class Actor {
  readonly clock: MovableClock;
  readonly calls: MockedTask[] = [];
  engine: StepFunctions | undefined;
  private readonly sent: Promise<unknown>[] = [];
  private readonly unexpected: string[] = [];

  constructor(
    private readonly mocks: Readonly<Record<string, Mock>>,
    startMillis: number,
  ) {
    this.clock = new MovableClock(
      startMillis,
      () => this.settle(),
      () => 0,
    );
  }

  readonly call = async (payload: Json, context: TaskContext): Promise<TaskReply> => {
    const mock = this.mocks[context.state];
    if (mock === undefined) {
      this.unexpected.push(context.state);
      return replyOf('Walk.NoMock', context.state);
    }
    const earlier = this.calls.filter((call) => call.state === context.state).length;
    const task: MockedTask = { ...context, payload, call: earlier };
    this.calls.push(task);
    const answer = answerOf(mock, task);
    if (context.token !== undefined) {
      this.answerToken(context.token, answer);
      return { ok: true, payload: null };
    }
    if (answer.kind === 'silence') return new Promise(() => {});
    await this.later(answer.afterSeconds, () => {});
    if (answer.kind === 'result') return { ok: true, payload: answer.payload };
    return replyOf(answer.error, answer.cause);
  };

  async play(untilMillis: number): Promise<void> {
    await this.clock.moveTo(untilMillis);
    this.clock.stop();
    if (this.unexpected.length === 0) return;
    throw new Error(`no mock for the task '${this.unexpected.join("', '")}'`);
  }

  private answerToken(taskToken: string, answer: Answer): void {
    if (answer.kind === 'silence') return;
    void this.later(answer.afterSeconds, async () => {
      // The function returns first; whoever holds the token answers after that.
      await new Promise((resolve) => setImmediate(resolve));
      const [action, members] =
        answer.kind === 'result'
          ? (['SendTaskSuccess', { output: JSON.stringify(answer.payload) }] as const)
          : (['SendTaskFailure', { error: answer.error, cause: answer.cause }] as const);
      // A token of an aborted branch or of a task timed out takes no answer: part of the walk.
      await send(this.engine, action, { taskToken, ...members }).catch(ignoreTimedOut);
    });
  }

  /** After the time has passed, or at once and awaited by `settle`. */
  private later(seconds: number, run: () => void | Promise<void>): Promise<void> {
    if (seconds === 0) {
      const ran = Promise.resolve(run());
      this.sent.push(ran);
      return ran;
    }
    return new Promise((resolve) => {
      const at = this.clock.now() + seconds * 1000;
      this.clock.at(at, async () => {
        await run();
        resolve();
      });
    });
  }

  private async settle(): Promise<void> {
    let count: number;
    do {
      count = this.sent.length;
      await Promise.all(this.sent);
      await this.engine?.settled();
    } while (this.sent.length > count);
  }
}

function ignoreTimedOut(problem: unknown): void {
  if (!(problem instanceof AwsError) || problem.code !== 'TaskTimedOut') throw problem;
}

function answerOf(mock: Mock, task: MockedTask): Answer {
  if (typeof mock === 'function') return mock(task);
  if (!('kind' in mock)) return mock[Math.min(task.call, mock.length - 1)] ?? silence;
  return mock;
}

function replyOf(errorType: string, cause: string): TaskReply {
  return { ok: false, errorType, errorMessage: cause, cause };
}

function integrationsOf(
  definition: Definition,
  answer: (payload: Json, context: TaskContext) => Promise<TaskReply>,
) {
  const resources = (graph: StateGraph): string[] =>
    Object.values(graph.States).flatMap((state) => [
      ...(state.Type === 'Task' ? [calledBy(state.Resource)] : []),
      ...innerGraphs(state).flatMap(resources),
    ]);
  const others = resources(definition).filter((name) => name !== INVOKE && !isLambdaArn(name));
  return Object.fromEntries(others.map((name) => [name, answer]));
}

function reportOf(engine: StepFunctions, nowMillis: number): Omit<Walk, 'transitions' | 'calls'> {
  const [record] = engine.records();
  if (!record) throw new Error('the walk has not started');
  const { status, output, error: name, cause, history } = record;
  const entered = history.filter(({ type }) => type.endsWith('StateEntered'));
  return {
    status,
    visited: entered.map(nameOf),
    edges: entered.flatMap((event) => {
      const before = history[event.previousEventId - 1];
      return before?.type.endsWith('StateExited') ? [`${nameOf(before)} -> ${nameOf(event)}`] : [];
    }),
    ...(output === undefined ? {} : { output }),
    ...(name === undefined ? {} : { error: name }),
    ...(cause === undefined ? {} : { cause }),
    elapsedSeconds: ((record.stoppedMillis ?? nowMillis) - record.startedMillis) / 1000,
    history,
  };
}

function nameOf(event: HistoryEvent): string {
  const details = (event.stateEnteredEventDetails ?? event.stateExitedEventDetails) as {
    name: string;
  };
  return details.name;
}

async function send(
  engine: StepFunctions | undefined,
  action: string,
  input: Record<string, unknown>,
): Promise<void> {
  await engine?.call({ action, input, principal: { roleId: 'operator' } });
}
