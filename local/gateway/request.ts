/** An HTTP request as API Gateway sees it: all values of a header or parameter, in order. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/** API Gateway's payload quota. */
export const maximumBodyBytes = 10 * 1024 * 1024;
/** Who sends more than this is cut off. */
const longestHearingBytes = 10 * maximumBodyBytes;

export type MultiValue = Readonly<Record<string, readonly string[]>>;

export interface GatewayRequest {
  readonly requestId: string;
  readonly extendedRequestId: string;
  readonly traceId: string;
  readonly receivedAtEpochMillis: number;
  readonly method: string;
  /** As sent: still percent-encoded, without the query. */
  readonly rawPath: string;
  /** Percent-decoded. */
  readonly path: string;
  readonly query: MultiValue;
  /** With the names' case as sent, as API Gateway hands them on. */
  readonly headers: MultiValue;
  readonly sourceIp: string;
  readonly body: Buffer;
}

export type RequestFault = 'tooLarge' | 'malformed';

/** Reads the whole request, but never more than may be handed on. */
export async function readRequest(
  incoming: IncomingMessage,
  nowEpochMillis: number,
): Promise<{ readonly request: GatewayRequest; readonly fault?: RequestFault }> {
  const body = await readBody(incoming);
  const [rawPath = '/', search = ''] = (incoming.url ?? '/').split(/\?(.*)/s);
  const path = decode(rawPath);
  const query = readQuery(search);
  const fault = !body ? 'tooLarge' : path === undefined || !query ? 'malformed' : undefined;
  const sourceIp = sourceIpOf(incoming);
  const traceId = traceIdAt(nowEpochMillis);
  const request: GatewayRequest = {
    requestId: randomUUID(),
    extendedRequestId: Buffer.from(randomUUID().replaceAll('-', '').slice(0, 22)).toString(
      'base64',
    ),
    traceId,
    receivedAtEpochMillis: nowEpochMillis,
    method: incoming.method ?? 'GET',
    rawPath,
    path: path ?? rawPath,
    query: query ?? {},
    headers: readHeaders(incoming, sourceIp, traceId),
    sourceIp,
    body: body ?? Buffer.alloc(0),
  };
  return { request, ...(fault && { fault }) };
}

/**
 * Everybody comes from this machine: who wants to come from elsewhere says so. A deployed stage
 * knows no such header, and no function ever sees it.
 */
function sourceIpOf(incoming: IncomingMessage): string {
  const told = String(incoming.headers['x-local-source-ip'] ?? '');
  if (isIP(told) !== 0) return told;
  return (incoming.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
}

/** The last value of a header, whatever the case of its name. */
export function headerOf(request: GatewayRequest, name: string): string | undefined {
  const wanted = name.toLowerCase();
  return Object.entries(request.headers)
    .find(([given]) => given.toLowerCase() === wanted)?.[1]
    .at(-1);
}

/** Keeps no more than the quota, but hears the sender out: it would not read a refusal before. */
async function readBody(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > longestHearingBytes) break;
    if (bytes <= maximumBodyBytes) chunks.push(chunk);
  }
  return bytes > maximumBodyBytes ? undefined : Buffer.concat(chunks);
}

/** What was sent, and what API Gateway adds on the way to the function. */
function readHeaders(incoming: IncomingMessage, sourceIp: string, traceId: string): MultiValue {
  const sent: [string, string][] = [];
  for (let index = 0; index < incoming.rawHeaders.length; index += 2) {
    sent.push([incoming.rawHeaders[index] ?? '', incoming.rawHeaders[index + 1] ?? '']);
  }
  const isForwarded = ([name]: [string, string]) => /^x-forwarded-for$/i.test(name);
  // Hop-by-hop headers concern this connection only.
  const isOwn = ([name]: [string, string]) =>
    !/^(connection|keep-alive|transfer-encoding|upgrade|x-local-source-ip)$/i.test(name);
  const before = sent.filter(isForwarded).map(([, value]) => value);
  return {
    ...collect(sent.filter((header) => isOwn(header) && !isForwarded(header))),
    'X-Amzn-Trace-Id': [traceId],
    'X-Forwarded-For': [[...before, sourceIp].join(', ')],
    'X-Forwarded-Port': [String(incoming.socket.localPort ?? 443)],
    'X-Forwarded-Proto': ['http'],
  };
}

function readQuery(search: string): MultiValue | undefined {
  const sent: [string, string][] = [];
  for (const pair of search.split('&').filter((part) => part !== '')) {
    const [name, value] = pair.split(/=(.*)/s).map((part) => decode(part.replaceAll('+', ' ')));
    if (name === undefined || (pair.includes('=') && value === undefined)) return undefined;
    sent.push([name, value ?? '']);
  }
  return collect(sent);
}

/** By way of a Map: a name such as 'constructor' is a name like any other. */
function collect(pairs: readonly [string, string][]): MultiValue {
  const values = new Map<string, string[]>();
  for (const [name, value] of pairs) values.set(name, [...(values.get(name) ?? []), value]);
  return Object.fromEntries(values);
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function traceIdAt(epochMillis: number): string {
  const seconds = Math.floor(epochMillis / 1000).toString(16);
  return `Root=1-${seconds}-${randomUUID().replaceAll('-', '').slice(0, 24)}`;
}
