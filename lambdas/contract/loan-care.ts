/** Loan care: what staff may change of a running loan, a second person above an amount. */
import * as z from 'zod';
import { adjustmentKinds } from '../core/repayment/adjustment';
import { adjustmentReasons } from '../core/repayment/adjustment-record';
import { loanView } from './repayment';
import { route } from './route';
import {
  adjustmentId,
  cursor,
  fen,
  instant,
  isoDate,
  loanId,
  page,
  positiveFen,
  ratePpm,
  repaymentId,
} from './schemas';

const terms = {
  kind: z.enum(adjustmentKinds),
  /** Of a pause: months, or the periods of the product. */
  periods: z.int().min(1).max(12).optional(),
  /** Of an extension: how many more; of a reschedule: how many from now on. */
  instalments: z.int().min(1).max(360).optional(),
  firstDueOn: isoDate.optional(),
  annualRatePpm: ratePpm.optional(),
  component: z.enum(['fees', 'penalty', 'interest', 'principal']).optional(),
  amountFen: positiveFen.optional(),
  /** Of a refund; without it the borrower's credit goes back. */
  repaymentId: repaymentId.optional(),
};
const reason = z.enum(adjustmentReasons);

const adjustment = z.strictObject({
  adjustmentId,
  loanId,
  ...terms,
  reason,
  status: z.enum(['proposed', 'applied', 'declined']),
  concernedFen: fen,
  proposedAt: instant,
  decidedAt: instant.optional(),
});

const carers = ['collector', 'risk', 'admin'] as const;

export const inspectLoan = route({
  operationId: 'inspectLoan',
  capability: 'repayment',
  method: 'GET',
  path: '/loan-accounts/{loanId}',
  access: ['collector', 'risk', 'admin', 'auditor'],
  summary: "A borrower's loan as staff see it",
  params: z.strictObject({ loanId }),
  owned: { loanId: 'unowned' },
  responses: { 200: loanView },
  problems: ['not_found'],
});

export const adjustLoan = route({
  operationId: 'adjustLoan',
  capability: 'repayment',
  method: 'POST',
  path: '/loan-accounts/{loanId}/adjustments',
  access: [...carers],
  idempotent: true,
  summary: 'Pause, extend, reschedule, cheapen, waive, write off or refund',
  params: z.strictObject({ loanId }),
  owned: { loanId: 'unowned' },
  body: z.strictObject({ ...terms, reason }),
  /** 201: done; 202: a second person must decide. */
  responses: { 201: adjustment, 202: adjustment },
  problems: ['not_found', 'adjustment_refused', 'repayment_in_progress'],
});

export const decideAdjustment = route({
  operationId: 'decideAdjustment',
  capability: 'repayment',
  method: 'POST',
  path: '/loan-accounts/{loanId}/adjustments/{adjustmentId}/decision',
  access: ['risk', 'admin'],
  idempotent: true,
  summary: 'Agree to a proposed adjustment, or decline it; never one’s own',
  params: z.strictObject({ loanId, adjustmentId }),
  owned: { loanId: 'unowned', adjustmentId: 'unowned' },
  body: z.strictObject({ decision: z.enum(['agree', 'decline']) }),
  responses: { 201: adjustment },
  problems: [
    'not_found',
    'adjustment_refused',
    'adjustment_closed',
    'repayment_in_progress',
    'second_person_required',
  ],
});

export const listAdjustments = route({
  operationId: 'listAdjustments',
  capability: 'repayment',
  method: 'GET',
  path: '/loan-adjustments',
  access: [...carers, 'auditor'],
  summary: 'Adjustments that wait for a second person, oldest first',
  query: page,
  responses: {
    200: z.strictObject({ adjustments: z.array(adjustment), next: cursor.optional() }),
  },
});
