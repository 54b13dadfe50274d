/** Typed settings per stage: the only place where dev, staging and prod differ. */
import { RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { CardReaderSettings } from '../lambdas/contract/card-reader';
import type { ChannelSettings } from '../lambdas/contract/channels';
import type { FaceSettings } from '../lambdas/contract/faces';
import type { SmsSettings } from '../lambdas/contract/sms';
import { prodChannels, sandboxChannels, stagingChannels } from './channel-settings';

export interface StageSettings {
  readonly stage: string;
  /** Absent: whatever account and region the credentials of the deployment name. */
  readonly account?: string;
  /** Rekognition Face Liveness exists in few regions; see docs/start.md. */
  readonly region?: string;
  /** Data outlives its stack, and neither stack nor table can be deleted by accident. */
  readonly protected: boolean;
  readonly removalPolicy: RemovalPolicy;
  readonly logRetention: RetentionDays;
  /** Receives alarms once the subscription in the first mail is confirmed. Absent: nobody. */
  readonly alarmEmail?: string;
  /** API Gateway's account-wide logging role: one stack per account and region sets it. */
  readonly setApiGatewayAccountRole: boolean;
  readonly api: { readonly requestsPerSecond: number; readonly burst: number };
  /** Requests per IP in five minutes: a coarse fence at the edge, no per-borrower quota. */
  readonly firewall: {
    readonly requestsPerFiveMinutes: number;
    readonly signInRequestsPerFiveMinutes: number;
  };
  readonly functions: {
    readonly memoryMebibytes: number;
    readonly timeoutSeconds: number;
    /**
     * Per function; the authorizer, which every request needs, gets twenty times as much.
     * Absent where the account's quota (often 10 at first) is too small to reserve anything.
     */
    readonly reservedConcurrency?: number;
  };
  /**
   * Names of the keys of access tokens. The first signs, the others are accepted too. To rotate:
   * add a name at the end and deploy, move it to the front and deploy, take the old one away.
   */
  readonly tokenKeys: readonly [string, ...string[]];
  /** Who passkeys are made for: a domain, and the origins of its pages and apps. */
  readonly relyingParty: { readonly id: string; readonly origins: readonly string[] };
  /** Who carries text messages; docs/start.md says what each asks of the account. */
  readonly sms: SmsSettings;
  /** Who reads ID cards: models in the function, or a service of Tencent Cloud. */
  readonly cardReader: CardReaderSettings;
  /** How long pictures are kept, by kind; docs/decisions/0018 says why. */
  readonly pictures: {
    /** Whatever was uploaded or filmed, whatever came of it. One day is S3's shortest. */
    readonly attemptDays: number;
    /** The face that was found to be the card's, unless it has to go earlier. */
    readonly faceDays: number;
    /** ID cards, object lock: nobody shortens it without a special right. */
    readonly cardLockDays: number;
    /** Absent: until the account is shredded, ten years after its end. */
    readonly cardDays?: number;
  };
  readonly backupRetentionDays: number;
  /** Who checks faces, and how sure it must be. */
  readonly faces: FaceSettings;
  /** A referred order that nobody decided within this time is closed. */
  readonly reviewTimeoutSeconds: number;
  /** Adjustments of a loan that concern more than this need a second person. */
  readonly secondPersonAboveFen: number;
  readonly channels: ChannelSettings;
  readonly night: { readonly shardsPerChild: number; readonly childrenAtOnce: number };
  /** How often instructions that no callback has concluded are asked after. */
  readonly instructionQueryMinutes: number;
}

const common = {
  tokenKeys: ['first'],
  sms: { provider: 'sns' },
  cardReader: { provider: 'ppocr' },
  faces: { provider: 'rekognition', livenessThreshold: 80, similarityThreshold: 90 },
  reviewTimeoutSeconds: 2 * 24 * 60 * 60,
  secondPersonAboveFen: 50_000,
  backupRetentionDays: 35,
  instructionQueryMinutes: 10,
} as const;

const dev: StageSettings = {
  ...common,
  stage: 'dev',
  relyingParty: {
    id: 'localhost',
    origins: ['http://localhost:3000', 'http://localhost:5173'],
  },
  protected: false,
  removalPolicy: RemovalPolicy.DESTROY,
  logRetention: RetentionDays.ONE_MONTH,
  setApiGatewayAccountRole: true,
  api: { requestsPerSecond: 50, burst: 100 },
  firewall: { requestsPerFiveMinutes: 2_000, signInRequestsPerFiveMinutes: 100 },
  functions: { memoryMebibytes: 512, timeoutSeconds: 15 },
  pictures: { attemptDays: 1, faceDays: 7, cardLockDays: 1, cardDays: 30 },
  channels: sandboxChannels,
  // Seldom, so that a year can be lived on a laptop in seconds.
  instructionQueryMinutes: 24 * 60,
  night: { shardsPerChild: 1_000, childrenAtOnce: 1 },
};

const staging: StageSettings = {
  ...dev,
  stage: 'staging',
  relyingParty: {
    id: 'staging.sunlend.example',
    origins: ['https://app.staging.sunlend.example', 'https://console.staging.sunlend.example'],
  },
  protected: true,
  removalPolicy: RemovalPolicy.RETAIN,
  logRetention: RetentionDays.SIX_MONTHS,
  api: { requestsPerSecond: 200, burst: 400 },
  pictures: { attemptDays: 1, faceDays: 30, cardLockDays: 30, cardDays: 365 },
  channels: stagingChannels,
  instructionQueryMinutes: common.instructionQueryMinutes,
};

const prod: StageSettings = {
  ...staging,
  stage: 'prod',
  relyingParty: {
    id: 'sunlend.example',
    origins: ['https://app.sunlend.example', 'https://console.sunlend.example'],
  },
  logRetention: RetentionDays.TWO_YEARS,
  channels: prodChannels,
  api: { requestsPerSecond: 2_000, burst: 4_000 },
  functions: { memoryMebibytes: 1_024, timeoutSeconds: 15, reservedConcurrency: 5 },
  // Who did not borrow learns of it by the first instalments: so long a face is evidence.
  pictures: { attemptDays: 1, faceDays: 90, cardLockDays: 180 },
  night: { shardsPerChild: 1, childrenAtOnce: 8 },
};

const stages: Readonly<Record<string, StageSettings>> = { dev, staging, prod };

export const stageNames: readonly string[] = Object.keys(stages);

/** Throws one sentence when there is no such stage. */
export function settingsOf(stage: string): StageSettings {
  const settings = stages[stage];
  if (!settings) throw new Error(`No stage "${stage}": choose one of ${stageNames.join(', ')}.`);
  return settings;
}
