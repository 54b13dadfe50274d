/** The OpenAPI 3.1 document of the API, generated from the contract's routes. */

import { problemDocument } from '../../lambdas/contract/problem-document';
import { problems } from '../../lambdas/contract/problems';
import { capabilities, type RouteDefinition } from '../../lambdas/contract/route';
import { idempotencyKey as idempotencyKeySchema } from '../../lambdas/contract/schemas';
import type { ProblemCode } from '../../lambdas/core/problem';
import { jsonSchema, propertiesOf } from './schemas';

type Json = Readonly<Record<string, unknown>>;

/** Version of the API, not of the software: it changes when a client would have to. */
const apiVersion = '1.0.0';

export function openApiDocument(routes: readonly RouteDefinition[]): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) {
    const operations = paths[route.path] ?? {};
    operations[route.method.toLowerCase()] = operationOf(route);
    paths[route.path] = operations;
  }
  const used = new Set(routes.map(({ capability }) => capability));
  return {
    openapi: '3.1.0',
    info: {
      title: 'Sunlend',
      version: apiVersion,
      description:
        'Consumer lending from sign-in to settlement. Money is whole fen, rates are parts per ' +
        'million per year, instants are UTC. Refusals are RFC 9457 problem documents with a ' +
        'closed code. 金额单位为分，利率为百万分之一（年），时间为 UTC。',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'Where this document was found' }],
    tags: capabilities.filter((name) => used.has(name)).map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        accessToken: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'The accessToken of POST /sign-in/sessions',
        },
      },
      parameters: { IdempotencyKey: idempotencyKey },
      schemas: { Problem: jsonSchema(problemDocument, 'output') },
      responses: sharedRefusals(routes),
    },
  };
}

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  description:
    'A random UUID, made by the client once per intent: it must not be guessable. The same key with the same body gets the same ' +
    'answer for ever; with another body it is refused.',
  schema: jsonSchema(idempotencyKeySchema, 'input'),
};

function operationOf(route: RouteDefinition): Json {
  const parameters = [
    ...propertiesOf(route.params).map((property) => ({ ...property, in: 'path', required: true })),
    ...propertiesOf(route.query).map((property) => ({ ...property, in: 'query' })),
    ...(route.idempotent ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : []),
  ];
  return {
    operationId: route.operationId,
    summary: route.summary,
    tags: [route.capability],
    description: accessOf(route),
    security: Array.isArray(route.access) ? [{ accessToken: [] }] : [],
    ...(parameters.length > 0 && { parameters }),
    ...(route.body && {
      requestBody: {
        required: true,
        content: { 'application/json': { schema: jsonSchema(route.body, 'input') } },
      },
    }),
    responses: { ...answersOf(route), ...refusalsOf(route) },
  };
}

function accessOf({ access, stepUp }: RouteDefinition): string {
  if (access === 'public') return 'Needs no token.';
  if (access === 'channel') return 'Signed by a payment channel over the raw body; no token.';
  const fresh = stepUp ? ' Needs a second factor, proven within five minutes.' : '';
  return `For ${access.join(', ')}.${fresh}`;
}

function answersOf({ responses }: RouteDefinition): Json {
  return Object.fromEntries(
    Object.entries(responses).map(([status, schema]) => [
      status,
      {
        description: descriptions[status] ?? 'Done',
        content: { 'application/json': { schema: jsonSchema(schema, 'output') } },
      },
    ]),
  );
}

const descriptions: Readonly<Record<string, string>> = {
  '200': 'As asked',
  '201': 'Created',
  '202': 'Accepted; the outcome follows',
};

/** By status, since that is how OpenAPI files answers; the codes of each are an enum. */
function refusalsOf(route: RouteDefinition): Json {
  const codes = [...new Set([...generalProblems(route), ...(route.problems ?? [])])];
  const byStatus = Map.groupBy(codes, (code) => problems[code].status);
  const statuses = [...byStatus].sort(([one], [other]) => one - other);
  return Object.fromEntries(
    statuses.map(([status, [first, ...others]]) => [
      String(status),
      first && others.length === 0
        ? { $ref: `#/components/responses/${first}` }
        : refusal(byStatus.get(status) ?? []),
    ]),
  );
}

function refusal(codes: readonly ProblemCode[]): Json {
  const schema = {
    allOf: [{ $ref: '#/components/schemas/Problem' }],
    properties: { code: { enum: codes } },
  };
  return {
    description: codes.map((code) => `\`${code}\`: ${problems[code].title}`).join(' '),
    content: { 'application/problem+json': { schema } },
  };
}

/** Those that are ever answered alone with their status. */
function sharedRefusals(routes: readonly RouteDefinition[]): Json {
  const references = routes
    .flatMap((route) => Object.values(refusalsOf(route)) as { $ref?: string }[])
    .flatMap(({ $ref }) => $ref?.split('/').at(-1) ?? []) as ProblemCode[];
  return Object.fromEntries([...new Set(references)].sort().map((code) => [code, refusal([code])]));
}

/** What any request may be told, depending on what its route takes and asks. */
function generalProblems(route: RouteDefinition): ProblemCode[] {
  return [
    ...(route.params || route.query || route.body || route.idempotent
      ? (['validation_failed'] as const)
      : []),
    ...(route.body
      ? (['malformed_body', 'payload_too_large', 'unsupported_media_type'] as const)
      : []),
    ...(route.idempotent ? (['idempotency_key_missing', 'idempotency_key_reused'] as const) : []),
    ...(Array.isArray(route.access) ? (['unauthenticated', 'forbidden'] as const) : []),
    ...(route.stepUp ? (['step_up_required'] as const) : []),
    'too_many_requests',
    'internal',
  ];
}
