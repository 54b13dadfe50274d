/** A typed client of the API: its methods, arguments and answers are the contract's routes. */
import { randomUUID } from 'node:crypto';
import type * as z from 'zod';
import { type ProblemDocument, problemDocument } from '../lambdas/contract/problem-document';
import type { RouteDefinition } from '../lambdas/contract/route';
import { type Contract, routes } from '../lambdas/contract/routes';

/** Every route of the contract by its operationId, which is the name it is exported under. */
export type RoutesByName = {
  [N in keyof Contract as Contract[N] extends RouteDefinition ? N : never]: Contract[N];
};

/** A part a route does not have cannot be given; its schema was inferred as any schema. */
type Part<N extends string, S> =
  S extends z.ZodType<infer _O, infer I>
    ? unknown extends I
      ? { readonly [K in N]?: undefined }
      : Record<string, never> extends I
        ? { readonly [K in N]?: I }
        : { readonly [K in N]: I }
    : never;

export type RequestOf<R> =
  R extends RouteDefinition<infer P, infer Q, infer B>
    ? Part<'params', P> &
        Part<'query', Q> &
        Part<'body', B> & {
          /** Random unless given; only idempotent routes send it. */
          readonly idempotencyKey?: string;
        }
    : never;

/** Exactly what the contract promises for each status. */
export type AcceptedOf<R> =
  R extends RouteDefinition<infer _P, infer _Q, infer _B, infer A>
    ? {
        [S in keyof A]: {
          readonly problem: false;
          readonly status: S;
          readonly body: A[S] extends z.ZodType ? z.output<A[S]> : never;
        };
      }[keyof A]
    : never;

export interface ProblemAnswer {
  readonly problem: true;
  readonly status: number;
  readonly body: ProblemDocument;
}

type Method<R> =
  Record<string, never> extends RequestOf<R>
    ? (request?: RequestOf<R>) => Promise<AcceptedOf<R> | ProblemAnswer>
    : (request: RequestOf<R>) => Promise<AcceptedOf<R> | ProblemAnswer>;

export type Client = { readonly [N in keyof RoutesByName]: Method<RoutesByName[N]> };

export interface ClientOptions {
  /** For example http://127.0.0.1:3000. */
  readonly baseUrl: string;
  /** An access token; without it only public routes answer. */
  readonly token?: string;
}

interface AnyRequest {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly idempotencyKey?: string;
}

/**
 * Refusals are values. What is neither a promised answer nor a problem document is an exception:
 * then the API does not keep its contract, or there is no API.
 */
export function createClient(options: ClientOptions): Client {
  const methods = routes.map((route) => [
    route.operationId,
    (request: AnyRequest = {}) => call(options, route, request),
  ]);
  return Object.fromEntries(methods) as Client;
}

async function call(
  { baseUrl, token }: ClientOptions,
  route: RouteDefinition,
  request: AnyRequest,
): Promise<unknown> {
  const response = await fetch(addressOf(baseUrl, route, request), {
    method: route.method,
    headers: {
      accept: 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(route.idempotent && { 'idempotency-key': request.idempotencyKey ?? randomUUID() }),
      ...(route.body && { 'content-type': 'application/json' }),
    },
    ...(route.body && { body: JSON.stringify(request.body ?? {}) }),
  });
  const { status } = response;
  const body: unknown = await response.json();
  const promised = route.responses[status];
  if (promised) return { problem: false, status, body: promised.parse(body) };
  return { problem: true, status, body: problemDocument.parse(body) };
}

function addressOf(baseUrl: string, { path }: RouteDefinition, request: AnyRequest): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(request.params?.[name] ?? '')),
  );
  const query = Object.entries(request.query ?? {})
    .filter(([, value]) => value !== undefined)
    .map(([name, value]): [string, string] => [name, String(value)]);
  const search = query.length > 0 ? `?${new URLSearchParams(query)}` : '';
  return `${baseUrl.replace(/\/$/, '')}${filled}${search}`;
}
