/** What debtors see and decide: contacts about them, promises, disputes, and their wishes. */
import * as z from 'zod';
import { disputeReasons } from '../core/collections/dispute-record';
import { contact, dispute, preferences, promise, promiseWish } from './collection-schemas';
import { route } from './route';
import { cursor, loanId, page } from './schemas';

const borrower = ['borrower'] as const;
const ofOwnLoan = {
  params: z.strictObject({ loanId }),
  owned: { loanId: 'loan' },
} as const;

export const listContacts = route({
  operationId: 'listContacts',
  capability: 'collections',
  method: 'GET',
  path: '/contacts',
  access: borrower,
  summary: 'Every contact about one’s loans, also those that were refused; latest first',
  query: page,
  responses: { 200: z.strictObject({ contacts: z.array(contact), next: cursor.optional() }) },
});

export const makePromise = route({
  operationId: 'makePromise',
  capability: 'collections',
  method: 'POST',
  path: '/loans/{loanId}/promises',
  access: borrower,
  idempotent: true,
  summary: 'Promise an amount by a day: nobody calls meanwhile; interest runs on',
  ...ofOwnLoan,
  body: promiseWish,
  responses: { 201: promise },
  problems: ['not_found', 'promise_refused', 'conflict'],
});

export const disputeLoan = route({
  operationId: 'disputeLoan',
  capability: 'collections',
  method: 'POST',
  path: '/loans/{loanId}/disputes',
  access: borrower,
  idempotent: true,
  summary: 'Dispute what is asked for: nobody calls until it is answered',
  ...ofOwnLoan,
  body: z.strictObject({ reason: z.enum(disputeReasons) }),
  responses: { 201: dispute },
  problems: ['not_found', 'dispute_open', 'conflict'],
});

export const getContactPreferences = route({
  operationId: 'getContactPreferences',
  capability: 'collections',
  method: 'GET',
  path: '/contact-preferences',
  access: borrower,
  summary: 'How one wishes to be contacted about one’s loans',
  responses: { 200: preferences },
});

export const setContactPreferences = route({
  operationId: 'setContactPreferences',
  capability: 'collections',
  method: 'PUT',
  path: '/contact-preferences',
  access: borrower,
  summary: 'Say how one wishes to be contacted, or that one does not',
  body: preferences,
  responses: { 200: preferences },
  problems: ['conflict'],
});
