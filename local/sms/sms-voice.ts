/** AWS End User Messaging's SendTextMessage: the message is in the outbox. */
import { AwsError, type JsonService, type ServiceCall } from '../cloud/service';
import type { Outbox } from './outbox';

export class SmsVoice implements JsonService {
  constructor(private readonly outbox: Outbox) {}

  async call({ action, input }: ServiceCall): Promise<Record<string, unknown>> {
    if (action !== 'SendTextMessage')
      throw new AwsError('UnknownOperationException', `There is no ${action} here.`);
    const { DestinationPhoneNumber: phone, MessageBody: body, OriginationIdentity } = input;
    if (typeof OriginationIdentity !== 'string')
      throw new AwsError('ValidationException', 'An origination identity is required.');
    const sent = this.outbox.deliver(String(phone ?? ''), String(body ?? ''));
    if (typeof sent !== 'string') return { MessageId: sent.messageId };
    throw new AwsError('ValidationException', `${sent} is not valid.`);
  }
}
