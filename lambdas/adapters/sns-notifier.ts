/** The notifier on SNS: transactional SMS to a phone number. */
import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { type Notice, type Notifier, noticeText } from '../core/ports/notifier';
import { failure, type Result, success } from '../core/result';
import { isNetworkTrouble, isServerFault } from './network-trouble';

/** What SNS answers when it is the moment or the number that is wrong, and not our request. */
const passing = new Set([
  'ThrottledException',
  'Throttling',
  'InternalErrorException',
  'OptedOut',
  'OptedOutException',
]);

export class SnsNotifier implements Notifier {
  constructor(private readonly sns: SNSClient) {}

  async send(phone: string, notice: Notice): Promise<Result<void, 'notSent'>> {
    const type = { DataType: 'String', StringValue: 'Transactional' };
    const message = new PublishCommand({
      PhoneNumber: `+86${phone}`,
      Message: noticeText(notice),
      MessageAttributes: { 'AWS.SNS.SMS.SMSType': type },
    });
    try {
      await this.sns.send(message);
      return success(undefined);
    } catch (error) {
      if (isPassing(error)) return failure('notSent');
      throw error;
    }
  }
}

const isPassing = (error: unknown): boolean =>
  isNetworkTrouble(error) ||
  isServerFault(error) ||
  (error instanceof Error && passing.has(error.name));
