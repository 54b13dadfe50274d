/** `$context`: what API Gateway knows of one request, for templates, access logs and functions. */

import { account, region } from '../template/identifiers';
import type { RestApi, RestApiMethod } from '../template/rest-api';
import { type GatewayRequest, headerOf } from './request';

export interface RequestContext {
  readonly request: GatewayRequest;
  readonly api: RestApi;
  readonly method?: RestApiMethod;
  readonly pathParameters: Readonly<Record<string, string>>;
  /** The authorizer's context with its principalId, all as text. */
  readonly authorizer?: Readonly<Record<string, string>>;
}

/** arn:aws:execute-api:region:account:api/stage/METHOD/path */
export const methodArn = ({ api, request }: RequestContext): string =>
  `arn:aws:execute-api:${region}:${account}:${api.id}/${api.stageName}/${request.method}${request.rawPath}`;

/** The function's `requestContext` (proxy event, format 1.0). */
export function functionContext(context: RequestContext) {
  const { request, api, method, authorizer } = context;
  return {
    accountId: account,
    apiId: api.id,
    ...(authorizer && { authorizer: { ...authorizer, integrationLatency: 0 } }),
    domainName: headerOf(request, 'host') ?? '',
    domainPrefix: api.id,
    extendedRequestId: request.extendedRequestId,
    httpMethod: request.method,
    identity: {
      accessKey: null,
      accountId: null,
      apiKey: null,
      apiKeyId: null,
      caller: null,
      clientCert: null,
      cognitoAuthenticationProvider: null,
      cognitoAuthenticationType: null,
      cognitoIdentityId: null,
      cognitoIdentityPoolId: null,
      principalOrgId: null,
      sourceIp: request.sourceIp,
      user: null,
      userAgent: headerOf(request, 'user-agent') ?? null,
      userArn: null,
    },
    ...(method?.operationName && { operationName: method.operationName }),
    path: `/${api.stageName}${request.path}`,
    protocol: 'HTTP/1.1',
    requestId: request.requestId,
    requestTime: commonLogTime(request.receivedAtEpochMillis),
    requestTimeEpoch: request.receivedAtEpochMillis,
    resourceId: method ? `${method.httpMethod} ${method.path}` : '',
    resourcePath: method?.path ?? '',
    stage: api.stageName,
  };
}

/** Values of $context beyond the function's: how the request ended. */
export type Outcome = Readonly<Record<string, string | number | undefined>>;

/** Replaces each `$context.name` and `$stageVariables.name`; what is unknown becomes `absent`. */
export function fillIn(
  template: string,
  context: RequestContext,
  outcome: Outcome,
  absent: string,
): string {
  const known = { ...functionContext(context), xrayTraceId: context.request.traceId };
  return template.replace(
    /\$(?:\{(context|stageVariables)\.([\w.]+)\}|(context|stageVariables)\.([\w.]*\w))/g,
    (_, braced: string, bracedName: string, plain: string, plainName: string) => {
      const name = bracedName ?? plainName;
      if ((braced ?? plain) === 'stageVariables') return context.api.stageVariables[name] ?? absent;
      return String(outcome[name] ?? memberOf(known, name) ?? absent);
    },
  );
}

function memberOf(value: object, path: string): string | number | undefined {
  const found = path
    .split('.')
    .reduce<unknown>(
      (inner, name) => (inner as Record<string, unknown> | undefined)?.[name],
      value,
    );
  return typeof found === 'string' || typeof found === 'number' ? found : undefined;
}

/** 09/Apr/2026:12:34:56 +0000 */
function commonLogTime(epochMillis: number): string {
  const [, day, month, year, time] =
    /, (\d\d) (\w{3}) (\d{4}) ([\d:]+)/.exec(new Date(epochMillis).toUTCString()) ?? [];
  return `${day}/${month}/${year}:${time} +0000`;
}
