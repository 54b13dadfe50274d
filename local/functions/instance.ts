/** One execution environment of a function: a worker thread that serves one call at a time. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';
import type {
  FunctionError,
  InvokeMessage,
  WorkerMessage,
  WorkerSettings,
} from './worker-messages';
import { workerSource } from './worker-source';

export interface InstanceOptions {
  readonly settings: WorkerSettings;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMillis: number;
  /** Every line the function writes. */
  readonly log: (line: string) => void;
}

export type Outcome =
  | { readonly ok: true; readonly payload: string }
  | { readonly ok: false; readonly error: FunctionError };

/** Lambda gives 10 seconds; a laptop that starts everything at once needs more. */
const startMillis = 60_000;

/** Where native binaries for this machine lie. */
const hostModulesDirectory = join(__dirname, '..', '..', 'node_modules');

export class Instance {
  private readonly worker: Worker;
  private readonly started: Promise<void>;
  private waiting: ((outcome: Outcome) => void) | undefined;
  private markReady: () => void = () => {};
  /** Why the worker can serve no more; undefined while it can. */
  private death: FunctionError | undefined;

  constructor(private readonly options: InstanceOptions) {
    this.started = new Promise((resolve) => {
      this.markReady = resolve;
    });
    this.worker = new Worker(workerSource(), {
      eval: true,
      // The main thread's loaders are none of the function's business.
      execArgv: [],
      env: { ...options.environment },
      workerData: { ...options.settings, hostModulesDirectory },
      stdout: true,
      stderr: true,
    });
    for (const stream of [this.worker.stdout, this.worker.stderr]) {
      createInterface(stream).on('line', options.log);
    }
    this.worker.on('message', (message: WorkerMessage) => this.receive(message));
    this.worker.on('error', (error) => this.die(uncaught(error)));
    this.worker.on('exit', (code) => this.die(exited(code)));
    this.worker.unref();
  }

  get isAlive(): boolean {
    return this.death === undefined;
  }

  /** Never rejects. Not to be called again before it has resolved. */
  async invoke(message: Omit<InvokeMessage, 'timeoutMillis'>): Promise<Outcome> {
    const startTimer = this.after(startMillis, initialisationTimedOut);
    await this.started;
    clearTimeout(startTimer);
    if (this.death) return { ok: false, error: this.death };
    const { timeoutMillis } = this.options;
    const timer = this.after(timeoutMillis, () => timedOut(message.requestId, timeoutMillis));
    // While a call is under way the process must not end.
    this.worker.ref();
    const outcome = await new Promise<Outcome>((resolve) => {
      this.waiting = resolve;
      this.worker.postMessage({ ...message, timeoutMillis });
    });
    clearTimeout(timer);
    this.worker.unref();
    return outcome;
  }

  async terminate(): Promise<void> {
    this.die({ errorType: 'Runtime.Terminated', errorMessage: 'The cloud was closed', trace: [] });
    await this.worker.terminate();
  }

  private after(millis: number, error: () => FunctionError): NodeJS.Timeout {
    return setTimeout(() => {
      this.die(error());
      void this.worker.terminate();
    }, millis);
  }

  private receive(message: WorkerMessage): void {
    if (message.kind === 'ready') this.markReady();
    else if (message.kind === 'result') this.answer({ ok: true, payload: message.payload });
    else this.answer({ ok: false, error: message.error });
  }

  private die(error: FunctionError): void {
    this.death ??= error;
    this.markReady();
    this.answer({ ok: false, error: this.death });
  }

  private answer(outcome: Outcome): void {
    this.waiting?.(outcome);
    this.waiting = undefined;
  }
}

const uncaught = (error: Error): FunctionError => ({
  errorType: error.name,
  errorMessage: error.message,
  trace: (error.stack ?? '').split('\n'),
});

const exited = (code: number): FunctionError => ({
  errorType: 'Runtime.ExitError',
  errorMessage: `RequestId: ${randomUUID()} Error: Runtime exited with error: exit status ${code}`,
  trace: [],
});

const initialisationTimedOut = (): FunctionError => ({
  errorType: 'Sandbox.Timedout',
  errorMessage: `Init phase timed out after ${(startMillis / 1000).toFixed(2)} seconds`,
  trace: [],
});

function timedOut(requestId: string, timeoutMillis: number): FunctionError {
  const limit = `${(timeoutMillis / 1000).toFixed(2)} seconds`;
  return {
    errorType: 'Sandbox.Timedout',
    errorMessage: `RequestId: ${requestId} Error: Task timed out after ${limit}`,
    trace: [],
  };
}
