/** What every state does with an execution: read its place in it, evaluate, assign, note events. */
import type { Environment } from './environment';
import { StateError } from './errors';
import { EvaluationError, evaluate } from './expressions';
import { append } from './history';
import { type Json, type JsonObject, PAYLOAD_LIMIT_BYTES, sizeInBytes } from './json';
import { type GraphPath, graphAt, type State, type StateGraph } from './language';
import type { ExecutionRecord, Flow, HistoryEvent, Visit } from './records';

/** What $states holds besides input and context: the result, or the error a catcher caught. */
export type Extra = { readonly result: Json } | { readonly errorOutput: Json };

export class Run {
  constructor(
    readonly record: ExecutionRecord,
    readonly environment: Environment,
  ) {}

  get nowMillis(): number {
    return this.environment.clock.now();
  }

  graph(flow: Flow): StateGraph {
    return graphAt(this.record.definition, flow.path);
  }

  visit(flow: Flow): Visit {
    if (!flow.visit) throw new Error(`flow ${flow.id} is in no state`);
    return flow.visit;
  }

  state(flow: Flow): State {
    const { state: name } = this.visit(flow);
    const state = this.graph(flow).States[name];
    if (!state) throw new Error(`no state '${name}'`);
    return state;
  }

  note(flow: Flow | undefined, type: string, details?: JsonObject): HistoryEvent {
    const event = append(this.record, flow, type, details, this.nowMillis);
    this.environment.observe(this.record, event);
    return event;
  }

  openFlow(path: GraphPath, of: Partial<Pick<Flow, 'parent' | 'index' | 'item' | 'child'>>): Flow {
    const flow: Flow = {
      id: String(this.record.openedFlows++),
      path,
      index: 0,
      variables: {},
      lastEventId: 0,
      ...of,
    };
    this.record.flows[flow.id] = flow;
    return flow;
  }

  /** Removes the flow and all inside it, noting the states that were still at work as aborted. */
  abort(flow: Flow): void {
    for (const inner of this.flowsOf(flow)) this.abort(inner);
    const type = flow.visit && this.state(flow).Type;
    if (type === 'Task' || type === 'Wait' || type === 'Parallel' || type === 'Map') {
      this.note(flow, `${type}StateAborted`);
    }
    this.close(flow);
  }

  close(flow: Flow): void {
    delete this.record.flows[flow.id];
  }

  flowsOf(parent: Flow): Flow[] {
    return Object.values(this.record.flows).filter((flow) => flow.parent === parent.id);
  }

  /**
   * The value of one of the state's fields.
   * @throws StateError States.QueryEvaluationError
   */
  async evaluate(
    flow: Flow,
    location: string,
    template: Json,
    extra?: Extra,
    context?: JsonObject,
  ): Promise<Json> {
    const { environment } = this;
    const states = {
      input: this.visit(flow).input,
      context: { ...this.context(flow), ...context },
      ...extra,
    };
    const bindings = { ...this.variables(flow), states };
    const sources = {
      now: () => this.nowMillis,
      random: environment.random,
      uuid: environment.ids,
    };
    try {
      return await evaluate(template, location, bindings, sources);
    } catch (error) {
      if (!(error instanceof EvaluationError)) throw error;
      throw this.evaluationFailed(flow, error.location, error.message);
    }
  }

  /** The same for a field that must be a whole number between two bounds. */
  async evaluateInteger(
    flow: Flow,
    location: string,
    template: number | string,
    [least, most]: readonly [number, number],
    extra?: Extra,
  ): Promise<number> {
    const value = await this.evaluate(flow, location, template, extra);
    if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) {
      return value;
    }
    const wanted = `an integer from ${least} to ${most}`;
    throw this.evaluationFailed(flow, location, `The field '${location}' must be ${wanted}.`);
  }

  /** Notes that an expression failed and gives the error to throw. */
  evaluationFailed(flow: Flow, location: string, message: string): StateError {
    const failure = this.failure(flow, 'States.QueryEvaluationError', message);
    const { error, cause } = failure;
    const { state } = this.visit(flow);
    this.note(flow, 'EvaluationFailed', { error, cause, location, state });
    return failure;
  }

  /** An error the engine raises itself: its cause says in which state. */
  failure(flow: Flow, error: string, message: string): StateError {
    const { state, enteredEventId } = this.visit(flow);
    const place = `executing the state '${state}' (entered at the event id #${enteredEventId})`;
    return new StateError(error, `An error occurred while ${place}. ${message}`);
  }

  /** @throws StateError States.DataLimitExceeded */
  checkSize(flow: Flow, what: string, value: Json): void {
    if (sizeInBytes(value) <= PAYLOAD_LIMIT_BYTES) return;
    const { state } = this.visit(flow);
    throw new StateError(
      'States.DataLimitExceeded',
      `The state '${state}' ${what} exceeding the limit of ${PAYLOAD_LIMIT_BYTES} bytes.`,
    );
  }

  /** What the flow sees: its own variables over those around it, up to a distributed Map's edge. */
  private variables(flow: Flow): JsonObject {
    const outer = flow.child ? undefined : this.parent(flow);
    return { ...(outer ? this.variables(outer) : {}), ...flow.variables };
  }

  private parent(flow: Flow): Flow | undefined {
    return flow.parent === undefined ? undefined : this.record.flows[flow.parent];
  }

  private context(flow: Flow): JsonObject {
    const { record } = this;
    const visit = this.visit(flow);
    const child = this.nearest(flow, (at) => at.child);
    const item = this.nearest(flow, (at) => at.item);
    return {
      Execution: {
        Id: child?.arn ?? record.arn,
        Input: child?.input ?? JSON.parse(record.inputText),
        Name: child ? child.arn.slice(child.arn.lastIndexOf(':') + 1) : record.name,
        RoleArn: roleArn(record),
        StartTime: new Date(child?.startedMillis ?? record.startedMillis).toISOString(),
        RedriveCount: 0,
      },
      State: {
        EnteredTime: new Date(visit.enteredMillis).toISOString(),
        Name: visit.state,
        RetryCount: visit.retryCount,
      },
      StateMachine: { Id: record.machineArn, Name: record.machineName },
      ...(item ? { Map: { Item: item } } : {}),
    };
  }

  /** What AWS charges for a transition of the flow: nothing in an Express child. */
  meterTransition(flow: Flow): void {
    if (this.nearest(flow, ({ child }) => child?.isExpress)) return;
    this.environment.meter.transition(this.record.machineArn);
  }

  private nearest<T>(flow: Flow, read: (flow: Flow) => T | undefined): T | undefined {
    const found = read(flow);
    const parent = this.parent(flow);
    return found !== undefined || !parent ? found : this.nearest(parent, read);
  }
}

/** The role as an ARN in the machine's account. */
export function roleArn(machine: { readonly machineArn: string; readonly roleId: string }): string {
  const account = machine.machineArn.split(':')[4] ?? '';
  return `arn:aws:iam::${account}:role/${machine.roleId}`;
}
