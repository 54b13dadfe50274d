/** Reads a definition; refuses what Step Functions would refuse or this engine cannot run. */
import { checkExpressions } from './expression-checks';
import { isObject, type Json, type JsonObject } from './json';
import {
  type Definition,
  innerGraphs,
  isDistributed,
  type State,
  type StateGraph,
  type StateType,
  successors,
} from './language';

/** Every problem of a definition, each with its place. */
export class DefinitionError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`Invalid State Machine Definition: ${problems.join('; ')}`);
    this.name = 'DefinitionError';
  }
}

export type Report = (problem: string, place: string) => void;

const EXIT = ['Output', 'Assign', 'Next', 'End'];
const RECOVERY = ['Retry', 'Catch'];
const FIELDS: Readonly<Record<StateType, readonly string[]>> = {
  Pass: EXIT,
  Task: ['Resource', 'Arguments', 'TimeoutSeconds', 'HeartbeatSeconds', ...RECOVERY, ...EXIT],
  Choice: ['Choices', 'Default', 'Output', 'Assign'],
  Wait: ['Seconds', 'Timestamp', ...EXIT],
  Succeed: ['Output'],
  Fail: ['Error', 'Cause'],
  Parallel: ['Branches', 'Arguments', ...RECOVERY, ...EXIT],
  Map: [
    'ItemProcessor',
    'Items',
    'ItemSelector',
    'ItemBatcher',
    'MaxConcurrency',
    'ToleratedFailureCount',
    'ToleratedFailurePercentage',
    'Label',
    ...RECOVERY,
    ...EXIT,
  ],
};
const REQUIRED: Readonly<Partial<Record<StateType, string>>> = {
  Task: 'Resource',
  Choice: 'Choices',
  Parallel: 'Branches',
  Map: 'ItemProcessor',
};
const EVERYWHERE = ['Type', 'Comment', 'QueryLanguage'];

/**
 * The definition, from its JSON text or the parsed JSON.
 * @throws DefinitionError
 */
export function parseDefinition(source: unknown): Definition {
  const parsed: unknown = typeof source === 'string' ? parseJson(source) : structuredClone(source);
  const problems: string[] = [];
  const report: Report = (problem, place) => problems.push(`${problem} at ${place || '/'}`);
  if (!isObject(parsed)) throw new DefinitionError(['a definition must be a JSON object']);
  if (parsed.QueryLanguage !== 'JSONata') {
    report("QueryLanguage must be 'JSONata', the only one this engine speaks", '/QueryLanguage');
  }
  checkFields(
    parsed,
    ['QueryLanguage', 'Comment', 'Version', 'TimeoutSeconds', 'StartAt', 'States'],
    '',
    report,
  );
  checkShape(parsed, '', report);
  if (problems.length > 0) throw new DefinitionError(problems);
  const definition = parsed as unknown as Definition;
  checkGraph(definition, '', [], report);
  if (problems.length > 0) throw new DefinitionError(problems);
  return definition;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new DefinitionError(['a definition must be JSON']);
  }
}

/** Types and required fields, so that everything after may rely on them. */
function checkShape(graph: Json | undefined, place: string, report: Report): void {
  if (!isObject(graph) || !isObject(graph.States) || typeof graph.StartAt !== 'string') {
    report('a graph needs StartAt and States', place);
    return;
  }
  for (const [name, state] of Object.entries(graph.States)) {
    const at = `${place}/States/${name}`;
    const type = isObject(state) ? String(state.Type) : '';
    if (!isObject(state) || !Object.hasOwn(FIELDS, type)) {
      report(`state type '${type}' does not exist`, at);
      continue;
    }
    checkState(state, type as StateType, at, report);
  }
}

function checkState(state: JsonObject, type: StateType, at: string, report: Report): void {
  checkFields(state, [...FIELDS[type], ...EVERYWHERE], at, report);
  if (state.QueryLanguage !== undefined && state.QueryLanguage !== 'JSONata') {
    report("QueryLanguage must be 'JSONata'", at);
  }
  const required = REQUIRED[type];
  if (required && state[required] === undefined) report(`field '${required}' is missing`, at);
  if (FIELDS[type].includes('Next') && (state.Next === undefined) !== (state.End === true)) {
    report("a state has either 'Next' or 'End': true", at);
  }
  if (type === 'Wait' && (state.Seconds === undefined) === (state.Timestamp === undefined)) {
    report("a Wait has either 'Seconds' or 'Timestamp'", at);
  }
  const { TimeoutSeconds: timeout, HeartbeatSeconds: heartbeat } = state;
  if (typeof timeout === 'number' && typeof heartbeat === 'number' && heartbeat >= timeout) {
    report("'HeartbeatSeconds' must be less than 'TimeoutSeconds'", at);
  }
  checkRecovery(state, at, report);
  const branches = Array.isArray(state.Branches) ? state.Branches : [];
  for (const [index, inner] of branches.entries()) {
    checkShape(inner, `${at}/Branches/${index}`, report);
  }
  if (type === 'Map') {
    checkShape(state.ItemProcessor, `${at}/ItemProcessor`, report);
    checkDistribution(state, at, report);
  }
}

/** Batches are for child executions; an Express one is over in five minutes and holds no token. */
function checkDistribution(state: JsonObject, at: string, report: Report): void {
  const { ItemProcessor: processor, ItemBatcher: batcher } = state;
  const config = isObject(processor) ? processor.ProcessorConfig : undefined;
  const { Mode: mode, ExecutionType: type } = isObject(config) ? config : {};
  if (mode === 'DISTRIBUTED' && type !== 'STANDARD' && type !== 'EXPRESS') {
    report("a distributed Map's ExecutionType is STANDARD or EXPRESS", `${at}/ItemProcessor`);
  }
  if (type === 'EXPRESS' && JSON.stringify(processor).includes('.waitForTaskToken"')) {
    report('an Express child cannot wait for a task token', `${at}/ItemProcessor`);
  }
  if (batcher === undefined) return;
  if (mode !== 'DISTRIBUTED') report("'ItemBatcher' needs Mode DISTRIBUTED", at);
  const limits = ['MaxItemsPerBatch', 'MaxInputBytesPerBatch'];
  checkFields(isObject(batcher) ? batcher : {}, [...limits, 'BatchInput'], at, report);
  if (!isObject(batcher) || !limits.some((limit) => batcher[limit] !== undefined)) {
    report("'ItemBatcher' needs a limit of items or bytes", at);
  }
}

function checkFields(
  object: JsonObject,
  known: readonly string[],
  place: string,
  report: Report,
): void {
  for (const field of Object.keys(object)) {
    if (!known.includes(field)) report(`field '${field}' is not supported`, place);
  }
}

/** A wildcard stands alone in the last place: behind it nothing could ever match. */
function checkRecovery(state: JsonObject, at: string, report: Report): void {
  for (const field of RECOVERY) {
    const entries = state[field] ?? [];
    if (!Array.isArray(entries)) {
      report(`'${field}' must be an array`, at);
      continue;
    }
    for (const [index, entry] of entries.entries()) {
      const names = isObject(entry) && Array.isArray(entry.ErrorEquals) ? entry.ErrorEquals : [];
      const place = `${at}/${field}[${index}]`;
      if (names.length === 0) report("'ErrorEquals' must name an error", place);
      const isLast = index === entries.length - 1;
      if (names.includes('States.ALL') && (names.length > 1 || !isLast)) {
        report("'States.ALL' must stand alone and last", place);
      }
    }
  }
}

/** Transitions, reachability, expressions and the scope of variables. */
function checkGraph(
  graph: StateGraph,
  place: string,
  outerNames: readonly string[],
  report: Report,
): void {
  const reached = new Set<string>();
  const pending = [graph.StartAt];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (reached.has(name)) continue;
    const state = graph.States[name];
    if (!state) {
      report(`MISSING_TRANSITION_TARGET: state '${name}' does not exist`, `${place}/States`);
      continue;
    }
    reached.add(name);
    pending.push(...successors(state));
  }
  const ownNames = Object.values(graph.States).flatMap(assignedNames);
  for (const [name, state] of Object.entries(graph.States)) {
    const at = `${place}/States/${name}`;
    if (!reached.has(name)) report('MISSING_TRANSITION_TARGET: nothing leads to the state', at);
    checkAssigned(state, outerNames, at, report);
    checkExpressions(state, at, report);
    // A distributed Map's iterations see nothing of the outer scope, so nothing can be hidden.
    const isolated = state.Type === 'Map' && isDistributed(state);
    const visible = isolated ? [] : [...outerNames, ...ownNames];
    for (const [index, inner] of innerGraphs(state).entries()) {
      const label = state.Type === 'Map' ? 'ItemProcessor' : `Branches/${index}`;
      checkGraph(inner, `${at}/${label}`, visible, report);
    }
  }
}

function assignedNames(state: State): string[] {
  const exits: { readonly Assign?: JsonObject }[] = [state as { Assign?: JsonObject }];
  if (state.Type === 'Choice') exits.push(...state.Choices);
  if ('Catch' in state) exits.push(...(state.Catch ?? []));
  return exits.flatMap((exit) => Object.keys(exit.Assign ?? {}));
}

const VARIABLE_NAME = /^[\p{L}_][\p{L}\p{N}_]{0,79}$/u;

function checkAssigned(
  state: State,
  outerNames: readonly string[],
  at: string,
  report: Report,
): void {
  for (const name of assignedNames(state)) {
    if (!VARIABLE_NAME.test(name) || name === 'states') {
      report(`'${name}' is no name for a variable`, at);
    }
    if (outerNames.includes(name)) report(`variable '${name}' belongs to the outer scope`, at);
  }
}
