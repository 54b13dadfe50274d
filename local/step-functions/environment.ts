/** What an execution needs from outside: time, chance, functions, and someone to tell. */
import type { Clock } from '../clock';
import type { Json } from './json';
import type { ExecutionRecord, ExecutionStore, HistoryEvent } from './records';

/** Which task a call is made for. */
export interface TaskContext {
  readonly executionArn: string;
  readonly machineArn: string;
  readonly state: string;
  /** Logical id of the role the state machine runs as. */
  readonly roleId: string;
  /** The token the task waits for, if it does. */
  readonly token?: string;
  /** 0 at the first attempt. */
  readonly retryCount: number;
}

export type TaskReply =
  | { readonly ok: true; readonly payload: Json }
  | {
      readonly ok: false;
      /** The error name Retry and Catch compare, e.g. 'Lambda.TooManyRequestsException'. */
      readonly errorType: string;
      readonly errorMessage: string;
      /** What Catch sees as Cause (for Lambda: the error payload's text); else the message. */
      readonly cause?: string;
    };

/** Calls a Lambda function by the name, ARN or qualified ARN the definition gives. */
export type Invoke = (
  functionArn: string,
  payload: Json,
  roleId: string,
  task: TaskContext,
) => Promise<TaskReply>;

/** Any other service a task may call, e.g. 'arn:aws:states:::aws-sdk:sns:publish'. */
export type Integration = (argumentsOfTask: Json, task: TaskContext) => Promise<TaskReply>;

export interface Meter {
  /** Once per state entered, per retry, and per child of a distributed Map: what AWS charges. */
  transition(machineArn: string): void;
}

export interface Environment {
  readonly clock: Clock;
  readonly invoke: Invoke;
  readonly integrations: Readonly<Record<string, Integration>>;
  readonly meter: Meter;
  /** New version 4 UUIDs: execution names, task tokens, $uuid(). */
  readonly ids: () => string;
  /** At least 0 and less than 1: jitter and $random(). */
  readonly random: () => number;
  readonly store: ExecutionStore;
  /** Told of every event as it happens. */
  readonly observe: (record: ExecutionRecord, event: HistoryEvent) => void;
}
