/** Starts the cloud on a laptop: every service of the synthesized stage behind one address. */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MovableClock } from '../clock';
import { type LocalDynamodb, openDynamodb } from '../dynamodb/local-dynamodb';
import { type DeadLetter, Functions } from '../functions/functions';
import { Kms } from '../kms/kms';
import { FolderObjects, MemoryObjects } from '../s3/objects';
import { Buckets } from '../s3/operations';
import { SecretsManager } from '../secrets-manager/secrets-manager';
import { Sns } from '../sns/sns';
import { StepFunctions } from '../step-functions/step-functions';
import { FolderStore } from '../step-functions/stores';
import { type Deployment, readDeployment } from '../template/deployment';
import { Authorizer } from './authorize';
import { Credentials } from './credentials';
import { DataDirectory } from './data-directory';
import { listenCloud } from './endpoint';
import { Faults } from './faults';
import { Gate } from './gate';
import type { ListeningEndpoint } from './json-endpoint';
import { CloudLogs } from './logs';
import { Meter } from './meter';
import { claimAtStart, claimForFunction } from './platform-grants';
import { indexResources } from './resource-index';
import type { JsonService } from './service';
import { StartError } from './start-error';
import { taskInvoker } from './task-invoker';

export interface CloudOptions {
  /** The folder `cdk synth` wrote. */
  readonly assemblyDirectory: string;
  readonly stage: string;
  /** Overrides of the template's parameters, e.g. SandboxBankUrl. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Keeps everything between runs; in memory without it. */
  readonly dataDirectory?: string | undefined;
  /** Where the clock begins, in milliseconds; now without it. */
  readonly startAt?: number | undefined;
  /** Port of the AWS endpoint; any free one without it. */
  readonly port?: number | undefined;
  /** Further services by IAM prefix, e.g. rekognition. */
  readonly services?: (surroundings: {
    readonly clock: MovableClock;
  }) => Record<string, JsonService>;
  /** Awaited with everything else before the clock moves on. */
  readonly settleToo?: () => Promise<void>;
}

export type Cloud = Awaited<ReturnType<typeof startCloud>>;

/** @throws StartError with one sentence for whoever started it. */
export async function startCloud(options: CloudOptions) {
  const data = new DataDirectory(options.dataDirectory);
  const deployment = readDeployment(options);
  requireBundles(deployment);
  const clock = openClock(options, data, () => settled());
  const meter = new Meter();
  const faults = new Faults();
  const logs = new CloudLogs(data.path('logs'));
  const credentials = new Credentials();
  const authorizer = new Authorizer(deployment.roles, deployment.resourcePolicies);
  const deadLetters: DeadLetter[] = [];
  const dynamodb = await openTables(deployment, data, clock, meter);
  const kms = new Kms(deployment.keys, data.texts('kms-keys.json'));
  const secrets = new SecretsManager(deployment.secrets, data.texts('secrets.json'));
  const sns = new Sns(() => clock.now());
  const functions = new Functions({
    resources: deployment.functions,
    clock,
    clockOffset: clock.sharedOffset,
    credentials,
    meter,
    faults,
    endpointUrl: () => endpoint.url,
    log: (group, line) => logs.write(group, line, clock.now()),
    onDeadLetter: (letter) => deadLetters.push(letter),
    onStart: (resource) => claimForFunction(authorizer, resource),
    compileCacheDirectory: join(tmpdir(), 'sunlend-compile-cache'),
  });
  const executions = data.path('executions');
  const stepFunctions = new StepFunctions({
    clock,
    invoke: taskInvoker(functions, authorizer),
    ids: randomUUID,
    machines: deployment.stateMachines.map(({ logging, ...machine }) => ({
      ...machine,
      ...(logging && { logging }),
    })),
    meter,
    random: Math.random,
    logs,
    ...(executions && { store: new FolderStore(executions) }),
  });
  const folder = data.path('s3');
  const objects = folder ? new FolderObjects(folder) : new MemoryObjects();
  const buckets = new Buckets(deployment.buckets, objects, () => clock.now());
  const index = indexResources(deployment, {
    keyArn: (keyId) => kms.arnOf(keyId),
    secretArn: (secretId) => secrets.arnOf(secretId),
  });
  const gate = new Gate(authorizer, faults, meter);
  const endpoint: ListeningEndpoint = await listenCloud({
    port: options.port,
    services: {
      dynamodb,
      kms,
      states: stepFunctions,
      secretsmanager: secrets,
      sns,
      ...options.services?.({ clock }),
    },
    s3: { buckets, credentials, gate, index, now: () => clock.now() },
  }).catch(async (error: unknown) => {
    clock.stop();
    await dynamodb.close();
    throw error;
  });
  claimAtStart(authorizer, deployment);
  await stepFunctions.resume();

  /** Nothing is under way: no call, no stream record to deliver, no workflow that could go on. */
  async function settled(): Promise<void> {
    let before: number;
    do {
      before = meter.activity;
      await functions.settled();
      await dynamodb.settled();
      await stepFunctions.atRest();
      await options.settleToo?.();
      // What one of them did while another was awaited may have set off more.
    } while (functions.busy() > 0 || meter.activity !== before);
    rememberClock(data, clock);
  }

  return {
    /** The address for AWS_ENDPOINT_URL, e.g. http://127.0.0.1:49152. */
    url: endpoint.url,
    /** Access key of an administrator, for tools. */
    operator: credentials.operator,
    deployment,
    /** Names of keys, buckets and secrets as permissions need them. */
    index,
    clock,
    dynamodb,
    stepFunctions,
    kms,
    secrets,
    sns,
    buckets,
    functions,
    credentials,
    authorizer,
    meter,
    faults,
    logs,
    /** Asynchronous events that failed every attempt. */
    deadLetters: deadLetters as readonly DeadLetter[],
    settled,
    async close(): Promise<void> {
      clock.stop();
      await functions.close();
      await endpoint.close();
      await dynamodb.close();
      rememberClock(data, clock);
    },
  };
}

function requireBundles({ functions }: Deployment): void {
  const missing = functions.find(
    ({ codeDirectory }) => codeDirectory && !existsSync(codeDirectory),
  );
  if (!missing) return;
  throw new StartError(
    `The bundle of ${missing.operationId} is missing: run "npm run synth" again.`,
  );
}

/** A clock that was moved goes on from there: the data is as old as it says. */
function openClock(
  { startAt }: CloudOptions,
  data: DataDirectory,
  settle: () => Promise<void>,
): MovableClock {
  const { offsetMillis } = data.texts('clock.json').load();
  const resumed = offsetMillis === undefined ? undefined : Date.now() + Number(offsetMillis);
  if (resumed !== undefined && startAt !== undefined && startAt < resumed) {
    const reached = new Date(resumed).toISOString().slice(0, 10);
    throw new StartError(`The data has reached ${reached}: choose that day or a later one.`);
  }
  return new MovableClock(startAt ?? resumed, settle);
}

function rememberClock(data: DataDirectory, clock: MovableClock): void {
  data.texts('clock.json').save({ offsetMillis: String(clock.now() - Date.now()) });
}

async function openTables(
  deployment: Deployment,
  data: DataDirectory,
  clock: MovableClock,
  meter: Meter,
): Promise<LocalDynamodb> {
  const directory = data.path('dynamodb');
  const dynamodb = await openDynamodb({
    clock,
    ...(directory && { directory }),
    meter: ({ readUnits, writeUnits }) => meter.capacity(readUnits, writeUnits),
  }).catch((cause: Error) => {
    throw new StartError(cause.message, { cause });
  });
  for (const { name, properties } of deployment.tables) {
    await dynamodb.createTable({ ...properties, TableName: name });
  }
  return dynamodb;
}
