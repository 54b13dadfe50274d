/** The sandbox bank without its doors: takes instructions, decides them in time, owes callbacks. */
import type { CardHolder, Direction } from '../../lambdas/core/ports/payment-channel';
import type { Clock, Timer } from '../clock';
import { Accounts } from './accounts';
import { BehaviourPlan } from './behaviour';
import {
  bankDay,
  callbacksOwed,
  type Delivery,
  decide,
  type Instruction,
  type Notice,
  noticeOf,
  refundableFen,
  statementOf,
  viewOf,
} from './instructions';
import type { Journal } from './journal';

export interface NewInstruction {
  readonly instructionId: string;
  readonly accountToken: string;
  readonly amountFen: number;
  /** What a refund gives back. */
  readonly collectionId?: string | undefined;
}

export type Taken =
  | {
      readonly outcome: 'accepted';
      readonly view: ReturnType<typeof viewOf>;
      readonly hangUp: boolean;
    }
  | {
      readonly outcome:
        | 'conflict'
        | 'accountUnknown'
        | 'refundImpossible'
        | 'unavailable'
        | 'dropped';
    };

/** How long to wait after the n-th failed delivery; then the bank gives up. */
export const retryAfterSeconds = [5, 30, 120, 600, 3_600, 21_600, 86_400] as const;

export interface LedgerOptions {
  readonly clock: Clock;
  readonly signingKey: string;
  readonly journal: Journal;
  /** Between acceptance and decision, unless told otherwise. */
  readonly decideAfterMillis: number;
  /** Sends one callback; true if it was received. */
  readonly deliver: (notice: Notice, attempt: number) => Promise<boolean>;
}

export class BankLedger {
  readonly plan = new BehaviourPlan();
  private readonly accounts: Accounts;
  private readonly instructions = new Map<string, Instruction>();
  private readonly timers = new Map<string, Timer>();

  constructor(private readonly options: LedgerOptions) {
    this.accounts = new Accounts(options.signingKey);
    for (const entry of options.journal.read()) {
      if (entry.kind === 'account') this.accounts.restore(entry.account);
      else this.instructions.set(entry.instruction.instructionId, entry.instruction);
    }
    for (const instruction of this.instructions.values()) this.resume(instruction);
  }

  /** The account's token if the card is this person's. */
  verifyCard(card: CardHolder): string | undefined {
    const verified = this.accounts.verify(card);
    if (verified?.opened) {
      this.options.journal.append({ kind: 'account', account: verified.account });
    }
    return verified?.account.accountToken;
  }

  take(direction: Direction, request: NewInstruction): Taken {
    const known = this.instructions.get(request.instructionId);
    if (known) {
      const same =
        known.direction === direction &&
        known.amountFen === request.amountFen &&
        known.collectionId === request.collectionId &&
        known.accountToken === request.accountToken;
      return same
        ? { outcome: 'accepted', view: viewOf(known), hangUp: false }
        : { outcome: 'conflict' };
    }
    const account = this.accounts.find(request.accountToken);
    if (!account) return { outcome: 'accountUnknown' };
    if (direction === 'refund' && !this.mayGoBack(request)) return { outcome: 'refundImpossible' };
    const behaviour = this.plan.next(direction, account.cardTail);
    if (behaviour.mode === 'unavailable') return { outcome: 'unavailable' };
    if (behaviour.mode === 'drop') return { outcome: 'dropped' };
    const delay =
      behaviour.mode === 'delay' ? behaviour.seconds * 1000 : this.options.decideAfterMillis;
    const { instructionId, accountToken, amountFen, collectionId } = request;
    const instruction: Instruction = {
      instructionId,
      accountToken,
      amountFen,
      ...(collectionId !== undefined && { collectionId }),
      direction,
      behaviour,
      decideAtEpochMillis: this.options.clock.now() + delay,
    };
    this.keep(instruction);
    this.resume(instruction);
    return { outcome: 'accepted', view: viewOf(instruction), hangUp: behaviour.mode === 'hangUp' };
  }

  find(instructionId: string) {
    const instruction = this.instructions.get(instructionId);
    return instruction && viewOf(instruction);
  }

  /** All that is known of it, for a provider that answers in its own words. */
  lookUp(instructionId: string): Instruction | undefined {
    return this.instructions.get(instructionId);
  }

  /** Does not let an instruction wait for its decision. */
  decideNow(instructionId: string): Instruction {
    this.timers.get(instructionId)?.cancel();
    if (!this.known(instructionId).decision) this.decideIt(instructionId);
    void this.deliver(instructionId);
    return this.known(instructionId);
  }

  /** Undefined until the day has ended. */
  statement(date: string) {
    const ended = date < bankDay(this.options.clock.now());
    return ended ? statementOf(this.instructions.values(), date) : undefined;
  }

  all(): readonly Instruction[] {
    return [...this.instructions.values()];
  }

  /** Decides and sends nothing any more. */
  stop(): void {
    for (const timer of this.timers.values()) timer.cancel();
  }

  /** Whether the collection came from this account and this much of it has not gone back. */
  private mayGoBack({ collectionId, accountToken, amountFen }: NewInstruction): boolean {
    const collection = this.instructions.get(collectionId ?? '');
    if (collection?.direction !== 'collection') return false;
    if (collection.accountToken !== accountToken) return false;
    return amountFen <= refundableFen(this.instructions.values(), collection);
  }

  /** Sets the timer for whatever comes next in an instruction's life. */
  private resume(instruction: Instruction): void {
    const { instructionId, delivery, decision } = instruction;
    if (!decision) {
      this.wakeUp(instruction.decideAtEpochMillis, instructionId, () => this.settle(instructionId));
    } else if (delivery) {
      this.wakeUp(delivery.nextAtEpochMillis, instructionId, () => this.deliver(instructionId));
    }
  }

  private wakeUp(epochMillis: number, instructionId: string, run: () => Promise<void>): void {
    this.timers.set(instructionId, this.options.clock.at(epochMillis, run));
  }

  private settle(instructionId: string): Promise<void> {
    this.decideIt(instructionId);
    return this.deliver(instructionId);
  }

  private decideIt(instructionId: string): void {
    const instruction = this.known(instructionId);
    const now = this.options.clock.now();
    const decision = decide(instruction.behaviour, now);
    const sendsLeft = callbacksOwed(instruction.behaviour);
    const delivery = { sendsLeft, attempts: 0, nextAtEpochMillis: now };
    this.keep({ ...instruction, decision, ...(sendsLeft > 0 && { delivery }) });
  }

  private async deliver(instructionId: string): Promise<void> {
    let { delivery, decision } = this.known(instructionId);
    while (delivery && decision && delivery.nextAtEpochMillis <= this.options.clock.now()) {
      const notice = noticeOf(this.known(instructionId), decision);
      const received = await this.options.deliver(notice, delivery.attempts);
      delivery = received ? afterReceipt(delivery) : this.afterRefusal(delivery);
      const { delivery: _, ...rest } = this.known(instructionId);
      this.keep({ ...rest, ...(delivery && { delivery }) });
    }
    if (delivery) this.resume(this.known(instructionId));
  }

  private afterRefusal(delivery: Delivery): Delivery | undefined {
    const wait = retryAfterSeconds[delivery.attempts];
    if (wait === undefined) return undefined;
    const nextAtEpochMillis = this.options.clock.now() + wait * 1000;
    return { ...delivery, attempts: delivery.attempts + 1, nextAtEpochMillis };
  }

  private keep(instruction: Instruction): void {
    this.instructions.set(instruction.instructionId, instruction);
    this.options.journal.append({ kind: 'instruction', instruction });
  }

  private known(instructionId: string): Instruction {
    const instruction = this.instructions.get(instructionId);
    if (!instruction) throw new Error('an instruction that was taken is gone');
    return instruction;
  }
}

function afterReceipt(delivery: Delivery): Delivery | undefined {
  const sendsLeft = delivery.sendsLeft - 1;
  return sendsLeft > 0 ? { ...delivery, sendsLeft, attempts: 0 } : undefined;
}
