/** The notifier on AWS End User Messaging: SMS from a number or sender id of our own. */
import {
  type PinpointSMSVoiceV2Client,
  SendTextMessageCommand,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { type Notice, type Notifier, noticeText } from '../core/ports/notifier';
import { failure, type Result, success } from '../core/result';
import { isNetworkTrouble, isServerFault } from './network-trouble';

/** When it is the moment or the number that is wrong, and not our request. */
const passing = new Set(['ThrottlingException', 'InternalServerException', 'ConflictException']);

export class EndUserMessagingNotifier implements Notifier {
  constructor(
    private readonly client: PinpointSMSVoiceV2Client,
    private readonly originationIdentity: string,
  ) {}

  async send(phone: string, notice: Notice): Promise<Result<void, 'notSent'>> {
    const message = new SendTextMessageCommand({
      DestinationPhoneNumber: `+86${phone}`,
      OriginationIdentity: this.originationIdentity,
      MessageBody: noticeText(notice),
      MessageType: 'TRANSACTIONAL',
    });
    try {
      await this.client.send(message);
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
