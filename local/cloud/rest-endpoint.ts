/** Speaks AWS's REST-JSON protocol, in which method and path name the operation. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AwsError } from './service';

export interface RestOperation {
  readonly action: string;
  readonly method: string;
  /** With parameters as in /contacts/{InstanceId}/{ContactId}. */
  readonly path: string;
}

/** By the name that requests are signed for. */
export const restOperations: Readonly<Record<string, readonly RestOperation[]>> = {
  connect: [
    { action: 'StartOutboundVoiceContact', method: 'PUT', path: '/contact/outbound-voice' },
    { action: 'DescribeContact', method: 'GET', path: '/contacts/{InstanceId}/{ContactId}' },
  ],
};

export type RestCall = (
  action: string,
  input: Readonly<Record<string, unknown>>,
) => Promise<Record<string, unknown>>;

const maximumRequestBytes = 512 * 1024;

/** Answers one request. Never rejects. */
export async function answerRest(
  request: IncomingMessage,
  response: ServerResponse,
  operations: readonly RestOperation[],
  call: RestCall,
): Promise<void> {
  try {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const found = operationOf(operations, request.method ?? '', pathname);
    if (!found) throw new AwsError('UnknownOperationException', 'There is no such operation.', 404);
    const body = await readBody(request);
    send(response, 200, await call(found.action, { ...body, ...found.parameters }));
  } catch (error) {
    const refusal = error instanceof AwsError ? error : unexpected(error);
    response.setHeader('x-amzn-errortype', refusal.code);
    send(response, refusal.status, { message: refusal.message });
  }
}

function operationOf(operations: readonly RestOperation[], method: string, pathname: string) {
  for (const operation of operations) {
    if (operation.method !== method) continue;
    const pattern = operation.path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)');
    const match = new RegExp(`^${pattern}/?$`).exec(pathname);
    if (match) return { action: operation.action, parameters: { ...match.groups } };
  }
  return undefined;
}

async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maximumRequestBytes)
      throw new AwsError('RequestEntityTooLarge', 'The request is too large.', 413);
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  return text === '' ? {} : JSON.parse(text);
}

function unexpected(error: unknown): AwsError {
  console.error(error);
  return new AwsError('InternalServiceException', 'The local cloud failed to answer.', 500);
}

function send(response: ServerResponse, status: number, body: Record<string, unknown>): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    'x-amzn-requestid': randomUUID(),
  });
  response.end(text);
}
