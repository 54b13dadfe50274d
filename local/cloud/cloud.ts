/** Starts the cloud on a laptop: every service of the synthesized stage behind one address. */
import { existsSync } from 'node:fs';
import { MovableClock } from '../clock';
import { SmsVoice } from '../sms/sms-voice';
import { Sns } from '../sns/sns';
import { Sts } from '../sts/sts';
import { type Deployment, readDeployment } from '../template/deployment';
import { DataDirectory } from './data-directory';
import { deployedNames, deployedNamesFile } from './deployed-names';
import { listenCloud } from './endpoint';
import { Gate } from './gate';
import type { ListeningEndpoint } from './json-endpoint';
import { openParts, type Parts } from './parts';
import { claimAtStart } from './platform-grants';
import type { JsonService } from './service';
import { StartError } from './start-error';

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
  const parts = await openParts({ deployment, data, clock, endpointUrl: () => endpoint.url });
  const endpoint: ListeningEndpoint = await listen(options, parts, clock).catch(async (error) => {
    clock.stop();
    await parts.dynamodb.close();
    throw error;
  });
  // At once: of a process that is killed nothing else tells how far its data has come.
  rememberClock(data, clock);
  data.texts(deployedNamesFile).save(deployedNames(deployment));
  claimAtStart(parts.authorizer, deployment);
  await parts.stepFunctions.resume();

  /** Nothing is under way: no call, no stream record to deliver, no workflow that could go on. */
  async function settled(): Promise<void> {
    const { functions, dynamodb, stepFunctions, meter } = parts;
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
    ...parts,
    /** The address for AWS_ENDPOINT_URL, e.g. http://127.0.0.1:49152. */
    url: endpoint.url,
    /** Access key of an administrator, for tools. */
    operator: parts.credentials.operator,
    deployment,
    clock,
    settled,
    async close(): Promise<void> {
      clock.stop();
      await parts.functions.close();
      await endpoint.close();
      await parts.dynamodb.close();
      rememberClock(data, clock);
    },
  };
}

function listen(options: CloudOptions, parts: Parts, clock: MovableClock) {
  const { authorizer, faults, meter, credentials, buckets, index } = parts;
  const gate = new Gate(authorizer, faults, meter);
  return listenCloud({
    port: options.port,
    services: {
      dynamodb: parts.dynamodb,
      kms: parts.kms,
      states: parts.stepFunctions,
      secretsmanager: parts.secrets,
      sns: new Sns(parts.outbox),
      'sms-voice': new SmsVoice(parts.outbox),
      sts: new Sts({ roles: parts.roles, credentials, now: () => clock.now() }),
      ...options.services?.({ clock }),
    },
    s3: { buckets, credentials, gate, index, now: () => clock.now() },
  });
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
