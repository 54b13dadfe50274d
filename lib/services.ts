/** What functions use beside storage: SMS, face checks, sandboxes; grants by intent. */
import { Stack } from 'aws-cdk-lib';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { variables } from '../lambdas/contract/environment';
import type { FaceSettings } from '../lambdas/contract/faces';
import type { SmsSettings } from '../lambdas/contract/sms';
import type { LendingFunction } from './platform/lending-function';
import { urlParameter } from './platform/url-parameter';

export class Notifier {
  constructor(
    private readonly sms: SmsSettings,
    private readonly tencentCloudKey: secretsmanager.ISecret | undefined,
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
        this.grantKey(fn);
    }
  }

  private grantKey(fn: LendingFunction): void {
    if (!this.tencentCloudKey) throw new Error('the data stack has no key of Tencent Cloud');
    const { secretArn } = this.tencentCloudKey;
    fn.setVariable(variables.tencentCloudKey, secretArn);
    fn.allow(['secretsmanager:GetSecretValue'], [secretArn]);
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
