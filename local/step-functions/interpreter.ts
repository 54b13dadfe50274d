/** Moves an execution from rest to rest: enters states, leaves them, retries, catches, ends. */
import type { TaskReply } from './environment';
import { matches, nextAttempt, StateError } from './errors';
import { data } from './history';
import { isObject, type Json, type JsonObject } from './json';
import type { Exit, State } from './language';
import { branch, branchEnded, type Ending, iterate, iterationEnded } from './nested-states';
import { done, type Outcome } from './outcome';
import { dueMillis, type ExecutionStatus, type Flow, type TaskInProgress } from './records';
import { Run, roleArn } from './run';
import { choose, fail, wait } from './simple-states';
import { failTask, heartbeat, returned, schedule, succeed, timeOut } from './task-state';

/** What a flow does next. */
type Move =
  | { readonly kind: 'rest' }
  | { readonly kind: 'enter'; readonly state: string; readonly input: Json }
  | { readonly kind: 'end'; readonly ending: Ending };

interface Job {
  /** Dropped when this flow no longer exists: its Parallel or Map has failed meanwhile. */
  readonly needs: Flow;
  readonly flow: Flow;
  readonly move: () => Promise<Move>;
}

export class Interpreter extends Run {
  private readonly agenda: Job[] = [];

  async begin(): Promise<void> {
    const { inputText, definition } = this.record;
    this.note(undefined, 'ExecutionStarted', {
      input: inputText,
      inputDetails: { truncated: false },
      roleArn: roleArn(this.record),
    });
    const flow = this.openFlow([], {});
    this.plan(flow, async () => this.enterMove(definition.StartAt, JSON.parse(inputText)));
    await this.work();
  }

  /** Everything whose time has come by now, the earliest first. */
  async fireDue(): Promise<void> {
    const { deadlineMillis, flows } = this.record;
    if (deadlineMillis !== undefined && deadlineMillis <= this.nowMillis) {
      this.end('TIMED_OUT', undefined, 'States.Timeout');
      return;
    }
    const due = Object.values(flows)
      .map((flow) => ({ flow, at: dueMillis(flow) ?? Number.POSITIVE_INFINITY }))
      .filter(({ at }) => at <= this.nowMillis)
      .sort((a, b) => a.at - b.at);
    for (const { flow } of due) this.plan(flow, () => this.timeIsUp(flow));
    await this.work();
  }

  /** A function has returned; false if nobody waits for this call any more. */
  async taskReturned(taskId: string, reply: TaskReply): Promise<boolean> {
    return this.withTask(taskId, (flow, task) => returned(this, flow, task, reply));
  }

  /** A task's token has been answered; false if the task is over. */
  async taskSucceeded(taskId: string, result: Json): Promise<boolean> {
    return this.withTask(taskId, (flow) => succeed(this, flow, result));
  }

  async taskFailed(taskId: string, error: string, cause: string): Promise<boolean> {
    return this.withTask(taskId, (flow) => failTask(this, flow, error, cause));
  }

  taskIsAlive(taskId: string): boolean {
    const found = this.findTask(taskId);
    if (found) heartbeat(found.task, this.nowMillis);
    return found !== undefined;
  }

  /** Ends the execution, whatever it was doing. */
  end(status: ExecutionStatus, output?: Json, error?: string, cause?: string): void {
    const { record } = this;
    const root = Object.values(record.flows).find((flow) => flow.parent === undefined);
    for (const id of Object.keys(record.flows)) delete record.flows[id];
    record.status = status;
    record.stoppedMillis = this.nowMillis;
    const reason: JsonObject = {
      ...(error === undefined ? {} : { error }),
      ...(cause === undefined ? {} : { cause }),
    };
    if (output !== undefined) record.output = output;
    // A timeout is named in the history only; the execution's status says it already.
    if (status !== 'TIMED_OUT') Object.assign(record, reason);
    if (status === 'SUCCEEDED') {
      this.note(root, 'ExecutionSucceeded', data('output', output ?? null));
    } else if (status === 'FAILED') this.note(root, 'ExecutionFailed', reason);
    else
      this.note(undefined, status === 'ABORTED' ? 'ExecutionAborted' : 'ExecutionTimedOut', reason);
  }

  private plan(flow: Flow, move: () => Promise<Move>, needs = flow): void {
    this.agenda.push({ flow, move, needs });
  }

  private async work(): Promise<void> {
    for (let job = this.agenda.shift(); job; job = this.agenda.shift()) {
      if (!this.record.flows[job.needs.id] || this.record.status !== 'RUNNING') continue;
      let move = await job.move();
      while (move.kind === 'enter') {
        const { state, input } = move;
        move = await this.settle(job.flow, () => this.enter(job.flow, state, input));
      }
      if (move.kind === 'end') this.flowEnded(job.flow, move.ending);
    }
  }

  private enterMove(state: string, input: Json): Move {
    return { kind: 'enter', state, input };
  }

  private enter(flow: Flow, name: string, input: Json): Promise<Outcome> {
    const type = this.graph(flow).States[name]?.Type ?? '';
    const event = this.note(flow, `${type}StateEntered`, { name, ...data('input', input) });
    this.meterTransition(flow);
    flow.visit = {
      state: name,
      input,
      enteredMillis: this.nowMillis,
      enteredEventId: event.id,
      attempts: [],
      retryCount: 0,
    };
    return this.attempt(flow);
  }

  private async attempt(flow: Flow): Promise<Outcome> {
    const state = this.state(flow);
    switch (state.Type) {
      case 'Pass':
      case 'Succeed':
        return done(state, this.visit(flow).input);
      case 'Choice':
        return choose(this, flow, state);
      case 'Wait':
        return wait(this, flow, state);
      case 'Fail':
        return fail(this, flow, state);
      case 'Task':
        return schedule(this, flow, state);
      case 'Parallel':
        return branch(this, flow, state);
      case 'Map':
        return iterate(this, flow, state);
    }
  }

  /** Carries out a piece of a state's work: what it comes to, or what becomes of its failure. */
  private async settle(flow: Flow, work: () => Outcome | Promise<Outcome>): Promise<Move> {
    try {
      const outcome = await work();
      if (outcome.kind === 'done') return await this.leave(flow, outcome);
      if (outcome.kind === 'fail') return this.failed(outcome.error ?? '', outcome.cause ?? '');
      if (outcome.kind === 'rest') this.visit(flow).activity = outcome.activity;
      for (const { flow: inner, input } of outcome.begin ?? []) {
        this.plan(inner, async () => this.enterMove(this.graph(inner).StartAt, input));
      }
      return { kind: 'rest' };
    } catch (error) {
      if (!(error instanceof StateError)) throw error;
      return this.recover(flow, error);
    }
  }

  private failed(error: string, cause: string): Move {
    return { kind: 'end', ending: { failure: new StateError(error, cause) } };
  }

  /** Output and Assign see the variables as they were on entering the state. */
  private async leave(flow: Flow, how: Extract<Outcome, { kind: 'done' }>): Promise<Move> {
    const { exit, location, otherwise, extra } = how;
    const output =
      exit.Output === undefined
        ? otherwise
        : await this.evaluate(flow, `${location}Output`, exit.Output, extra);
    this.checkSize(flow, 'returned a result', output);
    const assigned = await this.evaluate(flow, `${location}Assign`, exit.Assign ?? {}, extra);
    this.checkSize(flow, 'assigned variables', assigned);
    this.noteExit(flow, exit, output, assigned);
    if (isObject(assigned)) Object.assign(flow.variables, assigned);
    if (exit.Next !== undefined) return this.enterMove(exit.Next, output);
    return { kind: 'end', ending: { output } };
  }

  private noteExit(flow: Flow, exit: Exit, output: Json, assigned: Json): void {
    const { state: name } = this.visit(flow);
    const texts = Object.entries(isObject(assigned) ? assigned : {}).map(([variable, value]) => [
      variable,
      JSON.stringify(value),
    ]);
    this.note(flow, `${this.state(flow).Type}StateExited`, {
      name,
      ...data('output', output),
      ...(exit.Assign
        ? {
            assignedVariables: Object.fromEntries(texts),
            assignedVariablesDetails: { truncated: false },
          }
        : {}),
    });
  }

  /** Another attempt, the first catcher that matches, or the end of the flow. */
  private async recover(flow: Flow, failure: StateError): Promise<Move> {
    const visit = this.visit(flow);
    delete visit.activity;
    const state = this.state(flow);
    const { Retry: retriers = [], Catch: catchers = [] } =
      'Retry' in state || 'Catch' in state ? state : {};
    const again = nextAttempt(retriers, visit.attempts, failure, this.environment.random);
    if (again) {
      visit.attempts[again.retrier] = (visit.attempts[again.retrier] ?? 0) + 1;
      visit.retryCount += 1;
      const untilMillis = this.nowMillis + again.delayMillis;
      visit.activity = { kind: 'pause', untilMillis, purpose: 'retry' };
      return again.delayMillis > 0 ? { kind: 'rest' } : this.retry(flow);
    }
    const index = catchers.findIndex((catcher) => matches(catcher.ErrorEquals, failure));
    const catcher = catchers[index];
    if (!catcher) return { kind: 'end', ending: { failure } };
    const extra = { errorOutput: failure.output };
    const exit = done(catcher, failure.output, extra, `Catch[${index}]/`);
    try {
      return await this.leave(flow, exit as Extract<Outcome, { kind: 'done' }>);
    } catch (error) {
      if (!(error instanceof StateError)) throw error;
      return { kind: 'end', ending: { failure: error } };
    }
  }

  private retry(flow: Flow): Promise<Move> {
    delete this.visit(flow).activity;
    this.meterTransition(flow);
    return this.settle(flow, () => this.attempt(flow));
  }

  private timeIsUp(flow: Flow): Promise<Move> {
    const { activity, input } = this.visit(flow);
    if (activity?.kind === 'task') return this.settle(flow, () => timeOut(this, flow, activity));
    if (activity?.kind === 'pause' && activity.purpose === 'retry') return this.retry(flow);
    return this.settle(flow, () => done(this.state(flow) as State & Exit, input));
  }

  private flowEnded(flow: Flow, ending: Ending): void {
    const parent = flow.parent === undefined ? undefined : this.record.flows[flow.parent];
    if (!parent) {
      if ('output' in ending) this.end('SUCCEEDED', ending.output);
      else {
        // A Fail state may name neither error nor cause: then the execution reports none.
        const { error, cause } = ending.failure;
        this.end('FAILED', undefined, error || undefined, cause || undefined);
      }
      return;
    }
    delete flow.visit;
    const state = this.state(parent);
    const conclude = (): Outcome => {
      if (state.Type === 'Parallel') return branchEnded(this, parent, state, flow, ending);
      if (state.Type === 'Map') return iterationEnded(this, parent, state, flow, ending);
      throw new Error(`state of type ${state.Type} has no flows inside`);
    };
    this.plan(parent, () => this.settle(parent, conclude), flow);
  }

  private findTask(taskId: string): { flow: Flow; task: TaskInProgress } | undefined {
    for (const flow of Object.values(this.record.flows)) {
      const task = flow.visit?.activity;
      if (task?.kind === 'task' && task.id === taskId) return { flow, task };
    }
    return undefined;
  }

  private async withTask(
    taskId: string,
    work: (flow: Flow, task: TaskInProgress) => Outcome,
  ): Promise<boolean> {
    const found = this.findTask(taskId);
    if (!found) return false;
    this.plan(found.flow, () => this.settle(found.flow, () => work(found.flow, found.task)));
    await this.work();
    return true;
  }
}
