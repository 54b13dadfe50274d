/** A payment channel that does as it is told, and remembers what it was asked. */
import type {
  CardChannel,
  CardVerification,
  ChannelNotice,
  InstructionQuery,
  InstructionStatus,
  NoticeRejection,
  PaymentInstruction,
  RefundInstruction,
  SentInstruction,
  Statement,
  Submission,
} from '../../lambdas/core/ports/payment-channel';
import { failure, type Result, success } from '../../lambdas/core/result';

export const pending: Submission = { outcome: 'accepted', instruction: { status: 'pending' } };

/** The header by which its callbacks prove where they come from. */
export const proof = { 'x-told-channel': 'genuine' } as const;

export class ToldChannel implements CardChannel {
  readonly name: string = 'sandbox';
  readonly acknowledgement = {
    contentType: 'application/json',
    body: '{"received":true}',
  } as const;
  readonly sent: (PaymentInstruction & {
    readonly direction: 'disburse' | 'collect' | 'refund';
  })[] = [];
  readonly asked: string[] = [];
  /** The answer to whatever is sent. */
  submission: Submission = pending;
  /** The answer to whatever is asked. */
  found: InstructionQuery = { outcome: 'notFound' };
  /** Runs while a sending is on its way, before its answer. */
  meanwhile: () => Promise<void> = async () => {};

  disburse(instruction: PaymentInstruction): Promise<Submission> {
    return this.take({ ...instruction, direction: 'disburse' });
  }

  collect(instruction: PaymentInstruction): Promise<Submission> {
    return this.take({ ...instruction, direction: 'collect' });
  }

  refund(instruction: RefundInstruction): Promise<Submission> {
    return this.take({ ...instruction, direction: 'refund' });
  }

  async query({ instructionId }: SentInstruction): Promise<InstructionQuery> {
    this.asked.push(instructionId);
    return this.found;
  }

  async parseCallback(
    rawBody: string,
    headers: Readonly<Record<string, string | undefined>>,
  ): Promise<Result<ChannelNotice, NoticeRejection>> {
    return headers['x-told-channel'] === 'genuine'
      ? success(JSON.parse(rawBody))
      : failure('signatureInvalid');
  }

  async verifyCard(): Promise<CardVerification> {
    return { outcome: 'notMatched' };
  }

  /** The answer to the question for a day's movements, by day. */
  statements: Record<string, Statement> = {};

  async statement(date: string): Promise<Statement> {
    return this.statements[date] ?? { outcome: 'notReady' };
  }

  private async take(sent: ToldChannel['sent'][number]): Promise<Submission> {
    this.sent.push(sent);
    await this.meanwhile();
    return this.submission;
  }
}

type Final = Exclude<InstructionStatus, { status: 'pending' }>;

export const succeeded = (atMillis: number): Final => ({
  status: 'succeeded',
  occurredAt: new Date(atMillis).toISOString(),
});

export const failed = (atMillis: number): Final => ({
  status: 'failed',
  failureCode: 'accountClosed',
  occurredAt: new Date(atMillis).toISOString(),
});
