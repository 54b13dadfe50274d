/** Serves a route: reads the request, runs the operation once per idempotency key, answers. */
import middy from '@middy/core';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import type * as z from 'zod';
import type { RouteDefinition } from '../contract/route';
import type { IsoDate } from '../core/calendar';
import { dayInChina } from '../core/china-day';
import {
  idempotencyKey,
  rememberAnswer,
  requestHash,
  type StoredAnswer,
} from '../core/idempotency';
import {
  type Change,
  InvalidCursorError,
  type Key,
  type Store,
  UncertainWriteError,
} from '../core/ports/store';
import { type Problem, problem } from '../core/problem';
import { readAhead } from '../core/read-ahead';
import { failure, type Result, success } from '../core/result';
import { describeError, logger } from './observability';
import { findOwned, ownedRows } from './ownership';
import { problemDocument } from './problem';
import { openOnce, type Providers } from './providers';
import { type Caller, type ReadRequest, readRequest } from './request';
import { auditStaff } from './staff-audit';

type Output<T> = Exclude<T, undefined> extends infer Z extends z.ZodType ? z.output<Z> : never;

export interface Answer<R extends RouteDefinition> {
  readonly status: number;
  readonly body: { [S in keyof R['responses']]: z.input<R['responses'][S]> }[keyof R['responses']];
  /** What a payment channel must hear instead of the body, or it sends its callback again. */
  readonly instead?: { readonly contentType: string; readonly body: string };
}

/** What an operation is told: everything it needs to know about the world is in here. */
export interface Request<R extends RouteDefinition> {
  readonly params: Output<R['params']>;
  readonly query: Output<R['query']>;
  readonly body: Output<R['body']>;
  readonly rawBody: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly caller: Caller;
  readonly sourceIp: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The date in China. */
  readonly today: IsoDate;
  readonly requestId: string;
  /** On idempotent routes: the change that keeps the answer, to be committed with the effect. */
  remember(answer: Answer<R>): readonly Change[];
}

export type Operation<R extends RouteDefinition, S> = (
  request: Request<R>,
  services: S,
) => Promise<Result<Answer<R>, Problem>>;

/** An operation's success. */
export const answer = <R extends RouteDefinition>(
  status: Answer<R>['status'],
  body: Answer<R>['body'],
  instead?: Answer<R>['instead'],
): Result<Answer<R>, Problem> => success({ status, body, ...(instead && { instead }) });

/** An operation's refusal. */
export const refuse = (...args: Parameters<typeof problem>): Result<never, Problem> =>
  failure(problem(...args));

type ApiHandler = (event: APIGatewayProxyEvent, context: Context) => Promise<APIGatewayProxyResult>;

/** What a handler file exports: the Lambda handler, with its route and operation for tests. */
export type ServedHandler<R extends RouteDefinition, S> = ApiHandler & {
  readonly route: R;
  readonly operation: Operation<R, S>;
  /** The same handler over other services and another clock. */
  readonly over: (services: () => S, clock?: () => number) => ApiHandler;
};

/** Rows that an operation will surely ask for, as far as its request names them. */
export type Foreseen<R extends RouteDefinition> = (
  request: Pick<Request<R>, 'params' | 'query' | 'body' | 'caller'>,
) => readonly Key[];

interface Served<R extends RouteDefinition, S> {
  readonly route: R;
  readonly operation: Operation<R, S>;
  /** What stands in the way is then read with them, together: caller's things, earlier answer. */
  readonly foreseen?: Foreseen<R> | undefined;
}

export const serve = <R extends RouteDefinition>(route: R) => ({
  using: <S extends object>(providers: Providers<S>) => ({
    with: (operation: Operation<R, S>) => handlerOf({ route, operation }, providers),
    readingAhead: (foreseen: Foreseen<R>) => ({
      with: (operation: Operation<R, S>) => handlerOf({ route, operation, foreseen }, providers),
    }),
  }),
});

function handlerOf<R extends RouteDefinition, S extends object>(
  served: Served<R, S>,
  providers: Providers<S>,
): ServedHandler<R, S> {
  const { route, operation } = served;
  const over = (services: () => S, clock = Date.now): ApiHandler => {
    const run = (event: APIGatewayProxyEvent, context: Context) =>
      respond(served, services, clock(), event, context);
    return middy<APIGatewayProxyEvent, APIGatewayProxyResult>()
      .onError((request) => {
        logger.error('failed', {
          operationId: route.operationId,
          requestId: requestIdOf(request.event),
          ...describeError(request.error),
        });
        request.response = problemDocument(problem('internal'), requestIdOf(request.event));
      })
      .handler(run) as unknown as ApiHandler;
  };
  return Object.assign(over(openOnce(providers)), { route, operation, over });
}

const requestIdOf = (event: APIGatewayProxyEvent): string => event.requestContext?.requestId ?? '';

async function respond<R extends RouteDefinition, S extends object>(
  { route, operation, foreseen }: Served<R, S>,
  open: () => S,
  now: number,
  event: APIGatewayProxyEvent,
  context: Context,
): Promise<APIGatewayProxyResult> {
  const requestId = requestIdOf(event) || context.awsRequestId;
  const read = readRequest(route, event, now);
  if (!read.ok) return problemDocument(read.error, requestId);
  const services = foreseen ? ahead(route, read.value, foreseen, open()) : open();
  const owned = await findOwned(route, read.value.params, read.value.caller.id, services);
  if (!owned.ok) return problemDocument(owned.error, requestId);

  await auditStaff(route, read.value, { requestId, now }, services);

  const request = { ...read.value, caller: { ...read.value.caller, owned: owned.value } };
  const result = await once(route, request, services, (remember) =>
    operation(
      {
        ...(request as unknown as Request<R>),
        now,
        today: dayInChina(now),
        requestId,
        remember,
      },
      services,
    ),
  ).catch(refusalOf);
  if (!result.ok) {
    logger.info('refused', {
      operationId: route.operationId,
      requestId,
      code: result.error.code,
    });
    return problemDocument(result.error, requestId);
  }
  return document(route, result.value);
}

/** Two failures of the store are the caller's to mend: a bad cursor, and a retry with its key. */
function refusalOf(error: unknown): Result<never, Problem> {
  if (error instanceof InvalidCursorError)
    return refuse('validation_failed', undefined, [{ path: 'query.cursor', reason: 'invalid' }]);
  if (error instanceof UncertainWriteError) return refuse('unavailable');
  throw error;
}

/** Runs the operation, or answers as it was answered before under the same idempotency key. */
async function once<R extends RouteDefinition>(
  route: R,
  request: ReadRequest,
  services: object,
  run: (remember: Request<R>['remember']) => Promise<Result<Answer<R>, Problem>>,
): Promise<Result<Answer<R>, Problem>> {
  const key = answerKey(route, request);
  if (!key || !request.idempotencyKey) return run(() => []);
  const { store } = services as { store: Store };
  const hash = requestHash(request.idempotencyKey, request);
  const before = await earlierAnswer<R>(store, key, hash);
  if (before) return before;

  const result = await run(({ status, body }) => [rememberAnswer(key, hash, status, body)]);
  // A refusal may mean that the same request was carried out meanwhile: then its answer holds.
  if (result.ok) return result;
  return (await earlierAnswer<R>(store, key, hash)) ?? result;
}

const answerKey = (
  { capability, operationId, idempotent }: RouteDefinition,
  { caller, idempotencyKey: given }: ReadRequest,
): Key | undefined =>
  idempotent && given ? idempotencyKey(capability, caller.id, operationId, given) : undefined;

/** The services over a store that reads all that is foreseen in one round trip. */
function ahead<R extends RouteDefinition, S extends object>(
  route: R,
  request: ReadRequest,
  foreseen: Foreseen<R>,
  services: S,
): S {
  const { store } = services as { store: Store };
  const answered = answerKey(route, request);
  const keys = [
    ...ownedRows(route, request.params, request.caller.id).map(({ key }) => key),
    ...(answered ? [answered] : []),
    ...foreseen(request as unknown as Request<R>),
  ];
  return { ...services, store: readAhead(store, keys) };
}

async function earlierAnswer<R extends RouteDefinition>(
  store: Store,
  key: Parameters<Store['get']>[0],
  hash: string,
): Promise<Result<Answer<R>, Problem> | undefined> {
  const row = await store.get<StoredAnswer & Record<string, string | number>>(key);
  if (!row) return undefined;
  if (row.body.requestHash !== hash) return refuse('idempotency_key_reused');
  return success({ status: row.body.status, body: JSON.parse(row.body.answer) });
}

/** Nothing leaves that the contract does not name: answers are parsed on their way out. */
function document<R extends RouteDefinition>(
  route: R,
  { status, body, instead }: Answer<R>,
): APIGatewayProxyResult {
  const schema = route.responses[status];
  if (!schema) throw new Error(`${route.operationId} does not promise a ${status}`);
  return {
    statusCode: status,
    headers: {
      'content-type': instead?.contentType ?? 'application/json',
      'cache-control': 'no-store',
    },
    body: instead?.body ?? JSON.stringify(schema.parse(body)),
  };
}
