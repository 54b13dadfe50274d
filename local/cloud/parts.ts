/** The services of a deployment and what surrounds them, opened but not yet listening. */
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MovableClock } from '../clock';
import { type LocalDynamodb, openDynamodb } from '../dynamodb/local-dynamodb';
import { type DeadLetter, Functions } from '../functions/functions';
import { Kms } from '../kms/kms';
import { FolderObjects, MemoryObjects } from '../s3/objects';
import { Buckets } from '../s3/operations';
import { SecretsManager } from '../secrets-manager/secrets-manager';
import { Outbox } from '../sms/outbox';
import { StepFunctions, type StepFunctionsOptions } from '../step-functions/step-functions';
import { FolderStore } from '../step-functions/stores';
import type { Deployment } from '../template/deployment';
import { Authorizer } from './authorize';
import { Credentials } from './credentials';
import type { DataDirectory } from './data-directory';
import { Faults } from './faults';
import { CloudLogs } from './logs';
import { Meter } from './meter';
import { claimForFunction } from './platform-grants';
import { indexResources } from './resource-index';
import { StartError } from './start-error';
import { taskInvoker } from './task-invoker';

export interface PartsOptions {
  readonly deployment: Deployment;
  readonly data: DataDirectory;
  readonly clock: MovableClock;
  /** Known once the endpoint listens. */
  readonly endpointUrl: () => string;
}

export type Parts = Awaited<ReturnType<typeof openParts>>;

/** @throws StartError when the data cannot be opened. */
export async function openParts({ deployment, data, clock, endpointUrl }: PartsOptions) {
  const meter = new Meter();
  const faults = new Faults();
  const logs = new CloudLogs(data.path('logs'));
  const credentials = new Credentials(() => clock.now());
  const authorizer = new Authorizer(deployment.roles, deployment.resourcePolicies);
  const deadLetters: DeadLetter[] = [];
  const dynamodb = await openTables(deployment, data, clock, meter);
  const kms = new Kms(deployment.keys, data.texts('kms-keys.json'));
  const secrets = new SecretsManager(deployment.secrets, data.texts('secrets.json'));
  const functions = new Functions({
    resources: deployment.functions,
    clock,
    clockOffset: clock.sharedOffset,
    credentials,
    meter,
    faults,
    endpointUrl,
    log: (group, line) => logs.write(group, line, clock.now()),
    onDeadLetter: (letter) => deadLetters.push(letter),
    onStart: (resource) => claimForFunction(authorizer, resource),
    compileCacheDirectory: join(tmpdir(), 'sunlend-compile-cache'),
  });
  const invoke = taskInvoker(functions, authorizer);
  return {
    meter,
    faults,
    logs,
    credentials,
    roles: deployment.roles,
    authorizer,
    dynamodb,
    kms,
    secrets,
    functions,
    /** Text messages, whichever service carried them. */
    outbox: new Outbox(() => clock.now()),
    stepFunctions: openWorkflows(deployment, data, { clock, invoke, meter, logs }),
    buckets: openBuckets(deployment, data, clock),
    /** Names of keys, buckets and secrets as permissions need them. */
    index: indexResources(deployment, {
      keyArn: (keyId) => kms.arnOf(keyId),
      secretArn: (secretId) => secrets.arnOf(secretId),
    }),
    /** Asynchronous events that failed every attempt. */
    deadLetters: deadLetters as readonly DeadLetter[],
  };
}

function openWorkflows(
  { stateMachines }: Deployment,
  data: DataDirectory,
  surroundings: Pick<StepFunctionsOptions, 'clock' | 'invoke' | 'meter' | 'logs'>,
): StepFunctions {
  const folder = data.path('executions');
  return new StepFunctions({
    ...surroundings,
    machines: stateMachines.map(({ logging, ...machine }) => ({
      ...machine,
      ...(logging && { logging }),
    })),
    ids: randomUUID,
    random: Math.random,
    ...(folder && { store: new FolderStore(folder) }),
  });
}

function openBuckets({ buckets }: Deployment, data: DataDirectory, clock: MovableClock): Buckets {
  const folder = data.path('s3');
  const objects = folder ? new FolderObjects(folder) : new MemoryObjects();
  return new Buckets(buckets, objects, () => clock.now());
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
