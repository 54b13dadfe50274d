/** Speaks AWS's JSON protocols (1.0 and 1.1) over HTTP for any JsonService. */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AwsError, type JsonService, type Principal } from './service';

export interface JsonRouting {
  /** The service a target prefix such as 'DynamoDB_20120810' addresses. */
  readonly service: (targetPrefix: string) => JsonService | undefined;
  /** Who owns the access key id that signed the request. */
  readonly principal: (accessKeyId: string) => Principal | undefined;
}

export interface ListeningEndpoint {
  /** For example http://127.0.0.1:49152, without a final slash. */
  readonly url: string;
  close(): Promise<void>;
}

/** DynamoDB's limit is the largest of the services served here. */
const maximumRequestBytes = 16 * 1024 * 1024;

/** Whether the request is one of a JSON protocol, for an endpoint that also serves others. */
export function isJsonRequest(request: IncomingMessage): boolean {
  return request.method === 'POST' && typeof request.headers['x-amz-target'] === 'string';
}

/** The access key id of a SigV4 Authorization header: the signature itself is not verified. */
export function accessKeyIdOf(request: IncomingMessage): string | undefined {
  const header = request.headers.authorization ?? '';
  return /^AWS4-HMAC-SHA256\s+Credential=([^/,\s]+)\//.exec(header)?.[1];
}

/** Answers one request. Never rejects: an unexpected exception is a 500 without its details. */
export async function answerJson(
  request: IncomingMessage,
  response: ServerResponse,
  routing: JsonRouting,
): Promise<void> {
  try {
    send(request, response, 200, await answer(request, routing));
  } catch (error) {
    const refusal =
      error instanceof AwsError
        ? error
        : new AwsError('InternalServerError', 'The local cloud failed to answer.', 500);
    if (refusal !== error) console.error(error);
    response.setHeader('x-amzn-errortype', refusal.code);
    send(request, response, refusal.status, {
      ...refusal.members,
      __type: refusal.code,
      message: refusal.message,
    });
  }
}

/** Serves on 127.0.0.1; port 0 takes any free port. */
export async function listenJson(routing: JsonRouting, port = 0): Promise<ListeningEndpoint> {
  const server = createServer((request, response) => {
    void answerJson(request, response, routing);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  request: IncomingMessage,
  routing: JsonRouting,
): Promise<Record<string, unknown>> {
  const [prefix = '', action = ''] = String(request.headers['x-amz-target'] ?? '').split('.');
  const body = await readBody(request);
  const service = routing.service(prefix);
  if (!service || action === '') {
    throw new AwsError('UnknownOperationException', 'No local service answers this target.');
  }
  const accessKeyId = accessKeyIdOf(request);
  if (accessKeyId === undefined) {
    throw new AwsError(
      'MissingAuthenticationTokenException',
      'Request is missing Authentication Token',
    );
  }
  const principal = routing.principal(accessKeyId);
  if (!principal) {
    throw new AwsError(
      'UnrecognizedClientException',
      'The security token included in the request is invalid.',
    );
  }
  return service.call({ action, input: parse(body), principal });
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    // Read to the end all the same: a caller still sending would not hear the refusal.
    if (bytes <= maximumRequestBytes) chunks.push(chunk);
  }
  if (bytes > maximumRequestBytes) {
    throw new AwsError('RequestEntityTooLargeException', 'The request is too large.', 413);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parse(body: string): Record<string, unknown> {
  try {
    const input: unknown = JSON.parse(body === '' ? '{}' : body);
    if (typeof input === 'object' && input !== null && !Array.isArray(input)) {
      return input as Record<string, unknown>;
    }
  } catch {
    // Answered below: malformed JSON and JSON that is no object are refused alike.
  }
  throw new AwsError('SerializationException', 'The request body is not a JSON object.');
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  body: Record<string, unknown>,
): void {
  const asked = request.headers['content-type'];
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': asked?.startsWith('application/x-amz-json') ? asked : 'application/json',
    'content-length': Buffer.byteLength(text),
    'x-amzn-requestid': randomUUID(),
  });
  response.end(text);
}
