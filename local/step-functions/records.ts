/** The whole truth about an execution as plain JSON: saved after each step, resumed from. */
import type { Json, JsonObject } from './json';
import type { Definition, GraphPath } from './language';

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** An event as GetExecutionHistory answers it. */
export interface HistoryEvent {
  readonly id: number;
  readonly previousEventId: number;
  /** Seconds since the epoch, with milliseconds as fraction. */
  readonly timestamp: number;
  readonly type: string;
  /** The details, under the member AWS gives each type, e.g. stateEnteredEventDetails. */
  readonly [details: string]: Json;
}

/** A Wait state, or the pause before the next attempt. */
export interface Pause {
  readonly kind: 'pause';
  readonly untilMillis: number;
  readonly purpose: 'wait' | 'retry';
}

/** A task under way. It is told apart from earlier attempts by its id. */
export interface TaskInProgress {
  readonly kind: 'task';
  readonly id: string;
  readonly arguments: Json;
  readonly token?: string;
  /** The function has returned, and only the token's answer is awaited. */
  submitted: boolean;
  readonly deadlineMillis?: number;
  readonly heartbeatSeconds?: number;
  heartbeatDeadlineMillis?: number;
}

export interface BranchesInProgress {
  readonly kind: 'branches';
  left: number;
  readonly outputs: Json[];
}

export interface Iteration {
  readonly input: Json;
  /** $states.context.Map.Item: Index, Value and, when iterating an object, Key. */
  readonly item: JsonObject;
}

export interface IterationsInProgress {
  readonly kind: 'iterations';
  readonly iterations: readonly Iteration[];
  readonly concurrency: number;
  /** How many may fail; the Map fails with the next one. */
  readonly toleratedFailures: number;
  readonly startedEventId: number;
  next: number;
  running: number;
  failed: number;
  /** By index; an iteration that failed but was tolerated has none. */
  readonly outputs: Record<number, Json>;
}

export type Activity = Pause | TaskInProgress | BranchesInProgress | IterationsInProgress;

/** A flow's stay in one state, over all its attempts. */
export interface Visit {
  readonly state: string;
  readonly input: Json;
  readonly enteredMillis: number;
  readonly enteredEventId: number;
  readonly attempts: number[];
  retryCount: number;
  /** What it rests in; absent only while a step is being made. */
  activity?: Activity;
}

export interface ChildExecution {
  readonly arn: string;
  readonly startedMillis: number;
  readonly input: Json;
  readonly isExpress?: true;
}

/** One thread of control: the execution's own, a branch of a Parallel or an iteration of a Map. */
export interface Flow {
  readonly id: string;
  readonly parent?: string;
  readonly path: GraphPath;
  /** Which branch or iteration of its parent. */
  readonly index: number;
  readonly variables: JsonObject;
  readonly item?: JsonObject;
  /** A distributed Map's iteration is an execution of its own: other context, no shared history. */
  readonly child?: ChildExecution;
  lastEventId: number;
  visit?: Visit;
}

export interface ExecutionRecord {
  readonly arn: string;
  readonly name: string;
  readonly machineArn: string;
  readonly machineName: string;
  readonly roleId: string;
  /** As it was at the start: a running execution keeps its definition. */
  readonly definition: Definition;
  /** The input's text as it was sent. */
  readonly inputText: string;
  readonly startedMillis: number;
  readonly deadlineMillis?: number;
  status: ExecutionStatus;
  stoppedMillis?: number;
  output?: Json;
  error?: string;
  cause?: string;
  readonly flows: Record<string, Flow>;
  openedFlows: number;
  readonly history: HistoryEvent[];
}

/** Where records are kept. `save` must have kept the record when it returns. */
export interface ExecutionStore {
  save(record: ExecutionRecord): void;
  load(): ExecutionRecord[];
}

/** The next instant at which the execution moves by itself, in milliseconds since the epoch. */
export function nextDueMillis(record: ExecutionRecord): number | undefined {
  if (record.status !== 'RUNNING') return undefined;
  const instants = Object.values(record.flows).flatMap((flow) => dueMillis(flow) ?? []);
  if (record.deadlineMillis !== undefined) instants.push(record.deadlineMillis);
  return instants.length === 0 ? undefined : instants.reduce((a, b) => Math.min(a, b));
}

/** When the flow moves by itself: its pause ends, or its task's time is up. */
export function dueMillis(flow: Flow): number | undefined {
  const activity = flow.visit?.activity;
  if (activity?.kind === 'pause') return activity.untilMillis;
  if (activity?.kind !== 'task') return undefined;
  const limits = [activity.deadlineMillis, activity.heartbeatDeadlineMillis];
  const set = limits.filter((limit) => limit !== undefined);
  return set.length === 0 ? undefined : Math.min(...set);
}
