/** The sandbox bank in this process: its own ledger under the simulation's clock, with faults. */

import type {
  CardChannel,
  CardVerification,
  ChannelNotice,
  InstructionQuery,
  NoticeRejection,
  PaymentInstruction,
  RefundInstruction,
  SentInstruction,
  Statement,
  Submission,
} from '../../lambdas/core/ports/payment-channel';
import { type Result, success } from '../../lambdas/core/result';
import type { Behaviour } from '../bank/behaviour';
import type { Notice } from '../bank/instructions';
import { noJournal } from '../bank/journal';
import { BankLedger } from '../bank/ledger';
import type { MovableClock } from '../clock';

export interface SimulatedBankOptions {
  readonly clock: MovableClock;
  /** At least 0 and less than 1. */
  readonly random: () => number;
  /** Hands a callback over; true if it was taken. */
  readonly receive: (notice: Notice) => Promise<boolean>;
}

/** How often each thing goes wrong with a new instruction. */
const faults: readonly (readonly [number, Behaviour])[] = [
  [0.06, { mode: 'fail', failureCode: 'insufficientFunds' }],
  [0.02, { mode: 'lose' }],
  [0.02, { mode: 'repeat', times: 3 }],
  [0.02, { mode: 'hangUp' }],
  [0.02, { mode: 'delay', seconds: 90_000 }],
  [0.02, { mode: 'unavailable' }],
];

type Direction = 'disbursement' | 'collection' | 'refund';

export class SimulatedBank implements CardChannel {
  readonly name = 'sandbox';
  readonly acknowledgement = {
    contentType: 'application/json',
    body: '{"received":true}',
  } as const;
  readonly ledger: BankLedger;
  /** How often which fault was put in. */
  readonly faultsPut: Record<string, number> = {};

  constructor(private readonly options: SimulatedBankOptions) {
    this.ledger = new BankLedger({
      clock: options.clock,
      signingKey: 'simulation',
      journal: noJournal,
      decideAfterMillis: 200,
      deliver: (notice) => options.receive(notice),
    });
  }

  async disburse(instruction: PaymentInstruction): Promise<Submission> {
    return this.take('disbursement', instruction);
  }

  async collect(instruction: PaymentInstruction): Promise<Submission> {
    return this.take('collection', instruction);
  }

  async refund({ collectedFen: _, ...instruction }: RefundInstruction): Promise<Submission> {
    return this.take('refund', instruction);
  }

  async query({ instructionId }: SentInstruction): Promise<InstructionQuery> {
    const found = this.ledger.find(instructionId);
    if (!found) return { outcome: 'notFound' };
    const { amountFen, instructionId: _, ...instruction } = found;
    return { outcome: 'found', amountFen, instruction } as InstructionQuery;
  }

  async parseCallback(rawBody: string): Promise<Result<ChannelNotice, NoticeRejection>> {
    const { eventId, instructionId, amountFen, ...instruction } = JSON.parse(rawBody);
    return success({ eventId, instructionId, amountFen, instruction });
  }

  async verifyCard(): Promise<CardVerification> {
    return { outcome: 'notMatched' };
  }

  async statement(): Promise<Statement> {
    return { outcome: 'notReady' };
  }

  private take(direction: Direction, instruction: PaymentInstruction): Submission {
    const isNew = this.ledger.lookUp(instruction.instructionId) === undefined;
    const fault = isNew ? this.drawFault() : undefined;
    if (fault) {
      this.faultsPut[fault.mode] = (this.faultsPut[fault.mode] ?? 0) + 1;
      this.ledger.plan.add({ behaviour: fault, count: 1 });
    }
    const taken = this.ledger.take(direction, instruction);
    this.ledger.plan.clear();
    switch (taken.outcome) {
      case 'accepted':
        // The answer is lost on its way, the instruction is not.
        return taken.hangUp
          ? { outcome: 'unknown', reason: 'timeout' }
          : { outcome: 'accepted', instruction: { status: 'pending' } };
      case 'conflict':
        return { outcome: 'refused', code: 'instructionConflict' };
      case 'accountUnknown':
        return { outcome: 'refused', code: 'accountUnknown' };
      case 'refundImpossible':
        return { outcome: 'refused', code: 'malformed' };
      case 'unavailable':
      case 'dropped':
        return { outcome: 'unknown', reason: 'unavailable' };
    }
  }

  private drawFault(): Behaviour | undefined {
    let left = this.options.random();
    for (const [share, behaviour] of faults) {
      if (left < share) return behaviour;
      left -= share;
    }
    return undefined;
  }
}
