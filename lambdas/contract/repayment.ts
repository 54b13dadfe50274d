/** Repayment: the loan account, repayments by authorised debit, payoff and the ledger. */
import * as z from 'zod';
import { prepaymentEffects, repaymentKinds } from '../core/repayment/loan-record';
import { route } from './route';
import {
  bankCardId,
  bilingual,
  cursor,
  fen,
  instant,
  isoDate,
  loanId,
  orderId,
  page,
  positiveFen,
  ratePpm,
  repaymentId,
  repaymentQuoteId,
  sha256,
  signedFen,
  walletId,
} from './schemas';

const loanState = z.enum(['repaying', 'overdue', 'settled', 'writtenOff']);

const loanSummary = z.strictObject({
  loanId,
  orderId,
  state: loanState,
  principalFen: positiveFen,
  annualRatePpm: ratePpm,
  disbursedOn: isoDate,
  outstandingPrincipalFen: fen,
  nextDueOn: isoDate.optional(),
  nextDueFen: fen,
  overdueFen: fen,
  daysPastDue: z.int().min(0),
});

export const loanView = loanSummary.extend({
  asOf: isoDate,
  rows: z.array(
    z.strictObject({
      n: z.int().min(1),
      dueOn: isoDate,
      principalFen: fen,
      interestFen: fen,
      feeFen: fen,
      penaltyFen: fen,
      totalFen: fen,
      paidFen: fen,
      paidOn: isoDate.optional(),
    }),
  ),
  events: z.array(
    z.strictObject({
      sequence: z.int().min(1),
      type: z.string(),
      on: isoDate,
      amountFen: fen.optional(),
    }),
  ),
});

const loanParams = z.strictObject({ loanId });

/** What money pays for; the credit is what goes beyond the debt and is returned. */
const paid = z.strictObject({
  principalFen: fen,
  interestFen: fen,
  feeFen: fen,
  penaltyFen: fen,
  creditFen: fen,
});

export const listLoans = route({
  operationId: 'listLoans',
  capability: 'repayment',
  method: 'GET',
  path: '/loans',
  access: ['borrower'],
  summary: "One's own loans",
  query: page,
  responses: { 200: z.strictObject({ loans: z.array(loanSummary), next: cursor.optional() }) },
});

export const getLoan = route({
  operationId: 'getLoan',
  capability: 'repayment',
  method: 'GET',
  path: '/loans/{loanId}',
  access: ['borrower'],
  summary: 'One loan with its schedule, what is paid and its events',
  params: loanParams,
  owned: { loanId: 'loan' },
  responses: { 200: loanView },
  problems: ['not_found'],
});

export const getPayoffQuote = route({
  operationId: 'getPayoffQuote',
  capability: 'repayment',
  method: 'GET',
  path: '/loans/{loanId}/payoff-quote',
  access: ['borrower'],
  summary: 'What settles the loan today',
  params: loanParams,
  owned: { loanId: 'loan' },
  responses: {
    200: z.strictObject({
      loanId,
      on: isoDate,
      principalFen: fen,
      interestFen: fen,
      feeFen: fen,
      penaltyFen: fen,
      totalFen: fen,
    }),
  },
  problems: ['not_found', 'loan_closed'],
});

/** What is wanted; an amount and an effect belong to some kinds only. */
const wish = {
  kind: z.enum(repaymentKinds),
  /** Of an amount, and of a part repaid early. Chosen instalments and the payoff cost their sum. */
  amountFen: positiveFen.optional(),
  instalments: z.array(z.int().min(0).max(600)).optional(),
  effect: z.enum(prepaymentEffects).optional(),
};

export const quoteRepayment = route({
  operationId: 'quoteRepayment',
  capability: 'repayment',
  method: 'POST',
  path: '/loans/{loanId}/repayment-quotes',
  access: ['borrower'],
  summary: 'What a repayment would cost today and what would be owed after it',
  params: loanParams,
  owned: { loanId: 'loan' },
  body: z.strictObject(wish),
  responses: {
    201: z.strictObject({
      repaymentQuoteId,
      loanId,
      kind: wish.kind,
      amountFen: positiveFen,
      paid,
      after: z.strictObject({
        outstandingPrincipalFen: fen,
        nextDueOn: isoDate.optional(),
        nextDueFen: fen,
        lastDueOn: isoDate.optional(),
        /** All that is still to be paid, if it is paid on time. */
        remainingFen: fen,
      }),
      expiresAt: instant,
    }),
  },
  problems: [
    'not_found',
    'loan_closed',
    'amount_exceeds_payoff',
    'instalments_not_next',
    'prepayment_refused',
  ],
});

const repayment = z.strictObject({
  repaymentId,
  loanId,
  kind: wish.kind,
  amountFen: positiveFen,
  effect: wish.effect,
  status: z.enum(['pending', 'succeeded', 'failed']),
  createdAt: instant,
});

export const createRepayment = route({
  operationId: 'createRepayment',
  capability: 'repayment',
  method: 'POST',
  path: '/loans/{loanId}/repayments',
  access: ['borrower'],
  idempotent: true,
  summary:
    'Repay what was quoted, or what is named here, by debit from a bound card or a linked wallet',
  params: loanParams,
  owned: { loanId: 'loan' },
  /** A quote's id, or a wish of one's own; and a card or a wallet, one of them. */
  body: z.strictObject({
    ...wish,
    kind: wish.kind.optional(),
    repaymentQuoteId: repaymentQuoteId.optional(),
    bankCardId: bankCardId.optional(),
    walletId: walletId.optional(),
  }),
  responses: { 202: repayment },
  problems: [
    'not_found',
    'loan_closed',
    'amount_exceeds_payoff',
    'instalments_not_next',
    'prepayment_refused',
    'quote_expired',
    'repayment_in_progress',
    'wallet_not_active',
    'unavailable',
  ],
});

export const listRepayments = route({
  operationId: 'listRepayments',
  capability: 'repayment',
  method: 'GET',
  path: '/loans/{loanId}/repayments',
  access: ['borrower'],
  summary: 'All repayments of a loan',
  params: loanParams,
  owned: { loanId: 'loan' },
  query: page,
  responses: {
    200: z.strictObject({ repayments: z.array(repayment), next: cursor.optional() }),
  },
  problems: ['not_found'],
});

export const getRepayment = route({
  operationId: 'getRepayment',
  capability: 'repayment',
  method: 'GET',
  path: '/loans/{loanId}/repayments/{repaymentId}',
  access: ['borrower'],
  summary: 'What became of a repayment',
  params: z.strictObject({ loanId, repaymentId }),
  // The repayment is read below its loan.
  owned: { loanId: 'loan', repaymentId: 'unowned' },
  responses: { 200: repayment },
  problems: ['not_found'],
});

export const getReceipt = route({
  operationId: 'getReceipt',
  capability: 'repayment',
  method: 'GET',
  path: '/loans/{loanId}/repayments/{repaymentId}/receipt',
  access: ['borrower'],
  summary: 'The receipt of a repayment: what it paid for, and what is owed after it',
  params: z.strictObject({ loanId, repaymentId }),
  owned: { loanId: 'loan', repaymentId: 'unowned' },
  responses: {
    200: z.strictObject({
      repaymentId,
      loanId,
      receivedOn: isoDate,
      amountFen: positiveFen,
      paid,
      outstandingPrincipalFen: fen,
      text: bilingual,
      /** SHA-256 of the figures, by which a copy can be held against the original. */
      receiptHash: sha256,
    }),
  },
  problems: ['not_found'],
});

export const getTrialBalance = route({
  operationId: 'getTrialBalance',
  capability: 'repayment',
  method: 'GET',
  path: '/ledger/trial-balance',
  access: ['admin', 'auditor'],
  summary: 'All accounts up to and including a day; they sum to zero',
  query: z.strictObject({ on: isoDate }),
  responses: {
    200: z.strictObject({
      on: isoDate,
      accounts: z.array(z.strictObject({ account: z.string(), balanceFen: signedFen })),
      sumFen: signedFen,
      postings: z.int().min(0),
    }),
  },
});
