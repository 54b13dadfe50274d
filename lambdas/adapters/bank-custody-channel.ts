/** The payment channel port over a custody bank's generic HTTPS interface. */
import type {
  CardChannel,
  CardHolder,
  CardVerification,
  ChannelNotice,
  InstructionQuery,
  NoticeRejection,
  PaymentInstruction,
  RefundInstruction,
  SentInstruction,
  Statement,
  Submission,
} from '../core/ports/payment-channel';
import { failure, type Result, success } from '../core/result';
import { readInstruction, readStatement, refusalOf } from './bank-custody/answers';
import { CustodyClient, type CustodyOptions, checkSignature } from './bank-custody/client';
import { readObject, unknown } from './provider-call';
import { yuanText } from './yuan-text';

export class BankCustodyChannel implements CardChannel {
  readonly name = 'bank-custody';
  readonly acknowledgement = {
    contentType: 'application/json',
    body: '{"received":true}',
  } as const;
  private readonly client: CustodyClient;

  constructor(private readonly options: CustodyOptions) {
    this.client = new CustodyClient(options);
  }

  disburse(instruction: PaymentInstruction): Promise<Submission> {
    return this.submit('/v1/payouts', instruction);
  }

  collect(instruction: PaymentInstruction): Promise<Submission> {
    return this.submit('/v1/debits', instruction);
  }

  /** The bank knows what the collection brought. */
  refund({ collectedFen: _, ...instruction }: RefundInstruction): Promise<Submission> {
    return this.submit('/v1/refunds', instruction);
  }

  async verifyCard({ name, idNumber, cardNumber, phone }: CardHolder): Promise<CardVerification> {
    const content = { name, idNumber, cardNumber, phone };
    const answer = await this.client.call('POST', '/v1/card-checks', content);
    if (answer.outcome === 'unknown') return answer;
    const { matched, accountToken } = answer.members;
    // What no bank could read as a card and its holder is nobody's card.
    if (answer.code === 'malformed' || matched === false) return { outcome: 'notMatched' };
    return matched === true && typeof accountToken === 'string'
      ? { outcome: 'matched', accountToken }
      : unknown('unintelligible');
  }

  async query({ instructionId }: SentInstruction): Promise<InstructionQuery> {
    const path = `/v1/instructions/${encodeURIComponent(instructionId)}`;
    const answer = await this.client.call('GET', path);
    if (answer.outcome === 'unknown') return answer;
    if (answer.code === 'instructionUnknown') return { outcome: 'notFound' };
    const read = answer.status === 200 ? readInstruction(answer.members) : undefined;
    if (read?.instructionId !== instructionId) return unknown('unintelligible');
    return { outcome: 'found', amountFen: read.amountFen, instruction: read.instruction };
  }

  async parseCallback(
    rawBody: string,
    headers: Readonly<Record<string, string | undefined>>,
    nowEpochMillis: number,
  ): Promise<Result<ChannelNotice, NoticeRejection>> {
    const keys = await this.options.keys();
    const bank = { ...keys, publicKey: keys.bankPublicKey };
    const check = checkSignature(bank, 'callback', headers, rawBody, nowEpochMillis);
    if (check !== 'valid') return failure(check);
    const members = readObject(rawBody) ?? {};
    const read = readInstruction(members);
    if (!read || typeof members.eventId !== 'string') return failure('malformed');
    const { instruction, ...named } = read;
    if (instruction.status === 'pending') return failure('irrelevant');
    return success({ eventId: members.eventId, ...named, instruction });
  }

  async statement(date: string): Promise<Statement> {
    const answer = await this.client.call('GET', `/v1/statements/${encodeURIComponent(date)}`);
    if (answer.outcome === 'unknown') return answer;
    if (answer.code === 'statementNotReady') return { outcome: 'notReady' };
    const entries = answer.status === 200 ? readStatement(answer.members, date) : undefined;
    return entries ? { outcome: 'ready', entries } : unknown('unintelligible');
  }

  private async submit(
    path: string,
    instruction: PaymentInstruction & { readonly collectionId?: string },
  ): Promise<Submission> {
    const { instructionId, accountToken, amountFen, collectionId } = instruction;
    if (!Number.isSafeInteger(amountFen) || amountFen < 1)
      return { outcome: 'refused', code: 'malformed' };
    const amount = yuanText(amountFen);
    const content = { instructionId, accountToken, amount, collectionId };
    const answer = await this.client.call('POST', path, content);
    if (answer.outcome === 'unknown') return answer;
    const code = answer.status >= 400 ? refusalOf(answer.code) : undefined;
    if (code) return { outcome: 'refused', code };
    const read = answer.status === 202 ? readInstruction(answer.members) : undefined;
    if (read?.instructionId !== instructionId || read.amountFen !== amountFen)
      return unknown('unintelligible');
    return { outcome: 'accepted', instruction: read.instruction };
  }
}
