/** SNS Publish to phone numbers: an outbox in memory that listeners see and nothing writes down. */
import { randomUUID } from 'node:crypto';
import { AwsError, type JsonService, type ServiceCall } from '../cloud/service';

export interface TextMessage {
  readonly messageId: string;
  /** E.164, e.g. +8613800000000. */
  readonly phoneNumber: string;
  readonly message: string;
  readonly sentAtMillis: number;
}

export type MessageListener = (message: TextMessage) => void;

/** Enough to look back on; older messages are forgotten. */
const maximumKept = 1_000;

export class Sns implements JsonService {
  private readonly kept: TextMessage[] = [];
  private readonly listeners = new Set<MessageListener>();

  constructor(private readonly now: () => number) {}

  /** Called with every message; answers how to stop. */
  onMessage(listener: MessageListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Oldest first. */
  messages(): readonly TextMessage[] {
    return [...this.kept];
  }

  async call({ action, input }: ServiceCall): Promise<Record<string, unknown>> {
    if (action !== 'Publish') {
      throw new AwsError('InvalidAction', `SNS has no ${action} here.`);
    }
    // A topic has no subscribers on a laptop (alarms are its only use): accepted, heard by nobody.
    if (input.TopicArn === undefined) this.send(input);
    return { MessageId: randomUUID() };
  }

  private send(input: Readonly<Record<string, unknown>>): void {
    const phoneNumber = String(input.PhoneNumber ?? '');
    const message = String(input.Message ?? '');
    if (!/^\+[1-9]\d{6,14}$/.test(phoneNumber)) {
      throw new AwsError('InvalidParameter', 'Invalid parameter: PhoneNumber', 400);
    }
    if (message === '' || Buffer.byteLength(message) > 1600) {
      throw new AwsError('InvalidParameter', 'Invalid parameter: Message', 400);
    }
    const sent = { messageId: randomUUID(), phoneNumber, message, sentAtMillis: this.now() };
    this.kept.push(sent);
    if (this.kept.length > maximumKept) this.kept.shift();
    for (const listener of this.listeners) listener(sent);
  }
}
