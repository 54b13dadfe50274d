/** What happened, in the past tense and versioned: ids, amounts and codes only, never a person. */
import * as z from 'zod';
import { instructionOrderers, instructionPurposes } from '../core/payments/instruction';
import { adjustmentKinds } from '../core/repayment/adjustment';
import { delinquencyBuckets } from '../core/repayment/delinquency';
import { warningActions, warningTriggers } from '../core/risk/warnings/warning';
import {
  bankCardId,
  customerId,
  fen,
  isoDate,
  loanId,
  orderId,
  positiveFen,
  readingId,
  sha256,
  walletId,
} from './schemas';

const event = <const T extends string, S extends z.ZodRawShape>(type: T, data: S) =>
  z.strictObject({ type: z.literal(type), version: z.literal(1), data: z.strictObject(data) });

export const domainEvent = z.discriminatedUnion('type', [
  event('OrderSubmitted', { orderId }),
  event('OrderApproved', { orderId }),
  event('OrderRejected', { orderId }),
  event('OrderSigned', { orderId }),
  event('OrderCancelled', { orderId }),
  event('OrderExpired', { orderId }),
  event('OrderDisbursementFailed', { orderId }),
  event('ReviewDecided', { orderId, decision: z.enum(['approve', 'decline']) }),
  event('InstructionCreated', { instructionId: z.string() }),
  event('InstructionConcluded', {
    instructionId: z.string(),
    purpose: z.enum(instructionPurposes),
    orderedBy: z.enum(instructionOrderers),
    /** The order of a disbursement, the loan of a repayment or a refund. */
    subjectId: z.string(),
    customerId,
    status: z.enum(['succeeded', 'failed']),
    amountFen: positiveFen,
  }),
  event('LoanActivated', { loanId, orderId, customerId, principalFen: positiveFen }),
  event('LoanRepaid', { loanId, amountFen: positiveFen }),
  event('LoanAdjusted', { loanId, kind: z.enum(adjustmentKinds) }),
  /** Money is back with the borrower. */
  event('LoanRefunded', { loanId, amountFen: positiveFen }),
  event('LoanOverdue', { loanId, orderId }),
  event('LoanSettled', { loanId, orderId }),
  /** Told on the days before the due day and on it, by the night. */
  event('InstalmentApproaching', {
    loanId,
    customerId,
    dueOn: isoDate,
    /** 0 on the due day. */
    daysLeft: z.int().min(0),
    amountFen: positiveFen,
  }),
  /** Told when a loan enters a bucket of days past due, or leaves the last one by being current. */
  event('DelinquencyChanged', {
    loanId,
    orderId,
    customerId,
    daysPastDue: z.int().min(0),
    bucket: z.enum(['current', ...delinquencyBuckets]),
    overdueFen: fen,
  }),
  /** An open loan's behaviour score of a month is known. */
  event('BehaviourScored', { loanId, customerId, month: z.string() }),
  event('AutopayChanged', { loanId, customerId, enabled: z.boolean() }),
  event('LimitRequested', { customerId, decisionId: z.string() }),
  event('EarlyWarningRaised', {
    customerId,
    loanId: loanId.optional(),
    trigger: z.enum(warningTriggers),
    action: z.enum(warningActions),
  }),
  /** The pictures that were read are to be kept as evidence. */
  event('CardConfirmed', { customerId, readingId }),
  event('BankCardBound', { customerId, bankCardId }),
  /** Its agreement has ended, here or in the wallet's app: nothing is debited by it any more. */
  event('WalletEnded', { customerId, walletId }),
  /** Told by a backtest and all its slices but the last: the next one is to be worked off. */
  event('BacktestContinued', {
    backtestId: z.string(),
    ruleSetHash: sha256,
    slice: z.int().min(0),
  }),
]);

export type DomainEvent = z.infer<typeof domainEvent>;
