/** What API Gateway answers by itself: its own words, or those the template puts in their place. */
import { fillIn, type RequestContext } from './context';
import { headerOf } from './request';

export interface Refusal {
  /** The gateway response type, e.g. THROTTLED. */
  readonly type: ResponseType;
  /** In place of the type's own message. */
  readonly message?: string;
  /** Why the body did not fit its model. */
  readonly validationError?: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly body: Buffer;
}

interface Standard {
  readonly status: number;
  readonly message: string | null;
  /** The x-amzn-ErrorType header. */
  readonly errorType: string;
}

const standard = (status: number, message: string | null, errorType: string): Standard => ({
  status,
  message,
  errorType,
});

/** AWS's developer guide, "Gateway response types", with the messages the service sends. */
const standards = {
  ACCESS_DENIED: standard(
    403,
    'User is not authorized to access this resource',
    'AccessDeniedException',
  ),
  API_CONFIGURATION_ERROR: standard(500, 'Internal server error', 'InternalServerErrorException'),
  AUTHORIZER_CONFIGURATION_ERROR: standard(500, null, 'AuthorizerConfigurationException'),
  AUTHORIZER_FAILURE: standard(500, null, 'AuthorizerFailureException'),
  BAD_REQUEST_BODY: standard(400, 'Invalid request body', 'BadRequestException'),
  BAD_REQUEST_PARAMETERS: standard(400, 'Invalid request parameters', 'BadRequestException'),
  DEFAULT_4XX: standard(400, 'Bad Request', 'BadRequestException'),
  /** A function that failed or answered what is no proxy response. */
  DEFAULT_5XX: standard(502, 'Internal server error', 'InternalServerErrorException'),
  INTEGRATION_TIMEOUT: standard(504, 'Endpoint request timed out', 'InternalServerErrorException'),
  MISSING_AUTHENTICATION_TOKEN: standard(
    403,
    'Missing Authentication Token',
    'MissingAuthenticationTokenException',
  ),
  REQUEST_TOO_LARGE: standard(
    413,
    'HTTP content length exceeded 10485760 bytes.',
    'RequestTooLargeException',
  ),
  THROTTLED: standard(429, 'Too Many Requests', 'TooManyRequestsException'),
  UNAUTHORIZED: standard(401, 'Unauthorized', 'UnauthorizedException'),
  WAF_FILTERED: standard(403, 'Forbidden', 'ForbiddenException'),
} as const satisfies Record<string, Standard>;

export type ResponseType = keyof typeof standards;

interface Customized {
  readonly StatusCode?: string;
  readonly ResponseParameters?: Readonly<Record<string, string>>;
  readonly ResponseTemplates?: Readonly<Record<string, string>>;
}

/** A type the template does not customize takes the words, not the status, of its default. */
export function gatewayResponse(context: RequestContext, refusal: Refusal): HttpAnswer {
  const { type } = refusal;
  const own = standards[type];
  const responses = context.api.gatewayResponses as Readonly<Record<string, Customized>>;
  const custom = responses[type] ?? responses[own.status < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX'];
  const message = refusal.message ?? own.message;
  const outcome = {
    'error.message': message ?? 'null',
    'error.messageString': JSON.stringify(message),
    'error.responseType': type,
    'error.validationErrorString': refusal.validationError,
  };
  const [contentType, template] = chooseTemplate(context, custom);
  const headers: Record<string, readonly string[]> = {
    'x-amzn-ErrorType': [own.errorType],
    'Content-Type': [contentType],
    ...customHeaders(context, custom?.ResponseParameters ?? {}),
  };
  return {
    status: Number(custom?.StatusCode ?? own.status),
    headers,
    body: Buffer.from(fillIn(template, context, outcome, '')),
  };
}

const defaultTemplate = '{"message":$context.error.messageString}';

/** By the Accept header; whatever else is asked for, JSON is answered. */
function chooseTemplate(context: RequestContext, custom: Customized | undefined): [string, string] {
  const templates = custom?.ResponseTemplates ?? {};
  const accepted = (headerOf(context.request, 'accept') ?? '')
    .split(',')
    .map((part) => part.split(';')[0]?.trim() ?? '');
  const chosen = accepted.find((type) => Object.hasOwn(templates, type)) ?? 'application/json';
  return [chosen, templates[chosen] ?? Object.values(templates)[0] ?? defaultTemplate];
}

/** gatewayresponse.header.NAME → a quoted text, or something of the request. */
function customHeaders(
  context: RequestContext,
  parameters: Readonly<Record<string, string>>,
): Record<string, readonly string[]> {
  const headers: Record<string, readonly string[]> = {};
  for (const [target, source] of Object.entries(parameters)) {
    const name = target.replace('gatewayresponse.header.', '');
    const value = headerValue(context, source);
    if (value !== undefined) headers[name] = [value];
  }
  return headers;
}

function headerValue(context: RequestContext, source: string): string | undefined {
  const [, literal] = /^'(.*)'$/s.exec(source) ?? [];
  if (literal !== undefined) return literal;
  const [, place, name = ''] =
    /^method\.request\.(header|querystring|path)\.(.+)$/.exec(source) ?? [];
  if (place === 'header') return headerOf(context.request, name);
  if (place === 'querystring') return context.request.query[name]?.at(-1);
  if (place === 'path') return context.pathParameters[name];
  return fillIn(`$${source}`, context, {}, '') || undefined;
}
