/** Text messages leave through SNS as transactional SMS, in two languages. */
import type { SNSClient } from '@aws-sdk/client-sns';
import { SnsNotifier } from '../../lambdas/adapters/sns-notifier';
import type { Notice } from '../../lambdas/core/ports/notifier';

const notice: Notice = { kind: 'signInCode', code: '012345', validMinutes: 5 };

describe('the notifier', () => {
  it('publishes the code to the phone, in Chinese and English', async () => {
    const sent: unknown[] = [];
    const notifier = new SnsNotifier(answering(async (input) => sent.push(input)));
    expect(await notifier.send('13900000001', notice)).toEqual({ ok: true, value: undefined });
    expect(sent).toEqual([
      {
        PhoneNumber: '+8613900000001',
        Message: expect.stringMatching(
          /验证码 012345，5 分钟.*code is 012345, valid for 5 minutes/,
        ),
        MessageAttributes: {
          'AWS.SNS.SMS.SMSType': { DataType: 'String', StringValue: 'Transactional' },
        },
      },
    ]);
  });

  it.each([
    ['ThrottledException', 'client'],
    ['OptedOut', 'client'],
    ['ServiceUnavailable', 'server'],
  ])('calls %s not sent, to be tried again', async (name, $fault) => {
    const notifier = new SnsNotifier(failing(name, $fault));
    expect(await notifier.send('13900000001', notice)).toEqual({ ok: false, error: 'notSent' });
  });

  it('does not hide that it was not allowed to', async () => {
    const notifier = new SnsNotifier(failing('AuthorizationErrorException', 'client'));
    await expect(notifier.send('13900000001', notice)).rejects.toThrow('refused');
  });
});

const answering = (publish: (input: unknown) => Promise<unknown>): SNSClient =>
  ({ send: ({ input }: { input: unknown }) => publish(input) }) as unknown as SNSClient;

const failing = (name: string, $fault: string): SNSClient =>
  answering(async () => {
    throw Object.assign(new Error('refused'), { name, $fault });
  });
