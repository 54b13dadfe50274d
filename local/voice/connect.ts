/** Amazon Connect's outbound calls on a laptop: people answer as local/voice/debtors.ts says. */
import { randomUUID } from 'node:crypto';
import { AwsError, type JsonService, type ServiceCall } from '../cloud/service';
import type { Answer, Debtors } from './debtors';

interface Call {
  readonly contactId: string;
  readonly phone: string;
  readonly startedMillis: number;
  readonly answer: Answer;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface ConnectOptions {
  readonly debtors: Debtors;
  readonly now: () => number;
}

/** A call rings and is over within so many seconds. */
const callSeconds = 60;
const defaultPromiseDays = 3;

export class Connect implements JsonService {
  private readonly calls = new Map<string, Call>();
  /** The same token is the same call. */
  private readonly tokens = new Map<string, string>();

  constructor(private readonly options: ConnectOptions) {}

  /** Oldest first. */
  placed(): readonly Call[] {
    return [...this.calls.values()];
  }

  async call({ action, input }: ServiceCall): Promise<Record<string, unknown>> {
    if (action === 'StartOutboundVoiceContact') return { ContactId: this.place(input) };
    if (action === 'DescribeContact') return { Contact: this.describe(String(input.ContactId)) };
    throw new AwsError('InvalidRequestException', `Connect has no ${action} here.`);
  }

  private place(input: Readonly<Record<string, unknown>>): string {
    const { DestinationPhoneNumber: phone, ContactFlowId, ClientToken, Attributes } = input;
    if (typeof phone !== 'string' || !/^\+[1-9]\d{6,14}$/.test(phone))
      throw new AwsError('InvalidParameterException', 'The phone number is not valid.');
    if (typeof ContactFlowId !== 'string')
      throw new AwsError('InvalidParameterException', 'A contact flow is required.');
    const token = typeof ClientToken === 'string' ? ClientToken : randomUUID();
    const known = this.tokens.get(token);
    if (known) return known;
    const contactId = randomUUID();
    this.tokens.set(token, contactId);
    const said = (Attributes ?? {}) as Readonly<Record<string, string>>;
    this.calls.set(contactId, { contactId, phone, ...this.answered(phone, said) });
    return contactId;
  }

  private answered(phone: string, said: Readonly<Record<string, string>>) {
    const startedMillis = this.options.now();
    const told = this.options.debtors.answerOf(phone);
    const { answer, amountFen = said.overdueFen, days = defaultPromiseDays } = told;
    // The day in China, as people there say it.
    const on = new Date(startedMillis + (8 + 24 * days) * 3_600_000).toISOString().slice(0, 10);
    const promise = { promisedFen: String(amountFen), promisedOn: on };
    return {
      startedMillis,
      answer,
      attributes: answer === 'promise' ? { ...said, ...promise } : said,
    };
  }

  private describe(contactId: string): Record<string, unknown> {
    const call = this.calls.get(contactId);
    if (!call) throw new AwsError('ResourceNotFoundException', 'There is no such contact.', 404);
    const { startedMillis, answer, attributes } = call;
    const endsMillis = startedMillis + callSeconds * 1000;
    const isOver = this.options.now() >= endsMillis;
    const seconds = (millis: number) => millis / 1000;
    return {
      Id: contactId,
      Channel: 'VOICE',
      InitiationMethod: 'API',
      InitiationTimestamp: seconds(startedMillis),
      ...(answer !== 'unanswered' && {
        ConnectedToSystemTimestamp: seconds(startedMillis + 5_000),
        AnsweringMachineDetectionStatus:
          answer === 'voicemail' ? 'VOICEMAIL_BEEP' : 'HUMAN_ANSWERED',
      }),
      ...(isOver && { DisconnectTimestamp: seconds(endsMillis), Attributes: attributes }),
    };
  }
}
