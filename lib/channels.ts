/** The payment channels of a stage: their secrets, and who may speak to them. */
import { type RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import {
  type ChannelName,
  type ChannelSettings,
  channelSecretMembers,
  type GrantedChannels,
} from '../lambdas/contract/channels';
import { variables } from '../lambdas/contract/environment';
import type { LendingFunction } from './platform/lending-function';
import { sharedSecret } from './platform/shared-secret';
import { urlParameter } from './platform/url-parameter';

export type ChannelSecrets = Readonly<Partial<Record<ChannelName, secretsmanager.ISecret>>>;

interface Kept {
  readonly encryptionKey: IKey;
  readonly removalPolicy: RemovalPolicy;
}

/** One secret per enabled channel; a provider's has empty members to be filled in by hand. */
export const channelSecrets = (
  scope: Construct,
  { enabled }: ChannelSettings,
  kept: Kept,
): ChannelSecrets =>
  Object.fromEntries(enabled.map((name) => [name, channelSecret(scope, name, kept)]));

const secretIds = {
  alipay: 'AlipaySecret',
  'wechat-pay': 'WechatPaySecret',
  'bank-custody': 'BankCustodySecret',
} as const;

function channelSecret(scope: Construct, name: ChannelName, kept: Kept): secretsmanager.Secret {
  if (name === 'sandbox')
    return sharedSecret(scope, 'SandboxBankSecret', {
      description: 'The key by which Sunlend and the sandbox bank sign to each other',
      member: 'signingKey',
      ...kept,
    });
  const members = channelSecretMembers[name].map((member) => [member, '']);
  return new secretsmanager.Secret(scope, secretIds[name], {
    ...kept,
    description: `What Sunlend and the payment channel ${name} sign with: to be filled in`,
    generateSecretString: {
      secretStringTemplate: JSON.stringify(Object.fromEntries(members)),
      generateStringKey: 'unused',
      excludePunctuation: true,
    },
  });
}

export class Channels {
  constructor(
    private readonly settings: ChannelSettings,
    private readonly secrets: ChannelSecrets,
  ) {}

  /** Speaks to them: where they are, and the keys by which both sign. */
  grant(fn: LendingFunction): void {
    const secrets: Partial<Record<ChannelName, string>> = {};
    for (const [name, secret] of Object.entries(this.secrets))
      secrets[name as ChannelName] = secret.secretArn;
    this.tell(fn, { ...this.settings, secrets });
    if (this.settings.enabled.includes('sandbox'))
      fn.setVariable(variables.sandboxBankUrl, bankUrl(Stack.of(fn)));
    fn.allow(['secretsmanager:GetSecretValue'], Object.values(secrets));
  }

  /** Chooses one for an instruction that somebody else will send. */
  grantChoice(fn: LendingFunction): void {
    this.tell(fn, this.settings);
  }

  private tell(fn: LendingFunction, granted: GrantedChannels): void {
    fn.setVariable(variables.channels, JSON.stringify(granted));
  }
}

const bankUrl = (stack: Stack): string =>
  urlParameter(stack, {
    id: 'SandboxBankUrl',
    description: 'Where the sandbox bank answers, for example https://bank.example.com',
    default: 'https://bank.invalid',
  });
