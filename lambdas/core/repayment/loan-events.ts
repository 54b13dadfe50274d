/**
 * What can happen to a loan. Commands ask, events are facts: an event holds what was decided and
 * when it counts (`on`), never what follows from it, so that a history can be replayed.
 *
 * Exports: LoanEvent, LoanEventType, LoanCommand, LoanError, LoanErrorCode.
 */
import type { IsoDate } from '../calendar';
import type { Fen } from '../money';
import type { RatePpm } from '../rate';
import type { Component, LoanTerms } from './loan-terms';

interface Fact<Type extends string> {
  readonly type: Type;
  /** Given by whoever asks; the same id a second time is refused. */
  readonly id: string;
  /** The day it counts from, which may lie before the day it was recorded. */
  readonly on: IsoDate;
}

export interface Disbursed extends Fact<'disbursed'> {
  readonly loanId: string;
  readonly terms: LoanTerms;
}
export interface Repaid extends Fact<'repaid'> {
  readonly amountFen: Fen;
}
export interface Prepaid extends Fact<'prepaid'> {
  readonly amountFen: Fen;
  readonly effect: 'shorterTerm' | 'lowerInstalment';
}
export interface PaidOff extends Fact<'paidOff'> {
  readonly amountFen: Fen;
}
export interface FeeCharged extends Fact<'feeCharged'> {
  readonly code: string;
  readonly component: 'fees' | 'penalty';
  readonly amountFen: Fen;
  /** The day it is due: it is added to the first instalment due on that day or later. */
  readonly dueOn: IsoDate;
}
export interface Waived extends Fact<'waived'> {
  readonly component: Component;
  readonly amountFen: Fen;
}
export interface Reversed extends Fact<'reversed'> {
  readonly eventId: string;
}
export interface Rescheduled extends Fact<'rescheduled'> {
  readonly instalments: number;
  readonly firstDueOn?: IsoDate;
  readonly annualRatePpm?: RatePpm;
}
export interface Extended extends Fact<'extended'> {
  /** How many periods every instalment not yet due moves back. */
  readonly periods: number;
}
export interface RateChanged extends Fact<'rateChanged'> {
  readonly annualRatePpm: RatePpm;
}
export interface WrittenOff extends Fact<'writtenOff'> {}
export interface Recovered extends Fact<'recovered'> {
  readonly amountFen: Fen;
}
export interface Refunded extends Fact<'refunded'> {
  readonly amountFen: Fen;
}
export interface DayClosed extends Fact<'dayClosed'> {}

export type LoanEvent =
  | Disbursed
  | Repaid
  | Prepaid
  | PaidOff
  | FeeCharged
  | Waived
  | Reversed
  | Rescheduled
  | Extended
  | RateChanged
  | WrittenOff
  | Recovered
  | Refunded
  | DayClosed;

export type LoanEventType = LoanEvent['type'];

/** The verb of each event: a command has the fields of the event it may lead to. */
export const eventVerbs = {
  disburse: 'disbursed',
  repay: 'repaid',
  prepay: 'prepaid',
  payOff: 'paidOff',
  chargeFee: 'feeCharged',
  waive: 'waived',
  reverse: 'reversed',
  reschedule: 'rescheduled',
  extend: 'extended',
  changeRate: 'rateChanged',
  writeOff: 'writtenOff',
  recover: 'recovered',
  refund: 'refunded',
  closeDay: 'dayClosed',
} as const satisfies Record<string, LoanEventType>;

export type LoanCommandType = keyof typeof eventVerbs;

export type LoanCommand = {
  [Verb in LoanCommandType]: Omit<
    Extract<LoanEvent, { type: (typeof eventVerbs)[Verb] }>,
    'type'
  > & {
    readonly type: Verb;
  };
}[LoanCommandType];

export const loanCommandTypes = Object.keys(eventVerbs) as readonly LoanCommandType[];

/** The event a command asks for. */
export const eventOf = (command: LoanCommand): LoanEvent =>
  ({ ...command, type: eventVerbs[command.type] }) as LoanEvent;

export type LoanErrorCode =
  | 'notDisbursed'
  | 'alreadyDisbursed'
  | 'invalidTerms'
  | 'duplicateId'
  | 'beforeDisbursement'
  | 'amountNotPositive'
  | 'alreadySettled'
  | 'alreadyWrittenOff'
  | 'notWrittenOff'
  | 'payoffAmountDiffers'
  | 'prepaymentTooSmall'
  | 'prepaymentTooLarge'
  | 'effectNotOffered'
  | 'waiverTooLarge'
  | 'creditTooSmall'
  | 'unknownEvent'
  | 'alreadyReversed'
  | 'cannotReverse'
  | 'nothingToChange';

export interface LoanError {
  readonly code: LoanErrorCode;
  readonly message: string;
}
