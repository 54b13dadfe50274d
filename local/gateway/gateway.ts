/** API Gateway on 127.0.0.1: serves the template's REST API and the laptop's own controls. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../clock';
import { StartError } from '../cloud/start-error';
import type { Invoke, MayInvoke } from '../invoke';
import type { RestApi } from '../template/rest-api';
import { accessLogLine } from './access-log';
import { Firewall, type WebAclProperties } from './firewall';
import type { HttpAnswer } from './gateway-response';
import { Handling } from './handling';
import { answerLocally, isLocalPath, type LocalRoute } from './local-routes';
import { type GatewayRequest, readRequest } from './request';

export interface GatewayOptions {
  readonly api: RestApi;
  readonly invoke: Invoke;
  /** Judges the role (by ARN) that a method's integration names; without it every role may. */
  readonly mayInvoke?: MayInvoke;
  readonly clock: Clock;
  /** 0, or nothing, takes any free port. */
  readonly port?: number;
  /** Properties of the web ACLs associated with the API's stage. */
  readonly webAcls?: readonly WebAclProperties[];
  /** The RestApi's BinaryMediaTypes. */
  readonly binaryTypes?: readonly string[];
  /** The stage's AccessLogSetting.Format, and where its lines go. */
  readonly accessLogFormat?: string | undefined;
  readonly writeAccessLog?: (line: string) => void;
  readonly localRoutes?: readonly LocalRoute[];
  readonly integrationTimeoutMillis?: number;
}

export interface Gateway {
  /** For example http://127.0.0.1:3000, without a final slash. */
  readonly url: string;
  /** Names of the firewall's rules that are not judged on a laptop. */
  readonly unjudgedRules: readonly string[];
  /** When no request of the API is being handled; requests to /_local/ do not count. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** @throws StartError when the port is taken. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { api, clock } = options;
  const underWay = new Set<Promise<unknown>>();
  const firewalls = (options.webAcls ?? []).map(
    (properties) => new Firewall(properties, api.stageName, clock),
  );
  const handling = new Handling({
    api,
    invoke: options.invoke,
    mayInvoke: options.mayInvoke ?? (() => true),
    clock,
    firewalls,
    binaryTypes: options.binaryTypes ?? [],
    integrationTimeoutMillis: options.integrationTimeoutMillis ?? 29_000,
  });

  const serveApi = async (request: GatewayRequest, fault: Fault): Promise<HttpAnswer> => {
    const handled = await handling.handle(request, fault);
    if (options.accessLogFormat) {
      options.writeAccessLog?.(accessLogLine(options.accessLogFormat, handled, clock.now()));
    }
    return withRequestIds(request, handled.answer);
  };
  const serve = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { request, fault } = await readRequest(incoming, clock.now());
    if (isLocalPath(request.path) && !fault) {
      send(incoming, response, await answerLocally(options.localRoutes ?? [], request));
      return;
    }
    const work = serveApi(request, fault);
    underWay.add(work);
    const answer = await work.finally(() => underWay.delete(work));
    send(incoming, response, answer);
  };

  const server = createServer((incoming, response) => {
    serve(incoming, response).catch((error: unknown) => {
      console.error(error);
      response.destroy();
    });
  });
  await listen(server, options.port ?? 0);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    unjudgedRules: firewalls.flatMap(({ unjudged }) => unjudged),
    settled: async () => {
      while (underWay.size > 0) await Promise.allSettled(underWay);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

type Fault = Awaited<ReturnType<typeof readRequest>>['fault'];

function listen(server: ReturnType<typeof createServer>, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const message = `Port ${port} is in use: stop what listens there, or choose another port.`;
      reject(cause.code === 'EADDRINUSE' ? new StartError(message, { cause }) : cause);
    });
    server.listen(port, '127.0.0.1', resolve);
  });
}

function withRequestIds(request: GatewayRequest, answer: HttpAnswer): HttpAnswer {
  return {
    ...answer,
    headers: {
      ...answer.headers,
      'x-amzn-RequestId': [request.requestId],
      'x-amz-apigw-id': [request.extendedRequestId],
      'X-Amzn-Trace-Id': [request.traceId],
    },
  };
}

/** Header names differ in case only by accident: the later one holds. */
function send(incoming: IncomingMessage, response: ServerResponse, answer: HttpAnswer): void {
  response.statusCode = answer.status;
  for (const [name, values] of Object.entries(answer.headers)) {
    if (/^(connection|content-length|transfer-encoding)$/i.test(name)) continue;
    response.setHeader(name, values.length === 1 ? (values[0] ?? '') : [...values]);
  }
  response.setHeader('Content-Length', answer.body.length);
  response.end(incoming.method === 'HEAD' ? undefined : answer.body);
}
