/** One execution: its steps one after another, each saved before its calls and timers set out. */
import type { Timer } from '../clock';
import type { Environment } from './environment';
import { Interpreter } from './interpreter';
import type { Json } from './json';
import { type ExecutionRecord, nextDueMillis, type TaskInProgress } from './records';
import { call } from './task-state';
import type { Workload } from './workload';

export class Execution {
  private readonly interpreter: Interpreter;
  /** Task ids called by this process. Empty after a restart: the calls are made again. */
  private readonly called = new Set<string>();
  private steps: Promise<unknown> = Promise.resolve();
  private timer: Timer | undefined;

  constructor(
    readonly record: ExecutionRecord,
    private readonly environment: Environment,
    private readonly workload: Workload,
  ) {
    this.interpreter = new Interpreter(record, environment);
  }

  start(): Promise<void> {
    return this.step(() => this.interpreter.begin());
  }

  /** Takes up a loaded record: sets its timer and repeats the calls that were in flight. */
  resume(): Promise<void> {
    return this.step(async () => {});
  }

  /** Aborts the execution; one that has ended stays as it is. */
  stop(error?: string, cause?: string): Promise<void> {
    return this.step(async () => this.interpreter.end('ABORTED', undefined, error, cause));
  }

  /** False if the task is over: answered, timed out, or its execution ended. */
  taskSucceeded(taskId: string, result: Json): Promise<boolean> {
    return this.step(() => this.interpreter.taskSucceeded(taskId, result), false);
  }

  taskFailed(taskId: string, error: string, cause: string): Promise<boolean> {
    return this.step(() => this.interpreter.taskFailed(taskId, error, cause), false);
  }

  taskIsAlive(taskId: string): Promise<boolean> {
    return this.step(async () => this.interpreter.taskIsAlive(taskId), false);
  }

  private step<T>(work: () => Promise<T>, otherwise?: T): Promise<T> {
    const made = this.steps.then(async () => {
      if (this.record.status !== 'RUNNING') return otherwise as T;
      const result = await this.carryOut(work, otherwise as T);
      this.environment.store.save(this.record);
      this.setOut();
      return result;
    });
    this.steps = made.catch(() => {});
    this.workload.addStep(this.steps);
    return made;
  }

  /** A machine that breaks fails its execution and nothing else, as a runtime error does in AWS. */
  private async carryOut<T>(work: () => Promise<T>, otherwise: T): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      if (this.record.status === 'RUNNING') {
        this.interpreter.end('FAILED', undefined, 'States.Runtime', error.message);
      }
      return otherwise;
    }
  }

  /** Everything that leaves the execution follows from its record: its one timer and its calls. */
  private setOut(): void {
    this.timer?.cancel();
    const due = nextDueMillis(this.record);
    this.timer =
      due === undefined
        ? undefined
        : this.environment.clock.at(due, () => this.step(() => this.interpreter.fireDue()));
    for (const flow of Object.values(this.record.flows)) {
      const task = flow.visit?.activity;
      if (task?.kind !== 'task' || task.submitted || this.called.has(task.id)) continue;
      this.called.add(task.id);
      this.workload.addCall(this.call(flow.id, task));
    }
  }

  private async call(flowId: string, task: TaskInProgress): Promise<void> {
    const flow = this.record.flows[flowId];
    if (!flow) return;
    const reply = await call(this.interpreter, flow, task);
    await this.step(() => this.interpreter.taskReturned(task.id, reply), false);
    this.called.delete(task.id);
  }
}
