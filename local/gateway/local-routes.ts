/** Paths under /_local/: the laptop's own controls, which no deployed stage has. */

import * as z from 'zod';
import { AwsError } from '../cloud/service';
import type { HttpAnswer } from './gateway-response';
import { type GatewayRequest, headerOf } from './request';
import { findRoute } from './router';

export interface LocalRequest {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** The body as JSON; undefined without a body. */
  readonly body: unknown;
}

/** JSON, or a text of its own media type. */
export type LocalAnswer =
  | { readonly status: number; readonly body: unknown }
  | { readonly status: number; readonly text: string; readonly contentType: string };

export interface LocalRoute {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** For example /_local/sms; parameters as in /_local/things/{id}. */
  readonly path: string;
  readonly summary: string;
  run(request: LocalRequest): LocalAnswer | Promise<LocalAnswer>;
}

export const ok = (body: unknown): LocalAnswer => ({ status: 200, body });
export const refuseLocally = (status: number, message: string): LocalAnswer => ({
  status,
  body: { message },
});

export const isLocalPath = (path: string): boolean =>
  path === '/_local' || path.startsWith('/_local/');

/** A web page of another origin must not move the clock: it can send no JSON unasked. */
export async function answerLocally(
  routes: readonly LocalRoute[],
  request: GatewayRequest,
): Promise<HttpAnswer> {
  return toHttp(await dispatch(routes, request));
}

async function dispatch(
  routes: readonly LocalRoute[],
  request: GatewayRequest,
): Promise<LocalAnswer> {
  const host = headerOf(request, 'host') ?? '';
  if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host)) {
    return refuseLocally(403, 'The controls answer on this machine only.');
  }
  const all = [indexOf(routes), ...routes].map((route) => ({ ...route, httpMethod: route.method }));
  const found = findRoute(all, request.method, request.path.replace(/\/$/, ''));
  if (!found) return refuseLocally(404, 'There is no such control; GET /_local/ lists them.');
  const body = readJson(request);
  if (body === 'unreadable') return refuseLocally(400, 'Send JSON with its content type.');
  const query = Object.entries(request.query).map(([name, values]) => [name, values.at(-1) ?? '']);
  try {
    return await found.method.run({
      params: found.pathParameters,
      query: Object.fromEntries(query),
      body: body?.value,
    });
  } catch (error) {
    // What a service of the cloud would refuse is refused here with its own words.
    if (error instanceof AwsError) return refuseLocally(error.status, error.message);
    console.error(error);
    return refuseLocally(500, error instanceof Error ? error.message : 'It failed.');
  }
}

const indexOf = (routes: readonly LocalRoute[]): LocalRoute => ({
  method: 'GET',
  path: '/_local',
  summary: 'This list',
  run: () =>
    ok({ controls: routes.map(({ method, path, summary }) => ({ method, path, summary })) }),
});

function readJson(request: GatewayRequest): { value: unknown } | 'unreadable' | undefined {
  if (request.body.length === 0) return undefined;
  if (!/^application\/json\b/i.test(headerOf(request, 'content-type') ?? '')) return 'unreadable';
  try {
    return { value: JSON.parse(request.body.toString('utf8')) };
  } catch {
    return 'unreadable';
  }
}

function toHttp(answer: LocalAnswer): HttpAnswer {
  const isText = 'text' in answer;
  return {
    status: answer.status,
    headers: {
      'Content-Type': [isText ? answer.contentType : 'application/json; charset=utf-8'],
      'Cache-Control': ['no-store'],
    },
    body: Buffer.from(isText ? answer.text : `${JSON.stringify(answer.body, null, 2)}\n`),
  };
}

/** Answers 400 with what was wrong instead of running with half a request. */
export const withBody =
  <S extends z.ZodType>(schema: S, run: (body: z.output<S>) => Promise<LocalAnswer>) =>
  ({ body }: { readonly body: unknown }): Promise<LocalAnswer> => {
    const parsed = schema.safeParse(body);
    if (parsed.success) return run(parsed.data);
    return Promise.resolve(refuseLocally(400, z.prettifyError(parsed.error)));
  };
