/** What stages may choose in signing in: keys that follow each other, and who carries messages. */
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { SmsSettings } from '../../lambdas/contract/sms';
import { type NoticeKind, noticeKinds } from '../../lambdas/core/ports/notifier';
import { settingsOf, stageNames } from '../../lib/config';
import { DeadLetters } from '../../lib/platform/dead-letters';
import { FunctionFactory } from '../../lib/platform/function-factory';
import { FunctionRegistry } from '../../lib/platform/function-registry';
import type { LendingFunction } from '../../lib/platform/lending-function';
import { Notifier } from '../../lib/services';
import { TokenKeys } from '../../lib/token-keys';
import { assemblyFolder } from '../support/assembly-folder';
import { actionsOf, placeholderCode, resourcesOf, type Statement } from './synthesis';

describe('token keys', () => {
  const grantedOf = (...names: [string, ...string[]]) =>
    synthesized((stack, fn) => {
      const keys = new TokenKeys(stack, 'Token', { names, removalPolicy: RemovalPolicy.DESTROY });
      keys.grant(fn, 'sign');
      keys.grant(fn, 'verify');
    });

  it('sign with the first and verify with all, while one follows another', () => {
    const { variables, statements, template } = grantedOf('second', 'first');
    template.resourceCountIs('AWS::KMS::Key', 3);
    const second = { 'Fn::GetAtt': [expect.stringContaining('Tokensecond'), 'Arn'] };
    const first = { 'Fn::GetAtt': [expect.stringContaining('Tokenfirst'), 'Arn'] };
    expect(variables.TOKEN_KEY_ARN).toEqual(second);
    expect(variables.TOKEN_KEY_ARNS).toEqual({ 'Fn::Join': ['', [second, ',', first]] });
    expect(resourcesFor(statements, 'kms:Sign')).toEqual([second]);
    expect(resourcesFor(statements, 'kms:GetPublicKey')).toEqual([second, first]);
  });

  it('keep a key that stays: its place in the list does not make it another', () => {
    const keysOf = (...names: [string, ...string[]]) =>
      Object.keys(resourcesOf(grantedOf(...names).template, 'AWS::KMS::Key')).sort();
    expect(keysOf('second', 'first')).toEqual(keysOf('first', 'second'));
  });
});

describe('the carrier of messages', () => {
  const grantedFor = (sms: SmsSettings) =>
    synthesized((stack, fn) => {
      const key = new secretsmanager.Secret(stack, 'TencentCloudKey');
      new Notifier(sms, key).grant(fn);
    });

  it('SNS may publish, to numbers that are no resources', () => {
    const { variables, statements } = grantedFor({ provider: 'sns' });
    expect(JSON.parse(String(variables.SMS_SETTINGS))).toEqual({ provider: 'sns' });
    expect(resourcesFor(statements, 'sns:Publish')).toEqual(['*']);
  });

  it('End User Messaging may send from our number only', () => {
    const originationIdentity = 'arn:aws:sms-voice:us-east-1:111122223333:sender-id/SUNLEND/CN';
    const { statements } = grantedFor({ provider: 'endUserMessaging', originationIdentity });
    expect(resourcesFor(statements, 'sms-voice:SendTextMessage')).toEqual([originationIdentity]);
    expect(resourcesFor(statements, 'sns:Publish')).toEqual([]);
  });

  it('Tencent Cloud has its key in a secret, and nothing of AWS beside it', () => {
    const ids = { zh: '1', en: '2' };
    const { variables, statements } = grantedFor({
      provider: 'tencentCloud',
      region: 'ap-guangzhou',
      sdkAppId: '1400000001',
      signName: 'Sunlend',
      templates: Object.fromEntries(noticeKinds.map((kind) => [kind, ids])) as Record<
        NoticeKind,
        typeof ids
      >,
    });
    const secret = { Ref: expect.stringContaining('TencentCloudKey') };
    expect(variables.TENCENT_CLOUD_KEY_ARN).toEqual(secret);
    expect(resourcesFor(statements, 'secretsmanager:GetSecretValue')).toEqual([secret]);
    expect(resourcesFor(statements, 'sns:Publish')).toEqual([]);
  });
});

describe('the relying party', () => {
  it('is a domain of its own per stage, used over TLS except on this machine', () => {
    const parties = stageNames.map((stage) => settingsOf(stage).relyingParty);
    expect(new Set(parties.map(({ id }) => id)).size).toBe(stageNames.length);
    for (const { id, origins } of parties) {
      expect(origins.length).toBeGreaterThan(0);
      for (const origin of origins) {
        const { protocol, hostname } = new URL(origin);
        expect(hostname === id || hostname.endsWith(`.${id}`)).toBe(true);
        expect(protocol === 'https:' || id === 'localhost').toBe(true);
      }
    }
  });
});

/** One function with what it is granted. */
function synthesized(grant: (stack: Stack, fn: LendingFunction) => void) {
  const stack = new Stack(new App({ outdir: assemblyFolder() }));
  const factory = new FunctionFactory(stack, 'Functions', {
    prefix: 'test',
    code: placeholderCode,
    defaults: {
      memoryMebibytes: 512,
      timeoutSeconds: 3,
      logRetention: RetentionDays.ONE_DAY,
      removalPolicy: RemovalPolicy.DESTROY,
    },
    logsKey: new kms.Key(stack, 'Logs'),
    deadLetters: new DeadLetters(stack, 'DeadLetters'),
    environment: {},
    registry: new FunctionRegistry(),
  });
  const operation = { operationId: 'doThing', capability: 'users', description: 'x' };
  grant(stack, factory.make(stack, operation));
  const template = Template.fromStack(stack);
  const [fn] = Object.values(resourcesOf(template, 'AWS::Lambda::Function'));
  const policies = Object.values(resourcesOf(template, 'AWS::IAM::ManagedPolicy'));
  return {
    template,
    variables: fn!.Properties.Environment.Variables as Record<string, unknown>,
    statements: policies.flatMap(
      ({ Properties }) => Properties.PolicyDocument.Statement as Statement[],
    ),
  };
}

const resourcesFor = (statements: readonly Statement[], action: string): unknown[] =>
  statements.filter((one) => actionsOf(one).includes(action)).flatMap(({ Resource }) => Resource);
