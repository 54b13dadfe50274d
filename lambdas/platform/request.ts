/** Reads an API Gateway event into what a route promises: validated, typed, with its caller. */
import type { APIGatewayProxyEvent } from 'aws-lambda';
import * as z from 'zod';
import { type Role, type RouteDefinition, roles } from '../contract/route';
import { idempotencyKey } from '../contract/schemas';
import { type Problem, problem } from '../core/problem';
import { failure, type Result, success } from '../core/result';
import type { Owned } from './ownership';

export interface Caller {
  /** The customer's id, or the staff member's. Empty on public routes. */
  readonly id: string;
  readonly role: Role | 'anonymous';
  readonly sessionId: string;
  /** What the path names and is the caller's, by its id. */
  readonly owned: Owned;
}

export interface ReadRequest {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  /** The body as it was sent: what signatures are verified over. */
  readonly rawBody: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly caller: Caller;
  readonly sourceIp: string;
  readonly idempotencyKey: string | undefined;
}

const nothing = z.strictObject({});

export function readRequest(
  route: RouteDefinition,
  event: APIGatewayProxyEvent,
  now: number,
): Result<ReadRequest, Problem> {
  const caller = callerOf(route, event, now);
  if (!caller.ok) return caller;
  const headers = lowerCased(event.headers ?? {});
  const rawBody = event.isBase64Encoded
    ? Buffer.from(event.body ?? '', 'base64').toString('utf8')
    : (event.body ?? '');
  // A channel's body is its own affair: JSON, a form, whatever its signature is over.
  const read = route.body && route.access !== 'channel';
  const body = read ? parseJson(rawBody, headers['content-type']) : success({});
  if (!body.ok) return body;

  const key = headers['idempotency-key'];
  if (route.idempotent && !key) return failure(problem('idempotency_key_missing'));
  if (key !== undefined && !idempotencyKey.safeParse(key).success)
    return failure(
      problem('validation_failed', undefined, [
        { path: 'Idempotency-Key', reason: '16 to 64 letters, digits, _ or -' },
      ]),
    );

  const parsed = z
    .strictObject({
      params: route.params ?? nothing,
      query: route.query ?? nothing,
      body: route.body ?? nothing,
    })
    .safeParse({
      params: event.pathParameters ?? {},
      query: event.queryStringParameters ?? {},
      body: body.value,
    });
  if (!parsed.success) return failure(validationProblem(parsed.error));
  return success({
    ...parsed.data,
    rawBody,
    headers,
    caller: caller.value,
    sourceIp: event.requestContext.identity?.sourceIp ?? '',
    idempotencyKey: key,
  });
}

const owned: Owned = new Map();

/**
 * The authorizer has checked the token and read the session; what they allow is held against the
 * route here: its roles, and whether a second factor was proven lately.
 */
function callerOf(
  route: RouteDefinition,
  event: APIGatewayProxyEvent,
  now: number,
): Result<Caller, Problem> {
  if (typeof route.access === 'string')
    return success({ id: '', role: 'anonymous', sessionId: '', owned });
  const context = event.requestContext.authorizer ?? {};
  const role = roles.find((known) => known === context.role);
  if (!role || !context.subject) return failure(problem('unauthenticated'));
  if (!route.access.includes(role)) return failure(problem('forbidden'));
  if (route.stepUp && !(Number(context.steppedUpUntil) > now))
    return failure(problem('step_up_required'));
  const { subject, sessionId } = context;
  return success({ id: String(subject), role, sessionId: String(sessionId), owned });
}

function parseJson(text: string, contentType = 'application/json'): Result<unknown, Problem> {
  if (!/^application\/(json|[a-z.-]+\+json) *(;|$)/i.test(contentType))
    return failure(problem('unsupported_media_type'));
  if (text === '') return success({});
  try {
    return success(JSON.parse(text));
  } catch {
    return failure(problem('malformed_body'));
  }
}

/** Names what was wrong and where, never the value that was sent. */
function validationProblem(error: z.ZodError): Problem {
  const fields = error.issues.slice(0, 20).map((issue) => ({
    path: issue.path.join('.').slice(0, 120),
    reason: issue.code,
  }));
  return problem('validation_failed', undefined, fields);
}

const lowerCased = (headers: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), value]],
    ),
  );
