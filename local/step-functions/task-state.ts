/** The Task state: what is called, what its answer means, and when its time is up. */
import type { TaskContext, TaskReply } from './environment';
import { StateError } from './errors';
import { data } from './history';
import { isObject, type Json, type JsonObject } from './json';
import type { TaskState } from './language';
import { done, type Outcome } from './outcome';
import type { Flow, TaskInProgress } from './records';
import type { Run } from './run';
import { LONGEST_SECONDS } from './simple-states';
import { tokenFor } from './token';

export const INVOKE = 'arn:aws:states:::lambda:invoke';
export const WAIT_FOR_TOKEN = '.waitForTaskToken';
const LAMBDA_ARN = /^arn:aws[\w-]*:lambda:/;

export function isLambdaArn(resource: string): boolean {
  return LAMBDA_ARN.test(resource);
}

/** The resource without the pattern it is called by. */
export function calledBy(resource: string): string {
  return resource.endsWith(WAIT_FOR_TOKEN) ? resource.slice(0, -WAIT_FOR_TOKEN.length) : resource;
}

/** Schedules the task; once this has been saved, and after a restart again, `call` calls it. */
export async function schedule(run: Run, flow: Flow, state: TaskState): Promise<Outcome> {
  const visit = run.visit(flow);
  const id = run.environment.ids();
  const waits = state.Resource.endsWith(WAIT_FOR_TOKEN);
  const token = waits ? tokenFor(run.record.arn, id) : undefined;
  const context: JsonObject | undefined = token ? { Task: { Token: token } } : undefined;
  const template = state.Arguments ?? visit.input;
  const argumentsOfTask =
    state.Arguments === undefined
      ? visit.input
      : await run.evaluate(flow, 'Arguments', template, undefined, context);
  run.checkSize(flow, 'was given arguments', argumentsOfTask);
  const timeoutSeconds = await limit(run, flow, state, 'TimeoutSeconds');
  const heartbeatSeconds = await limit(run, flow, state, 'HeartbeatSeconds');
  const now = run.nowMillis;
  const activity: TaskInProgress = {
    kind: 'task',
    id,
    arguments: argumentsOfTask,
    submitted: false,
    ...(token === undefined ? {} : { token }),
    ...(timeoutSeconds === undefined ? {} : { deadlineMillis: now + timeoutSeconds * 1000 }),
    ...(heartbeatSeconds === undefined
      ? {}
      : { heartbeatSeconds, heartbeatDeadlineMillis: now + heartbeatSeconds * 1000 }),
  };
  noteScheduled(run, flow, state, argumentsOfTask, {
    ...(timeoutSeconds === undefined ? {} : { timeoutInSeconds: timeoutSeconds }),
    ...(heartbeatSeconds === undefined ? {} : { heartbeatInSeconds: heartbeatSeconds }),
  });
  return { kind: 'rest', activity };
}

async function limit(
  run: Run,
  flow: Flow,
  state: TaskState,
  field: 'TimeoutSeconds' | 'HeartbeatSeconds',
): Promise<number | undefined> {
  const template = state[field];
  if (template === undefined) return undefined;
  return run.evaluateInteger(flow, field, template, [1, LONGEST_SECONDS]);
}

/** Makes the call. A call that breaks is answered as the SDK's failure; it never rejects. */
export async function call(run: Run, flow: Flow, task: TaskInProgress): Promise<TaskReply> {
  const { environment, record } = run;
  const state = run.state(flow) as TaskState;
  const { state: name, retryCount } = run.visit(flow);
  const context: TaskContext = {
    executionArn: record.arn,
    machineArn: record.machineArn,
    state: name,
    roleId: record.roleId,
    retryCount,
    ...(task.token === undefined ? {} : { token: task.token }),
  };
  try {
    if (isLambdaArn(state.Resource)) {
      return await environment.invoke(state.Resource, task.arguments, record.roleId, context);
    }
    const integration =
      environment.integrations[state.Resource] ??
      environment.integrations[calledBy(state.Resource)];
    if (integration) return await integration(task.arguments, context);
    return await invokeFunction(run, task.arguments, context);
  } catch (error) {
    const errorMessage = error instanceof Error ? error.message : String(error);
    return { ok: false, errorType: 'Lambda.SdkClientException', errorMessage };
  }
}

/** lambda:invoke: the payload in and, within the envelope of the Lambda API, out. */
async function invokeFunction(run: Run, call: Json, context: TaskContext): Promise<TaskReply> {
  const name = isObject(call) ? call.FunctionName : undefined;
  if (!isObject(call) || typeof name !== 'string') {
    const errorMessage = 'Arguments must name the function as FunctionName.';
    return { ok: false, errorType: 'Lambda.ValidationException', errorMessage };
  }
  const { invoke } = run.environment;
  const reply = await invoke(name, call.Payload ?? {}, context.roleId, context);
  if (!reply.ok) return reply;
  const envelope = { ExecutedVersion: '$LATEST', Payload: reply.payload, StatusCode: 200 };
  return { ok: true, payload: envelope };
}

/** The call has returned: the end of the task, unless it waits for its token. */
export function returned(run: Run, flow: Flow, task: TaskInProgress, reply: TaskReply): Outcome {
  const state = run.state(flow) as TaskState;
  if (reply.ok && task.token !== undefined) {
    note(run, flow, state, 'Submitted', data('output', reply.payload));
    return { kind: 'rest', activity: { ...task, submitted: true } };
  }
  if (reply.ok) return succeed(run, flow, reply.payload);
  return failTask(run, flow, reply.errorType, reply.cause ?? reply.errorMessage);
}

/** @throws StateError States.DataLimitExceeded if the result is too large. */
export function succeed(run: Run, flow: Flow, result: Json): Outcome {
  const state = run.state(flow) as TaskState;
  run.checkSize(flow, 'returned a result', result);
  note(run, flow, state, 'Succeeded', data('output', result));
  return done(state, result, { result });
}

/** @throws StateError always: the failure, for Retry and Catch. */
export function failTask(run: Run, flow: Flow, error: string, cause: string): never {
  note(run, flow, run.state(flow) as TaskState, 'Failed', { error, cause });
  throw new StateError(error, cause);
}

/** @throws StateError always: States.Timeout, which a missed heartbeat answers to as well. */
export function timeOut(run: Run, flow: Flow, task: TaskInProgress): never {
  note(run, flow, run.state(flow) as TaskState, 'TimedOut', { error: 'States.Timeout' });
  const isHeartbeat = (task.deadlineMillis ?? Number.POSITIVE_INFINITY) > run.nowMillis;
  throw new StateError('States.Timeout', '', isHeartbeat ? ['States.HeartbeatTimeout'] : []);
}

/** A heartbeat gives the task as long again. */
export function heartbeat(task: TaskInProgress, nowMillis: number): void {
  if (task.heartbeatSeconds === undefined) return;
  task.heartbeatDeadlineMillis = nowMillis + task.heartbeatSeconds * 1000;
}

function noteScheduled(
  run: Run,
  flow: Flow,
  state: TaskState,
  argumentsOfTask: Json,
  limits: JsonObject,
): void {
  if (isLambdaArn(state.Resource)) {
    const { Resource: resource } = state;
    const input = data('input', argumentsOfTask);
    run.note(flow, 'LambdaFunctionScheduled', { resource, ...input, ...limits });
    run.note(flow, 'LambdaFunctionStarted');
    return;
  }
  const region = run.record.machineArn.split(':')[3] ?? '';
  const parameters = JSON.stringify(argumentsOfTask);
  note(run, flow, state, 'Scheduled', { region, parameters, ...limits });
  note(run, flow, state, 'Started', {});
}

/** TaskSucceeded, or LambdaFunctionSucceeded where the resource is the function itself. */
function note(
  run: Run,
  flow: Flow,
  state: TaskState,
  what: 'Scheduled' | 'Started' | 'Submitted' | 'Succeeded' | 'Failed' | 'TimedOut',
  details: JsonObject,
): void {
  if (isLambdaArn(state.Resource)) {
    run.note(flow, `LambdaFunction${what}`, details);
    return;
  }
  // arn:aws:states:::lambda:invoke.waitForTaskToken → lambda, invoke.waitForTaskToken
  const parts = state.Resource.split(':').slice(5);
  const resource = parts.pop() ?? '';
  run.note(flow, `Task${what}`, { resourceType: parts.join(':'), resource, ...details });
}
