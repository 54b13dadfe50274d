/** The one address of all local AWS services: finds service and caller, the gate decides. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerS3, type S3Surroundings } from '../s3/s3';
import type { Holder } from './credentials';
import { accessKeyIdOf, answerJson, isJsonRequest, type ListeningEndpoint } from './json-endpoint';
import { permissionsOf } from './permissions';
import { answerQuery } from './query-endpoint';
import { answerRest, restOperations } from './rest-endpoint';
import { AwsError, type JsonService } from './service';
import { StartError } from './start-error';

export interface EndpointOptions {
  /** By IAM prefix: dynamodb, kms, states, secretsmanager, rekognition, sms-voice, sns. */
  readonly services: Readonly<Record<string, JsonService>>;
  readonly s3: S3Surroundings;
  /** 0 or absent: any free port. */
  readonly port?: number | undefined;
}

/** The prefix of x-amz-target, without its version, → the IAM prefix. */
const targets: Readonly<Record<string, string>> = {
  AWSStepFunctions: 'states',
  DynamoDB: 'dynamodb',
  PinpointSMSVoiceV2: 'sms-voice',
  RekognitionService: 'rekognition',
  TrentService: 'kms',
  secretsmanager: 'secretsmanager',
};

/** @throws StartError when the port is taken. */
export async function listenCloud(options: EndpointOptions): Promise<ListeningEndpoint> {
  const server = createServer((request, response) => void answer(request, response, options));
  // A worker's client keeps its connections for longer than Node's 5 seconds.
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(startError(cause, options.port)));
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
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

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: EndpointOptions,
): Promise<void> {
  const { credentials } = options.s3;
  const holder = credentials.find(accessKeyIdOf(request) ?? '');
  if (isJsonRequest(request)) {
    return answerJson(request, response, {
      service: (target) => gated(serviceName(target), response, options, holder),
      principal: () => holder?.principal,
    });
  }
  const scoped = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(
    request.headers.authorization ?? '',
  )?.[1];
  if (scoped === undefined || scoped === 's3') return answerS3(request, response, options.s3);
  const call = async (action: string, input: Readonly<Record<string, unknown>>) => {
    const service = gated(scoped, response, options, holder);
    if (!service) throw new AwsError('InvalidAction', `There is no ${scoped} here.`);
    if (!holder) throw new AwsError('InvalidClientTokenId', 'The security token is invalid.', 403);
    return service.call({ action, input: { ...input }, principal: holder.principal });
  };
  const rest = restOperations[scoped];
  return rest ? answerRest(request, response, rest, call) : answerQuery(request, response, call);
}

/** The service behind the gate, for this one request. */
function gated(
  name: string,
  response: ServerResponse,
  { services, s3: { gate, index } }: EndpointOptions,
  holder: Holder | undefined,
): JsonService | undefined {
  const service = services[name];
  if (!service || !holder) return service;
  return {
    call: (call) =>
      gate.pass(
        {
          service: name,
          action: call.action,
          holder,
          permissions: permissionsOf(name, call.action, call.input, index),
          disconnect: () => response.destroy(),
        },
        () => service.call(call),
      ),
  };
}

const serviceName = (targetPrefix: string) =>
  targets[targetPrefix.replace(/_\d{8}$/, '')] ?? targetPrefix;

function startError(cause: NodeJS.ErrnoException, port: number | undefined): Error {
  if (cause.code !== 'EADDRINUSE') return cause;
  return new StartError(`Port ${port} is in use: stop what listens there or choose another.`, {
    cause,
  });
}
