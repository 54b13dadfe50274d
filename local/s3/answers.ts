/** Writes S3's answers: headers, XML and errors. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AwsError } from '../cloud/service';
import { xml } from '../cloud/xml';
import type { ObjectHead } from './objects';

const namespace = 'http://s3.amazonaws.com/doc/2006-03-01/';

export const headersOf = (head: ObjectHead): Record<string, string> => ({
  'content-type': head.contentType,
  'content-length': String(head.bytes),
  etag: `"${head.etag}"`,
  'last-modified': new Date(head.lastModifiedMillis).toUTCString(),
  ...Object.fromEntries(
    Object.entries(head.metadata).map(([name, value]) => [`x-amz-meta-${name}`, value]),
  ),
  ...(head.retainUntil ? { 'x-amz-object-lock-retain-until-date': head.retainUntil } : {}),
});

/** What went wrong, as S3 words it; unexpected exceptions keep their details to themselves. */
export function refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  const isKnown = error instanceof AwsError;
  if (!isKnown) console.error(error);
  // S3 has its own name for what every other service calls AccessDeniedException.
  const isDenied = isKnown && error.code.startsWith('AccessDenied');
  const code = isDenied ? 'AccessDenied' : isKnown ? error.code : 'InternalError';
  const status = isDenied ? 403 : isKnown ? error.status : 500;
  if (request.method === 'HEAD') {
    send(response, status, {});
    return;
  }
  const members = isKnown ? (error.members as Record<string, string>) : {};
  const message = isKnown ? error.message : 'The local cloud failed to answer.';
  sendXml(response, status, 'Error', { Code: code, Message: message, ...members }, '');
}

export function sendXml(
  response: ServerResponse,
  status: number,
  name: string,
  members: Parameters<typeof xml>[1],
  space: string = namespace,
): void {
  const body = Buffer.from(xml(name, members, space === '' ? undefined : space));
  send(response, status, { 'content-type': 'application/xml' }, body);
}

export function send(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body?: Buffer,
): void {
  const length = body && { 'content-length': String(body.length) };
  response.writeHead(status, { 'x-amz-request-id': randomUUID(), ...headers, ...length });
  response.end(body);
}
