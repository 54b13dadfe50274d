/** SNS Publish: what goes to a phone number is in the outbox, what goes to a topic nobody hears. */
import { randomUUID } from 'node:crypto';
import { AwsError, type JsonService, type ServiceCall } from '../cloud/service';
import type { Outbox } from '../sms/outbox';

export class Sns implements JsonService {
  constructor(private readonly outbox: Outbox) {}

  async call({ action, input }: ServiceCall): Promise<Record<string, unknown>> {
    if (action !== 'Publish') {
      throw new AwsError('InvalidAction', `SNS has no ${action} here.`);
    }
    // A topic has no subscribers on a laptop (alarms are its only use): accepted, heard by nobody.
    if (input.TopicArn !== undefined) return { MessageId: randomUUID() };
    const sent = this.outbox.deliver(String(input.PhoneNumber ?? ''), String(input.Message ?? ''));
    if (typeof sent !== 'string') return { MessageId: sent.messageId };
    throw new AwsError('InvalidParameter', `Invalid parameter: ${sent}`, 400);
  }
}
