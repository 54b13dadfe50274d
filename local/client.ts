/** A typed client of the API: its methods, arguments and answers are the contract's routes. */
import { randomUUID } from 'node:crypto';
import type * as z from 'zod';
import type * as autopay from '../lambdas/contract/autopay';
import type * as collections from '../lambdas/contract/collections';
import type * as debtors from '../lambdas/contract/debtors';
import type * as decisions from '../lambdas/contract/decisions';
import type * as factors from '../lambdas/contract/factors';
import type * as hardship from '../lambdas/contract/hardship';
import type * as identityReviews from '../lambdas/contract/identity-reviews';
import type * as night from '../lambdas/contract/night';
import type * as orders from '../lambdas/contract/orders';
import type * as ownData from '../lambdas/contract/own-data';
import type * as payments from '../lambdas/contract/payments';
import type * as policyDocuments from '../lambdas/contract/policy-documents';
import { type ProblemDocument, problemDocument } from '../lambdas/contract/problem-document';
import type * as reconciliation from '../lambdas/contract/reconciliation';
import type * as repayment from '../lambdas/contract/repayment';
import type * as risk from '../lambdas/contract/risk';
import type * as riskLists from '../lambdas/contract/risk-lists';
import type { RouteDefinition } from '../lambdas/contract/route';
import { routes } from '../lambdas/contract/routes';
import type * as signIn from '../lambdas/contract/sign-in';
import type * as users from '../lambdas/contract/users';

type Contract = typeof signIn &
  typeof factors &
  typeof users &
  typeof identityReviews &
  typeof ownData &
  typeof orders &
  typeof risk &
  typeof riskLists &
  typeof decisions &
  typeof policyDocuments &
  typeof repayment &
  typeof payments &
  typeof reconciliation &
  typeof collections &
  typeof debtors &
  typeof hardship &
  typeof autopay &
  typeof night;

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
