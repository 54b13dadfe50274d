/** The port to a payment channel: instructions go out at once, what became of them comes later. */
import type { Result } from '../result';

/** Why a channel did not move the money. An unknown reason of the channel's is 'declined'. */
export const channelFailureCodes = [
  'insufficientFunds',
  'accountClosed',
  'accountRestricted',
  'limitExceeded',
  'declined',
] as const;
export type ChannelFailureCode = (typeof channelFailureCodes)[number];

/** What money does: to the borrower, from the borrower, and back out of a collection. */
export const directions = ['disbursement', 'collection', 'refund'] as const;
export type Direction = (typeof directions)[number];

/**
 * One movement of money. The id is ours, at most 32 of [A-Za-z0-9_] (the narrowest channel's
 * rule), and sending it twice moves the money once.
 */
export interface PaymentInstruction {
  readonly instructionId: string;
  /** From `verifyCard` or a wallet's agreement: no card number is needed to pay. */
  readonly accountToken: string;
  /** Whole fen, at least 1. */
  readonly amountFen: number;
}

/** Gives back what a collection brought, or a part of it, to the account it came from. */
export interface RefundInstruction extends PaymentInstruction {
  readonly collectionId: string;
  /** All that the collection brought, in fen: no more can go back, over all its refunds. */
  readonly collectedFen: number;
}

/** An instruction as a question names it: providers keep each direction in another place. */
export type SentInstruction =
  | { readonly instructionId: string; readonly direction: 'disbursement' | 'collection' }
  | {
      readonly instructionId: string;
      readonly direction: 'refund';
      readonly collectionId: string;
    };

/** What the channel knows of an instruction. Instants are ISO 8601 in UTC. */
export type InstructionStatus =
  | { readonly status: 'pending' }
  | { readonly status: 'succeeded'; readonly occurredAt: string }
  | {
      readonly status: 'failed';
      readonly failureCode: ChannelFailureCode;
      readonly occurredAt: string;
    };

/**
 * Nothing is known: the request may or may not have taken effect. Never a failure; sending the
 * same instruction again, or asking for it, is always safe.
 */
export interface Unknown {
  readonly outcome: 'unknown';
  readonly reason: 'timeout' | 'unreachable' | 'unavailable' | 'unauthorised' | 'unintelligible';
}

export const refusalCodes = [
  'accountUnknown',
  'instructionConflict',
  'refundImpossible',
  'malformed',
] as const;
export type RefusalCode = (typeof refusalCodes)[number];

/**
 * - `accepted`: the channel has it (perhaps from an earlier sending).
 * - `refused`: the channel did not take it and no money will move because of this sending.
 *   `instructionConflict` means that the id stands for another amount or account;
 *   `refundImpossible` that the collection brought nothing, or less than was to go back.
 */
export type Submission =
  | { readonly outcome: 'accepted'; readonly instruction: InstructionStatus }
  | { readonly outcome: 'refused'; readonly code: RefusalCode }
  | Unknown;

export type InstructionQuery =
  | {
      readonly outcome: 'found';
      readonly amountFen: number;
      readonly instruction: InstructionStatus;
    }
  | { readonly outcome: 'notFound' }
  | Unknown;

export interface CardHolder {
  readonly name: string;
  readonly idNumber: string;
  readonly cardNumber: string;
  readonly phone: string;
}

export type CardVerification =
  | { readonly outcome: 'matched'; readonly accountToken: string }
  | { readonly outcome: 'notMatched' }
  | Unknown;

/** A final answer sent to us. `eventId` is the channel's own and is the natural key. */
export interface ChannelNotice {
  readonly eventId: string;
  readonly instructionId: string;
  readonly amountFen: number;
  readonly instruction: Exclude<InstructionStatus, { status: 'pending' }>;
}

/** `irrelevant`: genuine, but it does not tell the end of an instruction. */
export type NoticeRejection =
  | 'signatureInvalid'
  | 'timestampOutOfWindow'
  | 'malformed'
  | 'irrelevant';

export interface StatementEntry {
  readonly instructionId: string;
  /** `return`: a disbursement that the receiving bank sent back, perhaps days later. */
  readonly direction: Direction | 'return';
  readonly amountFen: number;
  readonly occurredAt: string;
}

/** `notReady`: the day has not ended at the channel. */
export type Statement =
  | { readonly outcome: 'ready'; readonly entries: readonly StatementEntry[] }
  | { readonly outcome: 'notReady' }
  | Unknown;

/** What a provider must hear, or it sends its callback again. */
export interface Acknowledgement {
  readonly contentType: string;
  readonly body: string;
}

/** No operation rejects for what a network or a bank may do: that is an outcome. */
export interface PaymentChannel {
  /** Its name in /channels/{channel}/callbacks. */
  readonly name: string;
  readonly acknowledgement: Acknowledgement;
  /** From the lender to the borrower's account. */
  disburse(instruction: PaymentInstruction): Promise<Submission>;
  /** From the borrower's account to the lender, by authorised debit. */
  collect(instruction: PaymentInstruction): Promise<Submission>;
  /** Back to the borrower, out of an earlier collection. */
  refund(instruction: RefundInstruction): Promise<Submission>;
  query(sent: SentInstruction): Promise<InstructionQuery>;
  /** Reads a callback only if its signature over the raw bytes holds and is fresh. */
  parseCallback(
    rawBody: string,
    headers: Readonly<Record<string, string | undefined>>,
    nowEpochMillis: number,
  ): Promise<Result<ChannelNotice, NoticeRejection>>;
  /** All money moved on a bank day (Asia/Shanghai), as YYYY-MM-DD. */
  statement(date: string): Promise<Statement>;
}

/** A channel that pays to bank cards can say whose card it is; a wallet cannot. */
export interface CardChannel extends PaymentChannel {
  /** Whether card, name, ID number and phone belong together at the bank. */
  verifyCard(holder: CardHolder): Promise<CardVerification>;
}

export const paysToCards = (channel: PaymentChannel): channel is CardChannel =>
  'verifyCard' in channel;
