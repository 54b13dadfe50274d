/**
 * Holds every notifier adapter to the one contract.
 * @jest-environment ./test/support/node-errors-environment.ts
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PinpointSMSVoiceV2Client } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { SNSClient } from '@aws-sdk/client-sns';
import { EndUserMessagingNotifier } from '../../lambdas/adapters/end-user-messaging-notifier';
import { SnsNotifier } from '../../lambdas/adapters/sns-notifier';
import { authorization, TencentCloud } from '../../lambdas/adapters/tencent-cloud';
import { TencentCloudNotifier } from '../../lambdas/adapters/tencent-cloud-notifier';
import {
  languages,
  type NoticeKind,
  noticeKinds,
  noticeTemplates,
} from '../../lambdas/core/ports/notifier';
import { answerJson, isJsonRequest } from '../../local/cloud/json-endpoint';
import { answerQuery } from '../../local/cloud/query-endpoint';
import { AwsError, type JsonService } from '../../local/cloud/service';
import { Outbox } from '../../local/sms/outbox';
import { SmsVoice } from '../../local/sms/sms-voice';
import { startTencentSms } from '../../local/sms/tencent-sms';
import { Sns } from '../../local/sns/sns';
import { describeNotifier } from './notifier-contract';

const now = Date.UTC(2026, 10, 22, 2);
const account = { accessKeyId: 'AKIALOCAL', secretAccessKey: 'secret' };

describeNotifier('SNS', async () => {
  const outbox = new Outbox(() => now);
  const aws = await startAws(new Sns(outbox));
  const client = new SNSClient({ ...aws.settings });
  return {
    notifier: new SnsNotifier(client),
    outbox,
    throttleNext: () => aws.failNext('Throttled', 'ThrottledException', 429),
    refuseNumberNext: () => aws.failNext('OptedOut', 'OptedOutException', 400),
    forbidNext: () => aws.failNext('AuthorizationError', 'AuthorizationErrorException', 403),
    disconnect: aws.close,
    close: aws.close,
  };
});

describeNotifier('End User Messaging', async () => {
  const outbox = new Outbox(() => now);
  const aws = await startAws(new SmsVoice(outbox));
  const client = new PinpointSMSVoiceV2Client({ ...aws.settings });
  return {
    notifier: new EndUserMessagingNotifier(client, 'arn:aws:sms-voice:us-east-1:0:sender-id/S'),
    outbox,
    throttleNext: () => aws.failNext('ThrottlingException', 'ThrottlingException', 400),
    refuseNumberNext: () => aws.failNext('ConflictException', 'ConflictException', 400),
    forbidNext: () => aws.failNext('AccessDeniedException', 'AccessDeniedException', 400),
    disconnect: aws.close,
    close: aws.close,
  };
});

describeNotifier('Tencent Cloud', async () => {
  const outbox = new Outbox(() => now);
  const key = { secretId: 'AKIDexample', secretKey: 'a key only this test knows' };
  const sms = { sdkAppId: '1400000001', signName: 'Sunlend' };
  const approved = noticeKinds.flatMap((kind) =>
    languages.map((language) => [`${kind}.${language}`, noticeTemplates[kind][language]] as const),
  );
  const templates = Object.fromEntries(approved);
  const service = await startTencentSms({ outbox, ...key, ...sms, templates, now: () => now });
  const endpoint = () => service.url;
  const cloud = new TencentCloud({ key: async () => key, now: () => now, endpoint });
  const ids = Object.fromEntries(
    noticeKinds.map((kind) => [kind, { zh: `${kind}.zh`, en: `${kind}.en` }]),
  ) as Record<NoticeKind, { zh: string; en: string }>;
  return {
    notifier: new TencentCloudNotifier(cloud, { region: 'ap-guangzhou', ...sms, templates: ids }),
    outbox,
    throttleNext: () => service.refuseNext('LimitExceeded.PhoneNumberThirtySecondLimit'),
    refuseNumberNext: () => service.refuseNext('FailedOperation.PhoneNumberInBlacklist'),
    forbidNext: () => service.failNext('UnauthorizedOperation.RequestIpNotInWhitelist'),
    disconnect: service.close,
    close: service.close,
  };
});

describe('a call to Tencent Cloud', () => {
  it('is signed as its documentation shows', () => {
    // The example of "Signature Method v3".
    const key = {
      secretId: 'AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE',
      secretKey: 'Gu5t9xGARNpq86cd98joQYCN3EXAMPLE',
    };
    const body =
      '{"Limit": 1, "Filters": [{"Values": ["\\u672a\\u547d\\u540d"], "Name": "instance-name"}]}';
    const call = { service: 'cvm', host: 'cvm.tencentcloudapi.com', body, timestamp: 1551113065 };
    expect(authorization(key, call)).toBe(
      'TC3-HMAC-SHA256 Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE/2019-02-25/cvm/' +
        'tc3_request, SignedHeaders=content-type;host, Signature=' +
        '72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168',
    );
  });

  it('with another key or an old clock is not accepted', async () => {
    const outbox = new Outbox(() => now);
    const theirs = { secretId: 'AKIDexample', secretKey: 'theirs' };
    const options = { outbox, sdkAppId: '1', signName: 'S', templates: {}, now: () => now };
    const service = await startTencentSms({ ...options, ...theirs });
    const endpoint = () => service.url;
    const call = { service: 'sms', action: 'SendSms', version: 'v', region: 'r', payload: {} };
    const ask = (secretKey: string, at: number) =>
      new TencentCloud({
        key: async () => ({ ...theirs, secretKey }),
        now: () => at,
        endpoint,
      }).call(call);
    await expect(ask('ours', now)).rejects.toThrow('AuthFailure.SignatureFailure');
    await expect(ask('theirs', now - 600_000)).rejects.toThrow('AuthFailure.SignatureExpire');
    await expect(ask('theirs', now)).rejects.toThrow('UnauthorizedOperation.SmsSdkAppId');
    await service.close();
  });
});

/** One AWS service behind an address, whose next call may be made to fail. */
async function startAws(service: JsonService) {
  const failing: AwsError[] = [];
  const call: JsonService['call'] = (one) => {
    const error = failing.shift();
    return error ? Promise.reject(error) : service.call(one);
  };
  const principal = { roleId: 'role' };
  const server = createServer((request, response) =>
    isJsonRequest(request)
      ? answerJson(request, response, { service: () => ({ call }), principal: () => principal })
      : answerQuery(request, response, (action, input) => call({ action, input, principal })),
  );
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    settings: { endpoint, region: 'us-east-1', credentials: account, maxAttempts: 1 },
    failNext: (code: string, name: string, status: number) =>
      void failing.push(new AwsError(code, `refused: ${name}`, status)),
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
