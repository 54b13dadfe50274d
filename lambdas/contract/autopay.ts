/** Autopay: the borrower authorises debits of what is due, and may withdraw it at any time. */
import * as z from 'zod';
import { route } from './route';
import { bankCardId, instant, loanId } from './schemas';

const params = z.strictObject({ loanId });

const autopay = z.strictObject({
  loanId,
  /** Absent: nothing is debited unless the borrower orders it. */
  authorisation: z.strictObject({ bankCardId, authorisedAt: instant }).optional(),
});

export const authoriseAutopay = route({
  operationId: 'authoriseAutopay',
  capability: 'repayment',
  method: 'PUT',
  path: '/loans/{loanId}/autopay',
  access: ['borrower'],
  // Money leaves an account without being asked again: that takes a fresh second factor.
  stepUp: true,
  summary: 'Authorise debits of what is due from a bound card',
  params,
  owned: { loanId: 'loan' },
  body: z.strictObject({ bankCardId }),
  responses: { 200: autopay },
  problems: ['not_found', 'loan_closed', 'conflict'],
});

export const stopAutopay = route({
  operationId: 'stopAutopay',
  capability: 'repayment',
  method: 'DELETE',
  path: '/loans/{loanId}/autopay',
  access: ['borrower'],
  summary: 'Withdraw the authorisation: nothing more is debited on its ground',
  params,
  owned: { loanId: 'loan' },
  responses: { 200: autopay },
  problems: ['not_found', 'conflict'],
});
