/** The states with states inside: Parallel, Map and the distributed Map over an array. */
import type { StateError } from './errors';
import { batched } from './item-batches';
import type { Json, JsonObject } from './json';
import { isObject } from './json';
import { isDistributed, isExpress, type MapState, type ParallelState } from './language';
import { type Beginning, done, type Outcome } from './outcome';
import type { Flow, Iteration, IterationsInProgress } from './records';
import type { Run } from './run';

/** How a flow inside the state ended. */
export type Ending = { readonly output: Json } | { readonly failure: StateError };

export async function branch(run: Run, flow: Flow, state: ParallelState): Promise<Outcome> {
  const visit = run.visit(flow);
  const input =
    state.Arguments === undefined
      ? visit.input
      : await run.evaluate(flow, 'Arguments', state.Arguments);
  run.checkSize(flow, 'was given arguments', input);
  run.note(flow, 'ParallelStateStarted');
  const begin = state.Branches.map((_, index): Beginning => {
    const inner = run.openFlow([...flow.path, [visit.state, index]], { parent: flow.id, index });
    inner.lastEventId = flow.lastEventId;
    return { flow: inner, input };
  });
  const outputs: Json[] = begin.map(() => null);
  return { kind: 'rest', activity: { kind: 'branches', left: begin.length, outputs }, begin };
}

/** @throws StateError the branch's, after the other branches have been aborted. */
export function branchEnded(
  run: Run,
  flow: Flow,
  state: ParallelState,
  inner: Flow,
  ending: Ending,
): Outcome {
  const activity = run.visit(flow).activity;
  if (activity?.kind !== 'branches') throw new Error('a branch ended outside its Parallel');
  run.close(inner);
  flow.lastEventId = inner.lastEventId;
  if ('failure' in ending) {
    for (const other of run.flowsOf(flow)) run.abort(other);
    run.note(flow, 'ParallelStateFailed', details(ending.failure));
    throw ending.failure;
  }
  activity.outputs[inner.index] = ending.output;
  activity.left -= 1;
  if (activity.left > 0) return { kind: 'continue', begin: [] };
  run.note(flow, 'ParallelStateSucceeded');
  return done(state, activity.outputs, { result: activity.outputs });
}

/** Concurrency without MaxConcurrency (developer guide: "40 concurrent iterations", "10,000"). */
const INLINE_CONCURRENCY = 40;
const DISTRIBUTED_CONCURRENCY = 10_000;

export async function iterate(run: Run, flow: Flow, state: MapState): Promise<Outcome> {
  const iterations = await iterationsOf(run, flow, state);
  const most = isDistributed(state) ? DISTRIBUTED_CONCURRENCY : INLINE_CONCURRENCY;
  const wanted = await run.evaluateInteger(flow, 'MaxConcurrency', state.MaxConcurrency ?? 0, [
    0,
    Number.MAX_SAFE_INTEGER,
  ]);
  const toleratedFailures = await tolerated(run, flow, state, iterations.length);
  const started = isDistributed(state)
    ? run.note(flow, 'MapRunStarted', { mapRunArn: mapRunArn(run, flow, state) })
    : run.note(flow, 'MapStateStarted', { length: iterations.length });
  const activity: IterationsInProgress = {
    kind: 'iterations',
    iterations,
    concurrency: Math.min(wanted || most, most),
    toleratedFailures,
    startedEventId: started.id,
    next: 0,
    running: 0,
    failed: 0,
    outputs: {},
  };
  if (iterations.length === 0) return mapSucceeded(run, flow, state, activity);
  return { kind: 'rest', activity, begin: fill(run, flow, state, activity) };
}

/** @throws StateError when more iterations failed than are tolerated; the others are aborted. */
export function iterationEnded(
  run: Run,
  flow: Flow,
  state: MapState,
  inner: Flow,
  ending: Ending,
): Outcome {
  const { state: name, activity } = run.visit(flow);
  if (activity?.kind !== 'iterations') throw new Error('an iteration ended outside its Map');
  activity.running -= 1;
  if ('output' in ending) activity.outputs[inner.index] = ending.output;
  else activity.failed += 1;
  if (!isDistributed(state)) {
    const what = 'output' in ending ? 'MapIterationSucceeded' : 'MapIterationFailed';
    run.note(inner, what, { name, index: inner.index });
    flow.lastEventId = inner.lastEventId;
  }
  run.close(inner);
  if ('failure' in ending && activity.failed > activity.toleratedFailures) {
    throw mapFailed(run, flow, state, ending.failure);
  }
  const isOver = activity.next === activity.iterations.length && activity.running === 0;
  if (isOver) return mapSucceeded(run, flow, state, activity);
  return { kind: 'continue', begin: fill(run, flow, state, activity) };
}

function mapSucceeded(
  run: Run,
  flow: Flow,
  state: MapState,
  activity: IterationsInProgress,
): Outcome {
  // Tolerated failures leave no gap: the result holds what succeeded, in the order of the items.
  const result: Json[] = [];
  for (const index of activity.iterations.keys()) {
    const output = activity.outputs[index];
    if (output !== undefined) result.push(output);
  }
  run.note(flow, isDistributed(state) ? 'MapRunSucceeded' : 'MapStateSucceeded');
  return done(state, result, { result });
}

function mapFailed(run: Run, flow: Flow, state: MapState, failure: StateError): StateError {
  const { state: name } = run.visit(flow);
  for (const other of run.flowsOf(flow)) {
    run.abort(other);
    if (isDistributed(state)) continue;
    run.note(other, 'MapIterationAborted', { name, index: other.index });
  }
  if (!isDistributed(state)) {
    run.note(flow, 'MapStateFailed', details(failure));
    return failure;
  }
  const threshold = run.failure(
    flow,
    'States.ExceedToleratedFailureThreshold',
    `The specified tolerated failure threshold was exceeded: ${failure.error}`,
  );
  run.note(flow, 'MapRunFailed', details(threshold));
  return threshold;
}

/** Opens as many iterations as may run at once. */
function fill(run: Run, flow: Flow, state: MapState, activity: IterationsInProgress): Beginning[] {
  const begin: Beginning[] = [];
  const { state: name } = run.visit(flow);
  while (activity.running < activity.concurrency) {
    const index = activity.next;
    const iteration = activity.iterations[index];
    if (!iteration) break;
    const child = isDistributed(state)
      ? {
          arn: `${run.record.arn}/${state.Label ?? name}:${run.environment.ids()}`,
          startedMillis: run.nowMillis,
          input: iteration.input,
          ...(isExpress(state) ? { isExpress: true as const } : {}),
        }
      : undefined;
    const inner = run.openFlow([...flow.path, [name, 0]], {
      parent: flow.id,
      index,
      item: iteration.item,
      ...(child ? { child } : {}),
    });
    if (child) run.environment.meter.transition(run.record.machineArn);
    else {
      inner.lastEventId = activity.startedEventId;
      run.note(inner, 'MapIterationStarted', { name, index });
    }
    activity.next += 1;
    activity.running += 1;
    begin.push({ flow: inner, input: iteration.input });
  }
  return begin;
}

/** What is iterated: the items, each as ItemSelector shapes it. */
async function iterationsOf(run: Run, flow: Flow, state: MapState): Promise<Iteration[]> {
  const items =
    state.Items === undefined
      ? run.visit(flow).input
      : await run.evaluate(flow, 'Items', state.Items);
  const iterations: Iteration[] = [];
  for (const [index, item] of entriesOf(run, flow, items).entries()) {
    const place: JsonObject = { Index: index, ...item };
    const input =
      state.ItemSelector === undefined
        ? (item.Value ?? null)
        : await run.evaluate(flow, 'ItemSelector', state.ItemSelector, undefined, {
            Map: { Item: place },
          });
    run.checkSize(flow, 'was given an item', input);
    iterations.push({ input, item: place });
  }
  return state.ItemBatcher ? batched(run, flow, state.ItemBatcher, iterations) : iterations;
}

function entriesOf(run: Run, flow: Flow, items: Json): JsonObject[] {
  if (Array.isArray(items)) return items.map((Value) => ({ Value }));
  if (isObject(items)) return Object.entries(items).map(([Key, Value]) => ({ Key, Value }));
  throw run.evaluationFailed(flow, 'Items', "The field 'Items' must be an array or an object.");
}

/** Both limits set: the tighter one holds, as the Map fails when either is exceeded. */
async function tolerated(run: Run, flow: Flow, state: MapState, length: number): Promise<number> {
  const { ToleratedFailureCount: count, ToleratedFailurePercentage: percentage } = state;
  const limits: number[] = [];
  if (count !== undefined) {
    const bounds = [0, Number.MAX_SAFE_INTEGER] as const;
    limits.push(await run.evaluateInteger(flow, 'ToleratedFailureCount', count, bounds));
  }
  if (percentage !== undefined) {
    const share = await run.evaluate(flow, 'ToleratedFailurePercentage', percentage);
    if (typeof share !== 'number' || share < 0 || share > 100) {
      const message = "The field 'ToleratedFailurePercentage' must be from 0 to 100.";
      throw run.evaluationFailed(flow, 'ToleratedFailurePercentage', message);
    }
    limits.push(Math.floor((length * share) / 100));
  }
  return limits.length === 0 ? 0 : Math.min(...limits);
}

function mapRunArn(run: Run, flow: Flow, state: MapState): string {
  const label = state.Label ?? run.visit(flow).state;
  const machine = run.record.machineArn.replace(':stateMachine:', ':mapRun:');
  return `${machine}/${label}:${run.environment.ids()}`;
}

function details(failure: StateError): JsonObject {
  return { error: failure.error, cause: failure.cause };
}
