/** Lambda proxy integration: the event a function gets, and the answer it may give. */
import { functionContext, type RequestContext } from './context';
import type { HttpAnswer } from './gateway-response';
import { headerOf, type MultiValue } from './request';

/** The event of format 1.0, as @types/aws-lambda's APIGatewayProxyEvent. */
export function proxyEvent(context: RequestContext, binaryTypes: readonly string[]) {
  const { request, method } = context;
  const isBinary = matchesType(headerOf(request, 'content-type'), binaryTypes);
  const isEmpty = request.body.length === 0;
  return {
    ...requestPart(context),
    resource: method?.path ?? '',
    requestContext: functionContext(context),
    body: isEmpty ? null : request.body.toString(isBinary ? 'base64' : 'utf8'),
    isBase64Encoded: isBinary && !isEmpty,
  };
}

/** What authorizers and functions are told alike. */
export function requestPart(context: RequestContext) {
  const { request, api, pathParameters } = context;
  return {
    path: request.path,
    httpMethod: request.method,
    headers: lastValues(request.headers),
    multiValueHeaders: request.headers,
    queryStringParameters: orNull(lastValues(request.query)),
    multiValueQueryStringParameters: orNull(request.query),
    pathParameters: orNull(pathParameters),
    stageVariables: orNull(api.stageVariables),
  };
}

/** The HTTP answer, or undefined for what is no proxy response: API Gateway answers 502 then. */
export function readProxyResponse(
  answer: unknown,
  accept: string | undefined,
  binaryTypes: readonly string[],
): HttpAnswer | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined;
  const { statusCode, headers, multiValueHeaders, body, isBase64Encoded, ...others } =
    answer as Record<string, unknown>;
  const status = Number(statusCode);
  if (Object.keys(others).length > 0) return undefined;
  if (statusCode === undefined || !Number.isInteger(status)) return undefined;
  if (status < 100 || status > 599) return undefined;
  if (body !== undefined && body !== null && typeof body !== 'string') return undefined;
  const singles = readHeaders(headers, (value) => [value]);
  const multiples = readHeaders(multiValueHeaders, (value) => value);
  if (!singles || !multiples) return undefined;
  // Only a client that asks for a binary type gets bytes; others get the base64 text.
  const decode = isBase64Encoded === true && matchesType(accept?.split(',')[0], binaryTypes);
  return {
    status,
    headers: withContentType({ ...singles, ...multiples }),
    body: Buffer.from(body ?? '', decode ? 'base64' : 'utf8'),
  };
}

export const lastValues = (values: MultiValue): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, all]) => [name, all.at(-1) ?? '']));

const orNull = <T extends object>(value: T): T | null =>
  Object.keys(value).length === 0 ? null : value;

function readHeaders(
  headers: unknown,
  valuesOf: (value: unknown) => unknown,
): Record<string, string[]> | undefined {
  if (headers === undefined || headers === null) return {};
  if (typeof headers !== 'object' || Array.isArray(headers)) return undefined;
  const read: Record<string, string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    const values = valuesOf(value);
    if (!Array.isArray(values)) return undefined;
    if (values.some((one) => typeof one === 'object' && one !== null)) return undefined;
    read[name] = values.map(String);
  }
  return read;
}

function withContentType(headers: Record<string, string[]>): Record<string, string[]> {
  const isGiven = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
  return isGiven ? headers : { ...headers, 'Content-Type': ['application/json'] };
}

/** Media types without their parameters; the API's list may hold image/* and the like. */
function matchesType(mediaType: string | undefined, types: readonly string[]): boolean {
  const [given = ''] = (mediaType ?? '').split(';').map((part) => part.trim().toLowerCase());
  return types.some((type) => {
    const [main, sub] = type.toLowerCase().split('/');
    const [givenMain, givenSub] = given.split('/');
    return (main === '*' || main === givenMain) && (sub === '*' || sub === givenSub);
  });
}
