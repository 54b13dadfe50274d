/** The States Language as types: the fields a JSONata state machine may have, and no others. */
import type { Json, JsonObject } from './json';

/** What may follow a state, a choice rule or a catcher. */
export interface Exit {
  readonly Next?: string;
  readonly Output?: Json;
  readonly Assign?: JsonObject;
}

export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly MaxAttempts?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: 'FULL' | 'NONE';
}

export interface Catcher extends Exit {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
}

interface Recoverable {
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
}

export interface PassState extends Exit {
  readonly Type: 'Pass';
}

export interface TaskState extends Exit, Recoverable {
  readonly Type: 'Task';
  readonly Resource: string;
  readonly Arguments?: Json;
  readonly TimeoutSeconds?: number | string;
  readonly HeartbeatSeconds?: number | string;
}

export interface ChoiceRule extends Exit {
  readonly Condition: boolean | string;
  readonly Next: string;
}

export interface ChoiceState {
  readonly Type: 'Choice';
  readonly Choices: readonly ChoiceRule[];
  readonly Default?: string;
  readonly Output?: Json;
  readonly Assign?: JsonObject;
}

export interface WaitState extends Exit {
  readonly Type: 'Wait';
  readonly Seconds?: number | string;
  readonly Timestamp?: string;
}

export interface SucceedState {
  readonly Type: 'Succeed';
  readonly Output?: Json;
}

export interface FailState {
  readonly Type: 'Fail';
  readonly Error?: string;
  readonly Cause?: string;
}

export interface ParallelState extends Exit, Recoverable {
  readonly Type: 'Parallel';
  readonly Branches: readonly StateGraph[];
  readonly Arguments?: Json;
}

export interface ItemProcessor extends StateGraph {
  readonly ProcessorConfig?: {
    readonly Mode?: 'INLINE' | 'DISTRIBUTED';
    readonly ExecutionType?: 'STANDARD' | 'EXPRESS';
  };
}

/** Hands a distributed Map's items to its children by the batch: { BatchInput, Items }. */
export interface ItemBatcher {
  readonly MaxItemsPerBatch?: number | string;
  readonly MaxInputBytesPerBatch?: number | string;
  readonly BatchInput?: Json;
}

export interface MapState extends Exit, Recoverable {
  readonly Type: 'Map';
  readonly ItemProcessor: ItemProcessor;
  readonly Items?: Json;
  readonly ItemSelector?: Json;
  readonly ItemBatcher?: ItemBatcher;
  readonly MaxConcurrency?: number | string;
  readonly ToleratedFailureCount?: number | string;
  readonly ToleratedFailurePercentage?: number | string;
  readonly Label?: string;
}

export type State =
  | PassState
  | TaskState
  | ChoiceState
  | WaitState
  | SucceedState
  | FailState
  | ParallelState
  | MapState;

export type StateType = State['Type'];

/** States with an entry: a machine, a branch of a Parallel or the processor of a Map. */
export interface StateGraph {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

export interface Definition extends StateGraph {
  readonly QueryLanguage: 'JSONata';
  readonly Comment?: string;
  readonly TimeoutSeconds?: number;
}

/** From the definition to a nested graph: state name and branch (0 for a Map's processor). */
export type GraphPath = readonly (readonly [state: string, branch: number])[];

export function graphAt(definition: Definition, path: GraphPath): StateGraph {
  let graph: StateGraph = definition;
  for (const [name, branch] of path) {
    const state: State | undefined = graph.States[name];
    const inner: StateGraph | undefined =
      state?.Type === 'Parallel'
        ? state.Branches[branch]
        : state?.Type === 'Map'
          ? state.ItemProcessor
          : undefined;
    if (!inner) throw new Error(`state '${name}' has no branch ${branch}`);
    graph = inner;
  }
  return graph;
}

/** The graphs directly inside a state. */
export function innerGraphs(state: State): readonly StateGraph[] {
  if (state.Type === 'Parallel') return state.Branches;
  return state.Type === 'Map' ? [state.ItemProcessor] : [];
}

/** Every state a state can lead to, through Next, Default, its rules and its catchers. */
export function successors(state: State): readonly string[] {
  const found: (string | undefined)[] = [];
  if ('Next' in state) found.push(state.Next);
  if ('Catch' in state) found.push(...(state.Catch ?? []).map((catcher) => catcher.Next));
  if (state.Type === 'Choice') {
    found.push(...state.Choices.map((rule) => rule.Next), state.Default);
  }
  return found.filter((name) => name !== undefined);
}

export function isDistributed(state: MapState): boolean {
  return state.ItemProcessor.ProcessorConfig?.Mode === 'DISTRIBUTED';
}

/** Children paid for by request and duration, not by transition; they keep no history. */
export function isExpress(state: MapState): boolean {
  return isDistributed(state) && state.ItemProcessor.ProcessorConfig?.ExecutionType === 'EXPRESS';
}

const PREFIX = '{%';
const SUFFIX = '%}';

/** The JSONata source between {% and %}, or undefined if the text stands for itself. */
export function expressionIn(text: string): string | undefined {
  const isExpression = text.startsWith(PREFIX) && text.endsWith(SUFFIX) && text.length >= 4;
  return isExpression ? text.slice(PREFIX.length, -SUFFIX.length).trim() : undefined;
}
