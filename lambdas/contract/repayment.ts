/** Repayment: the loan account, repayments by authorised debit, payoff and the ledger. */
import * as z from 'zod';
import { route } from './route';
import {
  bankCardId,
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
  signedFen,
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

const loan = loanSummary.extend({
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
  responses: { 200: loan },
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

const repayment = z.strictObject({
  repaymentId,
  loanId,
  kind: z.enum(['amount', 'payoff']),
  amountFen: positiveFen,
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
  summary: 'Repay an amount, or pay off, by debit from a bound card',
  params: loanParams,
  owned: { loanId: 'loan' },
  /** Without an amount the loan is paid off. */
  body: z.strictObject({
    kind: z.enum(['amount', 'payoff']),
    amountFen: positiveFen.optional(),
    bankCardId,
  }),
  responses: { 202: repayment },
  problems: [
    'not_found',
    'loan_closed',
    'amount_exceeds_payoff',
    'repayment_in_progress',
    'unavailable',
  ],
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
