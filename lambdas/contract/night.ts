/** The night as staff see it: the statement of a day, and the loans it could not serve. */
import * as z from 'zod';
import { delinquencyBuckets } from '../core/repayment/delinquency';
import { servicingCaseStates } from '../core/repayment/servicing-case';
import { route } from './route';
import { cursor, isoDate, loanId, page } from './schemas';

const counted = z.strictObject({ count: z.int().min(0), amountFen: z.int().min(0) });

export const getDayStatement = route({
  operationId: 'getDayStatement',
  capability: 'repayment',
  method: 'GET',
  path: '/ledger/day-statement',
  access: ['admin', 'auditor', 'collector'],
  summary: 'What fell due, came in and failed on a closed day, and what stood overdue at its end',
  query: z.strictObject({ on: isoDate }),
  responses: {
    200: z.strictObject({
      on: isoDate,
      disbursed: counted,
      due: counted,
      collected: counted,
      ordered: counted,
      failed: counted,
      /** Loans by bucket of days past due. */
      overdue: z.record(z.enum(delinquencyBuckets), z.int().min(0)),
      casesOpen: z.int().min(0),
    }),
  },
  problems: ['not_found'],
});

const servicingCase = z.strictObject({
  loanId,
  state: z.enum(servicingCaseStates),
  openedOn: isoDate,
  failures: z.int().min(1),
  lastFailedOn: isoDate,
  reason: z.string(),
  ownerId: z.string().optional(),
  note: z.string().optional(),
  resolvedOn: isoDate.optional(),
  resolvedBy: z.string().optional(),
});

export const listServicingCases = route({
  operationId: 'listServicingCases',
  capability: 'repayment',
  method: 'GET',
  path: '/servicing-cases',
  access: ['admin', 'auditor'],
  summary: 'Loans that the night could not serve, by state, the oldest first',
  query: page.extend({ state: z.enum(servicingCaseStates) }),
  responses: {
    200: z.strictObject({ cases: z.array(servicingCase), next: cursor.optional() }),
  },
});

export const handleServicingCase = route({
  operationId: 'handleServicingCase',
  capability: 'repayment',
  method: 'PUT',
  path: '/servicing-cases/{loanId}',
  access: ['admin'],
  summary: 'Take a case, or say that it is resolved',
  params: z.strictObject({ loanId }),
  // Staff's queue: every loan may be in it.
  owned: { loanId: 'unowned' },
  body: z.strictObject({
    state: z.enum(['taken', 'resolved']),
    note: z.string().min(1).max(500).optional(),
  }),
  responses: { 200: servicingCase },
  problems: ['not_found', 'conflict'],
});
