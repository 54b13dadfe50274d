/** Autopay: the borrower authorises debits of what is due, and may withdraw it at any time. */
import * as z from 'zod';
import { route } from './route';
import { bankCardId, instant, loanId, walletId } from './schemas';

const params = z.strictObject({ loanId });

/** A card or a wallet: one of them. */
const source = { bankCardId: bankCardId.optional(), walletId: walletId.optional() };

const autopay = z.strictObject({
  loanId,
  /** Absent: nothing is debited unless the borrower orders it. */
  authorisation: z.strictObject({ ...source, authorisedAt: instant }).optional(),
});

export const authoriseAutopay = route({
  operationId: 'authoriseAutopay',
  capability: 'repayment',
  method: 'PUT',
  path: '/loans/{loanId}/autopay',
  access: ['borrower'],
  // Money leaves an account without being asked again: that takes a fresh second factor.
  stepUp: true,
  summary: 'Authorise debits of what is due from a bound card or a linked wallet',
  params,
  owned: { loanId: 'loan' },
  body: z.strictObject(source),
  responses: { 200: autopay },
  problems: ['not_found', 'loan_closed', 'wallet_not_active', 'conflict'],
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
