/** What functions use beside storage: SMS, readers of cards, face checks, sandboxes; by intent. */
import { Stack } from 'aws-cdk-lib';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { CardReaderSettings } from '../lambdas/contract/card-reader';
import { variables } from '../lambdas/contract/environment';
import type { FaceSettings } from '../lambdas/contract/faces';
import type { SmsSettings } from '../lambdas/contract/sms';
import type { VoiceSettings } from '../lambdas/contract/voice';
import type { LendingFunction } from './platform/lending-function';
import { urlParameter } from './platform/url-parameter';

/** Whether the stage needs the key of Tencent Cloud. */
export const usesTencentCloud = ({
  sms,
  cardReader,
}: {
  readonly sms: SmsSettings;
  readonly cardReader: CardReaderSettings;
}): boolean => [sms, cardReader].some(({ provider }) => provider === 'tencentCloud');

type TencentCloudKey = secretsmanager.ISecret | undefined;

function grantTencentCloudKey(fn: LendingFunction, key: TencentCloudKey): void {
  if (!key) throw new Error('the data stack has no key of Tencent Cloud');
  fn.setVariable(variables.tencentCloudKey, key.secretArn);
  fn.allow(['secretsmanager:GetSecretValue'], [key.secretArn]);
}

export class Notifier {
  constructor(
    private readonly sms: SmsSettings,
    private readonly tencentCloudKey: TencentCloudKey,
  ) {}

  grant(fn: LendingFunction): void {
    fn.setVariable(variables.smsSettings, JSON.stringify(this.sms));
    switch (this.sms.provider) {
      case 'sns':
        // A phone number is no resource to IAM, hence the wildcard.
        fn.allow(['sns:Publish'], ['*']);
        break;
      case 'endUserMessaging':
        fn.allow(['sms-voice:SendTextMessage'], [this.sms.originationIdentity]);
        break;
      case 'tencentCloud':
        grantTencentCloudKey(fn, this.tencentCloudKey);
    }
  }
}

export class CardReaders {
  constructor(
    private readonly reader: CardReaderSettings,
    private readonly tencentCloudKey: TencentCloudKey,
  ) {}

  grant(fn: LendingFunction): void {
    fn.setVariable(variables.cardReaderSettings, JSON.stringify(this.reader));
    if (this.reader.provider === 'tencentCloud') grantTencentCloudKey(fn, this.tencentCloudKey);
  }
}

export type VoiceIntent = 'call' | 'ask';

const voiceActions: Readonly<Record<VoiceIntent, string>> = {
  call: 'connect:StartOutboundVoiceContact',
  ask: 'connect:DescribeContact',
};

export class VoiceRobot {
  constructor(private readonly voice: VoiceSettings) {}

  /** A call has no name before it is placed: the grant is for the calls of one instance. */
  grant(fn: LendingFunction, ...intents: readonly [VoiceIntent, ...VoiceIntent[]]): void {
    fn.setVariable(variables.voiceSettings, JSON.stringify(this.voice));
    const { partition, region, account } = Stack.of(fn);
    const instance = `arn:${partition}:connect:${region}:${account}:instance`;
    const calls = `${instance}/${this.voice.instanceId}/contact/*`;
    for (const intent of intents) fn.allow([voiceActions[intent]], [calls]);
  }
}

/** Tells functions for whom passkeys are made. */
export class RelyingParty {
  constructor(
    private readonly party: { readonly id: string; readonly origins: readonly string[] },
  ) {}

  grant(fn: LendingFunction): void {
    fn.setVariable(variables.relyingPartyId, this.party.id);
    fn.setVariable(variables.relyingPartyOrigins, this.party.origins.join(','));
  }
}

export type FaceIntent = 'createLivenessSession' | 'getLivenessResults' | 'compareFaces';

const faceActions: Readonly<Record<FaceIntent, string>> = {
  createLivenessSession: 'rekognition:CreateFaceLivenessSession',
  getLivenessResults: 'rekognition:GetFaceLivenessSessionResults',
  compareFaces: 'rekognition:CompareFaces',
};

export class FaceChecks {
  constructor(private readonly faces: FaceSettings) {}

  grant(fn: LendingFunction, ...intents: readonly [FaceIntent, ...FaceIntent[]]): void {
    fn.setVariable(variables.faceSettings, JSON.stringify(this.faces));
    switch (this.faces.provider) {
      case 'rekognition':
        // None of these actions knows a resource in IAM.
        for (const intent of intents) fn.allow([faceActions[intent]], ['*']);
    }
  }
}

/** Carrier, bureau, shop and device, as the sandbox answers for them. */
export class DataSources {
  constructor(private readonly secret: secretsmanager.ISecret) {}

  grant(fn: LendingFunction): void {
    const url = urlParameter(Stack.of(fn), {
      id: 'DataSourcesUrl',
      description: 'Where the sandbox data sources answer, for example https://data.example.com',
      default: 'https://data.invalid',
    });
    fn.setVariable(variables.dataSourcesUrl, url);
    fn.setVariable(variables.dataSourcesSecret, this.secret.secretArn);
    fn.allow(['secretsmanager:GetSecretValue'], [this.secret.secretArn]);
  }
}
