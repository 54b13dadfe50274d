/**
 * The whole laptop: the cloud, its API, streams, schedules, the face model, the sandbox
 * bank and the sandbox's data sources.
 */

import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type SandboxBank, startSandboxBank } from './bank/bank';
import { type Cloud, startCloud } from './cloud/cloud';
import { picturesOf } from './cloud/pictures';
import { StartError } from './cloud/start-error';
import { type Controlled, controls } from './controls';
import { type Schedules, startSchedules } from './events/schedules';
import { type StreamSources, startStreamSources } from './events/stream-sources';
import { type Gateway, startGateway } from './gateway/gateway';
import type { LocalRoute } from './gateway/local-routes';
import type { ModelPart } from './rekognition/faces';
import { Rekognition } from './rekognition/rekognition';
import { WorkerAnalyser } from './rekognition/worker-analyser';
import { type SandboxSources, startSandboxSources } from './sources/sources';
import { Connect } from './voice/connect';
import { Debtors } from './voice/debtors';
import { voiceControls } from './voice/voice-controls';

export interface LaptopOptions {
  readonly assemblyDirectory: string;
  readonly stage: string;
  /** Of the API; any free one without it. */
  readonly port?: number | undefined;
  readonly dataDirectory?: string | undefined;
  /** Where the clock begins, in milliseconds; now without it. */
  readonly startAt?: number | undefined;
  /** Hears of each part of the face model as it is loaded. */
  readonly onModelProgress?: (part: ModelPart, loaded: number, of: number) => void;
}

export interface Laptop {
  readonly url: string;
  readonly cloud: Cloud;
  readonly bank: SandboxBank;
  readonly sources: SandboxSources;
  readonly streams: StreamSources;
  readonly schedules: Schedules;
  readonly rekognition: Rekognition;
  close(): Promise<void>;
}

/** @throws StartError with one sentence that says what to do. */
export async function startLaptop(options: LaptopOptions): Promise<Laptop> {
  const parts: {
    streams?: StreamSources;
    schedules?: Schedules;
    bank?: SandboxBank;
    gateway?: Gateway;
    cloud?: Cloud;
  } = {};
  const analyser = new WorkerAnalyser(options.onModelProgress);
  const [bankPort, sourcesPort] = [await freePort(), await freePort()];
  let rekognition: Rekognition | undefined;
  let connect: Connect | undefined;
  const debtors = new Debtors();
  const cloud = await startCloud({
    ...options,
    port: undefined,
    parameters: {
      SandboxBankUrl: `http://127.0.0.1:${bankPort}`,
      DataSourcesUrl: `http://127.0.0.1:${sourcesPort}`,
    },
    services: ({ clock }) => {
      const pictures = picturesOf(() => parts.cloud);
      rekognition = new Rekognition({ analyser, pictures, now: () => clock.now() });
      connect = new Connect({ debtors, now: () => clock.now() });
      return { rekognition, connect };
    },
    settleToo: async () => {
      await parts.gateway?.settled();
      await parts.bank?.settled();
      await parts.streams?.settled();
      await parts.schedules?.settled();
    },
  });
  parts.cloud = cloud;
  if (!rekognition) throw new Error('the cloud did not ask for its further services');
  analyser.warmUp();
  const bank = await openBank(options, cloud, bankPort);
  const sources = await openSources(cloud, sourcesPort);
  const { streams, schedules } = openEvents(options, cloud);
  Object.assign(parts, { bank, streams, schedules });
  const controlled = { cloud, bank, sources, rekognition, laptop: () => laptop };
  const voice = voiceControls(debtors, () => connect);
  const gateway = await openGateway(options, controlled, voice);
  parts.gateway = gateway;
  bank.registerCallbackUrl(`${gateway.url}/channels/sandbox/callbacks`);
  const laptop: Laptop = {
    url: gateway.url,
    cloud,
    bank,
    sources,
    streams,
    schedules,
    rekognition,
    async close() {
      await gateway.close();
      schedules.stop();
      await streams.stop();
      await bank.close();
      await sources.close();
      await analyser.close();
      await cloud.close();
    },
  };
  return laptop;
}

function openBank(
  { dataDirectory }: LaptopOptions,
  cloud: Cloud,
  port: number,
): Promise<SandboxBank> {
  return startSandboxBank({
    clock: cloud.clock,
    signingKey: sharedKeyOf(cloud, 'signingKey'),
    port,
    ...(dataDirectory && { dataDirectory: join(dataDirectory, 'bank') }),
  });
}

const openSources = (cloud: Cloud, port: number): Promise<SandboxSources> =>
  startSandboxSources({
    clock: cloud.clock,
    signingKey: sharedKeyOf(cloud, 'sourcesKey'),
    port,
  });

function openEvents({ dataDirectory }: LaptopOptions, cloud: Cloud) {
  const { clock, deployment, dynamodb, functions } = cloud;
  const streams = startStreamSources({
    mappings: deployment.eventSourceMappings,
    tables: deployment.tables,
    subscribe: (table, listener, subscriber) => dynamodb.subscribe(table, listener, subscriber),
    invoke: (name, payload, { cause }) => functions.invoke(name, payload, { cause }),
    clock,
    ...(dataDirectory && { dataDirectory: join(dataDirectory, 'streams') }),
  });
  const schedules = startSchedules({
    schedules: deployment.schedules,
    clock,
    invokeAsync: (name, payload, how) => functions.invokeAsync(name, payload, how),
    startExecution: async (stateMachineArn, input) => {
      const principal = { roleId: 'scheduler' };
      const start = { action: 'StartExecution', input: { stateMachineArn, input }, principal };
      await cloud.stepFunctions.call(start);
    },
    mayInvoke: mayInvoke(cloud),
  });
  return { streams, schedules };
}

function openGateway(
  { port }: LaptopOptions,
  controlled: Controlled,
  furtherRoutes: readonly LocalRoute[],
): Promise<Gateway> {
  const { cloud } = controlled;
  const { deployment, clock, functions, logs } = cloud;
  const [api] = deployment.restApis;
  if (!api) throw new StartError('The synthesized stage has no REST API: run "npm run synth".');
  const stage = deployment.resources('AWS::ApiGateway::Stage')[0]?.properties;
  const accessLog = stage?.AccessLogSetting as { Format?: string } | undefined;
  return startGateway({
    api,
    invoke: (name, payload, { cause }) => functions.invoke(name, payload, { cause }),
    mayInvoke: mayInvoke(cloud),
    clock,
    webAcls: deployment.resources('AWS::WAFv2::WebACL').map(({ properties }) => properties),
    accessLogFormat: accessLog?.Format,
    writeAccessLog: (line) => logs.write('api-access', line, clock.now()),
    localRoutes: [...controls(controlled), ...furtherRoutes],
    ...(port !== undefined && { port }),
  });
}

/** A role may be named by id or by ARN; what it calls is a function or a state machine. */
function mayInvoke({ authorizer, deployment, functions }: Cloud) {
  return (role: string, target: string): boolean => {
    const roleId = deployment.roles.find(({ arn }) => arn === role)?.roleId ?? role;
    const resource = functions.find(target)?.arn ?? target;
    const action = target.includes(':states:') ? 'states:StartExecution' : 'lambda:InvokeFunction';
    return authorizer.allows({ roleId }, { action, resource });
  };
}

/** Who is outside signs with what the functions read from Secrets Manager. */
function sharedKeyOf({ secrets, deployment }: Cloud, member: 'signingKey' | 'sourcesKey'): string {
  for (const { arn } of deployment.secrets) {
    const key = JSON.parse(secrets.valueOf(arn) ?? '{}')[member];
    if (typeof key === 'string') return key;
  }
  throw new StartError(
    `The synthesized stage has no secret with a ${member}: run "npm run synth".`,
  );
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
