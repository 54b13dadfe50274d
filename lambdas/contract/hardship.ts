/** Hardship: a borrower asks for help with a loan, and people decide how. */
import * as z from 'zod';
import { hardshipRefusalCodes } from '../core/collections/hardship-record';
import { hardshipAsked, hardshipRequest } from './collection-schemas';
import { route } from './route';
import { adjustmentId, cursor, loanId, page } from './schemas';
import { isOneOf } from './sign-in';

const ofOwnLoan = {
  capability: 'collections',
  access: ['borrower'],
  params: z.strictObject({ loanId }),
  owned: { loanId: 'loan' },
} as const;

export const requestHardshipHelp = route({
  ...ofOwnLoan,
  operationId: 'requestHardshipHelp',
  method: 'POST',
  path: '/loans/{loanId}/hardship-requests',
  idempotent: true,
  summary: 'Ask for help with a loan one cannot repay as agreed: nobody calls until it is decided',
  body: hardshipAsked,
  responses: { 201: hardshipRequest },
  problems: ['not_found', 'loan_closed', 'hardship_open', 'conflict'],
});

export const getHardshipRequest = route({
  ...ofOwnLoan,
  operationId: 'getHardshipRequest',
  method: 'GET',
  path: '/loans/{loanId}/hardship-requests/latest',
  summary: 'What became of the latest request for help with a loan',
  responses: { 200: hardshipRequest },
  problems: ['not_found'],
});

export const listHardshipRequests = route({
  operationId: 'listHardshipRequests',
  capability: 'collections',
  method: 'GET',
  path: '/hardship-requests',
  access: ['collector', 'risk', 'admin', 'auditor'],
  summary: 'Requests for help that wait for a decision, oldest first',
  query: page,
  responses: {
    200: z.strictObject({
      requests: z.array(hardshipRequest.extend({ earlier: z.int().min(0) })),
      next: cursor.optional(),
    }),
  },
});

export const decideHardshipRequest = route({
  operationId: 'decideHardshipRequest',
  capability: 'collections',
  method: 'POST',
  path: '/hardship-requests/{loanId}/decision',
  access: ['risk', 'admin'],
  summary: 'Grant help, naming the adjustment that was applied, or refuse it with a reason',
  params: z.strictObject({ loanId }),
  owned: { loanId: 'unowned' },
  /** One of them: the help that was given, or why none is. */
  body: z
    .strictObject({
      adjustmentId: adjustmentId.optional(),
      refusal: z.enum(hardshipRefusalCodes).optional(),
    })
    .refine(isOneOf),
  responses: { 201: hardshipRequest },
  problems: ['not_found', 'conflict'],
});
