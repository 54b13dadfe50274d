/** Lambda on the laptop: every bundle of the template in worker threads, called as AWS would. */
import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock';
import type { Credentials } from '../cloud/credentials';
import type { Faults } from '../cloud/faults';
import type { Attribution, Meter } from '../cloud/meter';
import { AwsError } from '../cloud/service';
import type { FunctionResource } from '../template/functions';
import { environmentOf, newTraceId } from './environment';
import { Instance, type Outcome } from './instance';
import { Pool } from './pool';

export interface InvokeOptions {
  /** Who the calls made meanwhile are counted for, e.g. 'POST /orders'. */
  readonly cause?: string | undefined;
}

export type InvocationResult =
  | { readonly ok: true; readonly payload: unknown }
  | {
      readonly ok: false;
      readonly errorType: string;
      readonly errorMessage: string;
      /** The error payload's JSON text, as Step Functions shows it to a Catch. */
      readonly cause: string;
    };

/** An asynchronous event that failed every attempt. */
export interface DeadLetter {
  readonly functionName: string;
  readonly roleId: string;
  /** ARN of the queue or topic; absent where the template names none. */
  readonly targetArn?: string | undefined;
  readonly payload: unknown;
  readonly errorType: string;
  readonly errorMessage: string;
}

export interface FunctionsOptions {
  readonly resources: readonly FunctionResource[];
  readonly clock: Clock;
  /** Shared with the workers, whose Date reads it. */
  readonly clockOffset?: SharedArrayBuffer;
  readonly credentials: Credentials;
  readonly meter: Meter;
  /** Rules for service lambda, action Invoke strike the calls themselves. */
  readonly faults: Faults;
  /** The address that AWS_ENDPOINT_URL gives the functions; known once it listens. */
  readonly endpointUrl: () => string;
  readonly log: (logGroup: string, line: string) => void;
  readonly onDeadLetter?: (letter: DeadLetter) => void;
  /** Told before each cold start, e.g. to check what AWS does in the role's name. */
  readonly onStart?: (resource: FunctionResource) => void;
  readonly compileCacheDirectory?: string | undefined;
  /** At most so many environments of one function at a time; 4 if absent. */
  readonly maximumConcurrency?: number;
  /** Idle environments kept warm over all functions, about 40 MB each; 48 if absent. */
  readonly maximumWarm?: number;
}

/** Lambda waits one minute before the first retry of an asynchronous event, then two. */
const retryPauseMillis = [60_000, 120_000];

export class Functions {
  private readonly pools = new Map<string, Pool>();
  private readonly resources = new Map<string, FunctionResource>();
  private readonly running = new Set<Promise<unknown>>();
  /** What each environment is doing: its access key is asked on whose behalf it calls. */
  private readonly current = new WeakMap<Instance, Attribution>();

  constructor(private readonly options: FunctionsOptions) {
    for (const resource of options.resources) {
      this.resources.set(resource.name, resource);
      this.resources.set(resource.logicalId, resource);
    }
  }

  /** The function of a name, an ARN, either with a qualifier, or a logical id. */
  find(nameOrArn: string): FunctionResource | undefined {
    const name = /^arn:[^:]*:lambda:[^:]*:[^:]*:function:([^:]+)/.exec(nameOrArn)?.[1];
    return this.resources.get(name ?? nameOrArn.split(':')[0] ?? '');
  }

  /** Calls and waits for the answer. Never rejects. */
  invoke(
    nameOrArn: string,
    payload: unknown,
    options: InvokeOptions = {},
  ): Promise<InvocationResult> {
    return this.track(this.callFaulted(nameOrArn, payload, options));
  }

  /**
   * Hands an event over: resolves after the first attempt. A failed event is tried again, one
   * and three minutes later on the cloud's clock, and then becomes a dead letter.
   */
  async invokeAsync(
    nameOrArn: string,
    payload: unknown,
    options: InvokeOptions = {},
  ): Promise<void> {
    await this.attempt(nameOrArn, payload, options, 0);
  }

  /** Calls under way. */
  busy(): number {
    return this.running.size;
  }

  /** Resolves when no call is under way. */
  async settled(): Promise<void> {
    while (this.running.size > 0) await Promise.allSettled(this.running);
  }

  /** Starts a function's first environment ahead of its first call. */
  warm(nameOrArn: string): void {
    const resource = this.find(nameOrArn);
    if (resource?.codeDirectory) this.poolOf(resource).warm();
  }

  async close(): Promise<void> {
    await Promise.all([...this.pools.values()].map((pool) => pool.close()));
  }

  private async callFaulted(
    nameOrArn: string,
    payload: unknown,
    options: InvokeOptions,
  ): Promise<InvocationResult> {
    const functionName = this.find(nameOrArn)?.name;
    const disconnect = () => {};
    const call = { service: 'lambda', action: 'Invoke', functionName, ...options, disconnect };
    try {
      return await this.options.faults.apply(call, () => this.call(nameOrArn, payload, options));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return failed(error.code, error.message, []);
    }
  }

  private async call(
    nameOrArn: string,
    payload: unknown,
    { cause }: InvokeOptions,
  ): Promise<InvocationResult> {
    const resource = this.find(nameOrArn);
    if (!resource?.codeDirectory) {
      return failed('ResourceNotFoundException', `Function not found: ${nameOrArn}`, []);
    }
    const requestId = randomUUID();
    const outcome = await this.poolOf(resource).run(async (instance) => {
      const attribution = { cause, functionName: resource.name };
      this.current.set(instance, attribution);
      const startedAt = performance.now();
      const traceId = newTraceId(this.options.clock.now());
      const text = JSON.stringify(payload) ?? 'null';
      const answer = await instance.invoke({ requestId, traceId, payload: text });
      const { memoryMegabytes } = resource;
      this.options.meter.invocation(attribution, memoryMegabytes, performance.now() - startedAt);
      return answer;
    });
    await this.cool();
    return this.conclude(resource, requestId, outcome);
  }

  private conclude(
    { logGroup }: FunctionResource,
    requestId: string,
    outcome: Outcome,
  ): InvocationResult {
    if (outcome.ok) return { ok: true, payload: JSON.parse(outcome.payload) };
    const { errorType, errorMessage, trace } = outcome.error;
    // Lambda writes a function's exception to its log group.
    const message = { errorType, errorMessage, stackTrace: trace };
    const timestamp = new Date(this.options.clock.now()).toISOString();
    this.options.log(logGroup, JSON.stringify({ timestamp, level: 'ERROR', requestId, message }));
    return failed(errorType, errorMessage, trace);
  }

  private async attempt(
    nameOrArn: string,
    payload: unknown,
    options: InvokeOptions,
    attempts: number,
  ): Promise<void> {
    const result = await this.invoke(nameOrArn, payload, options);
    const resource = this.find(nameOrArn);
    if (result.ok || !resource) return;
    if (attempts < resource.retryAttempts) {
      const { clock } = this.options;
      const pause = retryPauseMillis[attempts] ?? 0;
      clock.at(clock.now() + pause, () => this.attempt(nameOrArn, payload, options, attempts + 1));
      return;
    }
    const { name: functionName, roleId, deadLetterArn: targetArn } = resource;
    const { errorType, errorMessage } = result;
    this.options.onDeadLetter?.({
      functionName,
      roleId,
      targetArn,
      payload,
      errorType,
      errorMessage,
    });
  }

  private poolOf(resource: FunctionResource): Pool {
    const known = this.pools.get(resource.name);
    if (known) return known;
    const { maximumConcurrency = 4 } = this.options;
    const limit = Math.min(maximumConcurrency, resource.reservedConcurrency ?? maximumConcurrency);
    const pool = new Pool(() => this.start(resource), Math.max(1, limit));
    this.pools.set(resource.name, pool);
    return pool;
  }

  private start(resource: FunctionResource): Instance {
    const { credentials, clockOffset, compileCacheDirectory, log } = this.options;
    this.options.onStart?.(resource);
    const day = new Date(this.options.clock.now()).toISOString().slice(0, 10);
    const logStream = `${day}/[$LATEST]${randomUUID()}`;
    const key = credentials.issue(
      resource.roleId,
      () => this.current.get(instance) ?? { functionName: resource.name },
    );
    const instance: Instance = new Instance({
      settings: {
        codeDirectory: resource.codeDirectory ?? '',
        handler: resource.handler,
        functionName: resource.name,
        functionArn: resource.arn,
        memoryMegabytes: resource.memoryMegabytes,
        logGroup: resource.logGroup,
        logStream,
        clockOffset,
        compileCacheDirectory,
      },
      environment: {
        ...environmentOf(resource, this.options.endpointUrl(), logStream),
        AWS_ACCESS_KEY_ID: key.accessKeyId,
        AWS_SECRET_ACCESS_KEY: key.secretAccessKey,
      },
      timeoutMillis: resource.timeoutSeconds * 1000,
      log: (line) => log(resource.logGroup, line),
    });
    return instance;
  }

  /** Ends the environments that nobody has used for longest. */
  private async cool(): Promise<void> {
    const { maximumWarm = 48 } = this.options;
    const pools = [...this.pools.values()];
    const idle = pools.reduce((sum, pool) => sum + pool.idleCount, 0);
    if (idle > maximumWarm) {
      const oldest = pools.reduce((a, b) => (b.idleSince < a.idleSince ? b : a));
      await oldest.shrink();
    }
  }

  private track<T>(work: Promise<T>): Promise<T> {
    this.running.add(work);
    const done = () => this.running.delete(work);
    work.then(done, done);
    return work;
  }
}

function failed(
  errorType: string,
  errorMessage: string,
  trace: readonly string[],
): InvocationResult {
  const cause = JSON.stringify({ errorType, errorMessage, trace });
  return { ok: false, errorType, errorMessage, cause };
}
