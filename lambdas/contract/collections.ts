/** Collection by staff: the work queue of overdue loans, calls that pass the gate, disputes. */
import * as z from 'zod';
import { noteCodes } from '../core/collections/case-record';
import { closingReasons } from '../core/collections/collection-case';
import { stopKinds } from '../core/collections/contact-gate';
import { callResults } from '../core/collections/contact-record';
import { disputeReasons, disputeResolutions } from '../core/collections/dispute-record';
import { caseRisks } from '../core/collections/strategy';
import {
  bucket,
  contact,
  contactId,
  dispute,
  hardshipAsked,
  promise,
  promiseWish,
  staffId,
} from './collection-schemas';
import { route } from './route';
import { cursor, customerId, fen, instant, isoDate, loanId, orderId, page } from './schemas';

const collectionCase = z.strictObject({
  loanId,
  orderId,
  customerId,
  status: z.enum(['open', 'closed']),
  openedOn: isoDate,
  closedOn: isoDate.optional(),
  closedBecause: z.enum(closingReasons).optional(),
  bucket,
  daysPastDue: z.int().min(0),
  overdueFen: fen,
  /** As the behaviour card says. */
  risk: z.enum(caseRisks),
  strategyVersion: z.string(),
  arm: z.string(),
  /** The day on which something is to be done next. */
  actOn: isoDate.optional(),
  /** Since when it waits for people. */
  queuedAt: instant.optional(),
  assigneeId: staffId.optional(),
  promise: promise.optional(),
  brokenPromises: z.int().min(0),
});

const staff = ['collector', 'admin'] as const;
const ofCase = {
  params: z.strictObject({ loanId }),
  owned: { loanId: 'unowned' },
} as const;

export const listCollectionCases = route({
  operationId: 'listCollectionCases',
  capability: 'collections',
  method: 'GET',
  path: '/collection-cases',
  access: staff,
  summary: 'Cases that wait for people, the largest first: of a bucket, or one’s own',
  query: page.extend({ bucket: bucket.optional() }),
  responses: { 200: z.strictObject({ cases: z.array(collectionCase), next: cursor.optional() }) },
});

export const getCollectionCase = route({
  operationId: 'getCollectionCase',
  capability: 'collections',
  method: 'GET',
  path: '/collection-cases/{loanId}',
  access: [...staff, 'auditor'],
  summary: 'A case with its debtor, masked, and everything that was tried',
  ...ofCase,
  responses: {
    200: collectionCase.extend({
      maskedName: z.string().optional(),
      maskedPhone: z.string().optional(),
      /** Why contacts rest. */
      stops: z.array(z.strictObject({ kind: z.enum(stopKinds), until: instant.optional() })),
      /** Latest first. */
      contacts: z.array(contact),
      notes: z.array(
        z.strictObject({
          code: z.enum(noteCodes),
          staffId,
          at: instant,
          nextOn: isoDate.optional(),
        }),
      ),
    }),
  },
  problems: ['not_found'],
});

export const assignCollectionCase = route({
  operationId: 'assignCollectionCase',
  capability: 'collections',
  method: 'PUT',
  path: '/collection-cases/{loanId}/assignment',
  access: staff,
  summary: 'Take a case, hand it to a collector (admin), or put it back into the queue',
  ...ofCase,
  /** Without anybody it goes back; a collector may only name themselves. */
  body: z.strictObject({ assigneeId: staffId.optional() }),
  responses: { 200: collectionCase },
  problems: ['not_found', 'forbidden', 'collection_closed', 'conflict'],
});

export const noteCollectionCase = route({
  operationId: 'noteCollectionCase',
  capability: 'collections',
  method: 'POST',
  path: '/collection-cases/{loanId}/notes',
  access: ['collector'],
  summary: 'Note what was found out, and on which day the case is to be taken up again',
  ...ofCase,
  body: z.strictObject({ code: z.enum(noteCodes), nextOn: isoDate.optional() }),
  responses: { 201: collectionCase },
  problems: ['not_found', 'case_not_taken', 'collection_closed', 'conflict'],
});

export const callDebtor = route({
  operationId: 'callDebtor',
  capability: 'collections',
  method: 'POST',
  path: '/collection-cases/{loanId}/calls',
  access: ['collector'],
  summary: 'Ask the gate for a call; the number is told only when it lets it through',
  ...ofCase,
  body: z.strictObject({}),
  responses: {
    201: z.strictObject({
      contactId,
      /** Eleven digits, to be dialled at once and kept nowhere. */
      phoneNumber: z.string(),
    }),
  },
  problems: ['not_found', 'case_not_taken', 'collection_closed', 'contact_refused', 'conflict'],
});

export const recordCallResult = route({
  operationId: 'recordCallResult',
  capability: 'collections',
  method: 'POST',
  path: '/collection-cases/{loanId}/calls/{contactId}/result',
  access: ['collector'],
  summary: 'Tell what became of a call; some results stop every further contact',
  params: z.strictObject({ loanId, contactId }),
  owned: { loanId: 'unowned', contactId: 'unowned' },
  body: z.strictObject({
    result: z.enum(callResults),
    /** Of a promise. */
    promise: promiseWish.optional(),
    /** Of a dispute. */
    disputeReason: z.enum(disputeReasons).optional(),
    /** Of a hardship request. */
    hardship: hardshipAsked.optional(),
    /** The day on which to take the case up again. */
    nextOn: isoDate.optional(),
  }),
  responses: { 201: collectionCase },
  problems: ['not_found', 'call_not_open', 'promise_refused', 'conflict'],
});

export const listDisputes = route({
  operationId: 'listDisputes',
  capability: 'collections',
  method: 'GET',
  path: '/disputes',
  access: [...staff, 'auditor'],
  summary: 'Disputes that wait for an answer, oldest first',
  query: page,
  responses: { 200: z.strictObject({ disputes: z.array(dispute), next: cursor.optional() }) },
});

export const resolveDispute = route({
  operationId: 'resolveDispute',
  capability: 'collections',
  method: 'POST',
  path: '/disputes/{loanId}/resolution',
  access: ['admin'],
  summary: 'Answer a dispute; contacts about the loan are possible again',
  ...ofCase,
  body: z.strictObject({ resolution: z.enum(disputeResolutions) }),
  responses: { 201: dispute },
  problems: ['not_found', 'conflict'],
});
