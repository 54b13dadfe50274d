/** The voice robot on Amazon Connect: an outbound call into a contact flow, asked after later. */
import {
  type ConnectClient,
  type Contact,
  DescribeContactCommand,
  StartOutboundVoiceContactCommand,
} from '@aws-sdk/client-connect';
import type {
  CallOutcome,
  SpokenPromise,
  VoiceRobot,
  VoiceScript,
} from '../core/ports/voice-robot';
import { failure, type Result, success } from '../core/result';
import { isNetworkTrouble, isServerFault } from './network-trouble';

export interface AmazonConnectSettings {
  readonly instanceId: string;
  readonly contactFlowId: string;
  readonly sourcePhoneNumber: string;
}

/** When it is the moment or the number that is to blame, and not our request. */
const passing = new Set([
  'ThrottlingException',
  'LimitExceededException',
  'InternalServiceException',
  'DestinationNotAllowedException',
  'OutboundContactNotPermittedException',
]);

export class AmazonConnectRobot implements VoiceRobot {
  constructor(
    private readonly connect: ConnectClient,
    private readonly settings: AmazonConnectSettings,
  ) {}

  async call(
    phone: string,
    contactId: string,
    script: VoiceScript,
  ): Promise<Result<{ readonly callId: string }, 'notPlaced'>> {
    const { instanceId, contactFlowId, sourcePhoneNumber } = this.settings;
    const command = new StartOutboundVoiceContactCommand({
      InstanceId: instanceId,
      ContactFlowId: contactFlowId,
      SourcePhoneNumber: sourcePhoneNumber,
      DestinationPhoneNumber: `+86${phone}`,
      // Connect answers the same token with the same call.
      ClientToken: contactId,
      TrafficType: 'GENERAL',
      Attributes: {
        script: script.script,
        language: script.language,
        overdueFen: String(script.overdueFen),
        daysPastDue: String(script.daysPastDue),
      },
    });
    try {
      const { ContactId } = await this.connect.send(command);
      if (!ContactId) throw new Error('Connect answered without a contact');
      return success({ callId: ContactId });
    } catch (error) {
      if (isPassing(error)) return failure('notPlaced');
      throw error;
    }
  }

  async outcomeOf(callId: string): Promise<CallOutcome> {
    const { Contact: contact } = await this.connect.send(
      new DescribeContactCommand({ InstanceId: this.settings.instanceId, ContactId: callId }),
    );
    if (!contact?.DisconnectTimestamp) return { status: 'pending' };
    if (!wasAnswered(contact)) return { status: 'unanswered' };
    const promise = promiseIn(contact.Attributes ?? {});
    return { status: 'answered', ...(promise && { promise }) };
  }
}

/** A machine that takes the call is nobody: such a call is one of the unanswered. */
const wasAnswered = ({
  ConnectedToSystemTimestamp,
  AnsweringMachineDetectionStatus: detected = 'ANSWERED',
}: Contact): boolean =>
  ConnectedToSystemTimestamp !== undefined && !/VOICEMAIL|SIT_TONE|FAX|UNANSWERED/.test(detected);

/** What the flow has understood, as its attributes promisedFen and promisedOn. */
function promiseIn({
  promisedFen,
  promisedOn,
}: Readonly<Record<string, string>>): SpokenPromise | undefined {
  const amountFen = Number(promisedFen);
  if (!Number.isSafeInteger(amountFen) || amountFen < 1) return undefined;
  return promisedOn && /^\d{4}-\d\d-\d\d$/.test(promisedOn)
    ? { amountFen, on: promisedOn }
    : undefined;
}

const isPassing = (error: unknown): boolean =>
  isNetworkTrouble(error) ||
  isServerFault(error) ||
  (error instanceof Error && passing.has(error.name));
