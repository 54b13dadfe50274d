/** Speaks AWS's query protocol, forms in and XML out, for services the SDK still calls that way. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AwsError } from './service';
import { type XmlMembers, xml } from './xml';

/** Performs the action with the form's fields. */
export type QueryCall = (
  action: string,
  input: Readonly<Record<string, string>>,
) => Promise<Record<string, unknown>>;

const maximumRequestBytes = 512 * 1024;

/** Answers one request. Never rejects. */
export async function answerQuery(
  request: IncomingMessage,
  response: ServerResponse,
  call: QueryCall,
): Promise<void> {
  const RequestId = randomUUID();
  try {
    const { Action: action = '', Version, ...input } = await readFields(request);
    const result = (await call(action, input)) as XmlMembers;
    const members = { [`${action}Result`]: result, ResponseMetadata: { RequestId } };
    send(response, 200, xml(`${action}Response`, members));
  } catch (error) {
    const refusal = error instanceof AwsError ? error : unexpected(error);
    // The query protocol leaves the ending off where the JSON protocols write it.
    const isDenied = refusal.code === 'AccessDeniedException';
    const code = isDenied ? 'AuthorizationError' : refusal.code;
    const members = {
      Error: { Type: 'Sender', Code: code, Message: refusal.message },
      RequestId,
    };
    send(response, isDenied ? 403 : refusal.status, xml('ErrorResponse', members));
  }
}

async function readFields(request: IncomingMessage): Promise<Record<string, string>> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maximumRequestBytes) {
      throw new AwsError('RequestEntityTooLarge', 'The request is too large.', 413);
    }
    chunks.push(chunk);
  }
  return Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString('utf8')));
}

function unexpected(error: unknown): AwsError {
  console.error(error);
  return new AwsError('InternalFailure', 'The local cloud failed to answer.', 500);
}

function send(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, {
    'content-type': 'text/xml',
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}
