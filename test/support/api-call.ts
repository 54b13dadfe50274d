/** Calls a handler the way API Gateway does: an event in, status and parsed body out. */
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';

export interface Caller {
  readonly subject: string;
  readonly role: string;
  readonly sessionId: string;
  /** Milliseconds since the epoch. */
  readonly steppedUpUntil?: number;
}

export interface Call {
  readonly body?: unknown;
  /** Byte for byte, instead of a body: what a provider signed. */
  readonly rawBody?: string;
  readonly params?: Readonly<Record<string, string>>;
  /** What the authorizer found out; absent on public routes. */
  readonly as?: Caller;
  readonly sourceIp?: string;
  readonly idempotencyKey?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Reply {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: each test knows what it asked for.
  readonly body: any;
}

type ApiHandler = (event: APIGatewayProxyEvent, context: Context) => Promise<APIGatewayProxyResult>;

export async function callApi(handler: ApiHandler, call: Call = {}): Promise<Reply> {
  const result = await handler(eventOf(call), { awsRequestId: 'aws-request' } as Context);
  const isText = result.headers?.['content-type'] === 'text/plain';
  return { status: result.statusCode, body: isText ? result.body : JSON.parse(result.body) };
}

/** A second factor proven just now, unless the caller says otherwise. */
const inAllTests = Date.UTC(2100, 0);

const eventOf = (call: Call): APIGatewayProxyEvent =>
  ({
    body: call.rawBody ?? (call.body === undefined ? null : JSON.stringify(call.body)),
    isBase64Encoded: false,
    headers: {
      'Content-Type': 'application/json',
      ...call.headers,
      ...(call.idempotencyKey && { 'Idempotency-Key': call.idempotencyKey }),
    },
    pathParameters: call.params ?? null,
    queryStringParameters: null,
    requestContext: {
      requestId: 'request-1',
      identity: { sourceIp: call.sourceIp ?? '192.0.2.1' },
      ...(call.as && { authorizer: { steppedUpUntil: inAllTests, ...call.as } }),
    },
  }) as unknown as APIGatewayProxyEvent;
