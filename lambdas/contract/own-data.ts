/** Users' rights over their data: a copy of it, its deletion, and the hold that stops deletion. */
import * as z from 'zod';
import { preferences } from './collection-schemas';
import { route } from './route';
import {
  bankCardId,
  bilingual,
  customerId,
  fen,
  identityReviewId,
  instant,
  isoDate,
  nothing,
  orderId,
  passkeyId,
  personalField,
  ratePpm,
  sessionId,
} from './schemas';
import { consent } from './users';
import { wallet } from './wallets';

const auditEntry = z.strictObject({
  at: instant,
  action: z.string(),
  actorId: z.string(),
  purpose: z.string(),
  requestId: z.string(),
  objects: z.array(z.string()),
});

export const exportData = route({
  operationId: 'exportData',
  capability: 'users',
  method: 'GET',
  path: '/data-export',
  access: ['borrower'],
  stepUp: true,
  summary: 'A copy of all one’s data, card numbers masked, with who has opened it and why',
  responses: {
    200: z.strictObject({
      customerId,
      exportedAt: instant,
      registeredAt: instant,
      identity: z.enum(['none', 'cardConfirmed', 'verified']),
      /** YYYY-MM. */
      bornInMonth: z.string().optional(),
      /** What is sealed, record by record. */
      records: z.array(z.strictObject({ record: z.string(), fields: z.array(personalField) })),
      bankCards: z.array(z.strictObject({ bankCardId, bank: bilingual, boundAt: instant })),
      wallets: z.array(wallet),
      /** Pictures that are held as evidence; none is sent over the API. */
      pictures: z.array(z.enum(['idCardFront', 'idCardBack', 'face'])),
      /** Where one is signed in. */
      sessions: z.array(
        z.strictObject({
          sessionId,
          deviceId: z.string(),
          startedAt: instant,
          refreshedAt: instant,
          expiresAt: instant,
        }),
      ),
      passkeys: z.array(
        z.strictObject({
          passkeyId,
          label: z.string(),
          addedAt: instant,
          usedAt: instant.optional(),
        }),
      ),
      devices: z.array(z.strictObject({ deviceId: z.string(), boundAt: instant })),
      verification: z
        .strictObject({
          verifiedBy: z.enum(['face', 'review']).optional(),
          verifiedAt: instant.optional(),
          identityReviewId: identityReviewId.optional(),
        })
        .optional(),
      consents: z.array(consent),
      means: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
      creditLimit: z
        .strictObject({ status: z.string(), grantedFen: fen, expiresOn: isoDate })
        .optional(),
      orders: z.array(
        z.strictObject({
          orderId,
          state: z.string(),
          amountFen: fen,
          termMonths: z.int(),
          annualRatePpm: ratePpm,
          purpose: z.string(),
          createdAt: instant,
          reasons: z.array(z.string()),
        }),
      ),
      loans: z.array(
        z.strictObject({
          loanId: z.string(),
          orderId,
          status: z.string(),
          principalFen: fen,
          disbursedOn: isoDate,
          settledOn: isoDate.optional(),
          receivedFen: fen,
        }),
      ),
      /** Contacts about loans, made or refused, of five years; latest first. */
      contacts: z.array(
        z.strictObject({
          at: instant,
          loanId: z.string(),
          channel: z.string(),
          purpose: z.string(),
          status: z.string(),
          reasons: z.array(z.string()).optional(),
          result: z.string().optional(),
        }),
      ),
      contactPreferences: preferences,
      /** The latest of each loan. */
      disputes: z.array(
        z.strictObject({
          loanId: z.string(),
          reason: z.string(),
          openedAt: instant,
          status: z.string(),
          resolution: z.string().optional(),
          resolvedAt: instant.optional(),
        }),
      ),
      /** The latest of each loan. */
      hardshipRequests: z.array(
        z.strictObject({
          loanId: z.string(),
          reason: z.string(),
          wish: z.string(),
          payableFen: fen.optional(),
          status: z.string(),
          askedAt: instant,
          askedBy: z.string(),
          decidedAt: instant.optional(),
          adjustmentId: z.string().optional(),
          restsUntil: isoDate.optional(),
          refusal: z.string().optional(),
        }),
      ),
      /** Latest first. */
      auditTrail: z.array(auditEntry),
      /** Entries of the trail that were too many for one answer. */
      auditEntriesLeftOut: z.int(),
    }),
  },
  problems: ['not_found', 'too_many_requests'],
});

const deletion = z.strictObject({
  status: z.enum(['scheduled', 'cancelled', 'shredded']),
  requestedAt: instant,
  /** The day on which the keys are destroyed, unless something stands against it then. */
  shredsOn: isoDate,
});

export const requestDeletion = route({
  operationId: 'requestDeletion',
  capability: 'users',
  method: 'POST',
  path: '/deletion-request',
  access: ['borrower'],
  stepUp: true,
  summary: 'Close the account and have all one’s data destroyed',
  body: z.strictObject({
    /** Close the account now although the law keeps its records, and destroy them after that. */
    whenRetentionEnds: z.boolean().optional(),
  }),
  responses: { 202: deletion },
  problems: ['not_found', 'deletion_refused', 'conflict'],
});

export const getDeletionRequest = route({
  operationId: 'getDeletionRequest',
  capability: 'users',
  method: 'GET',
  path: '/deletion-request',
  access: ['borrower'],
  summary: 'Whether and when one’s data will be destroyed',
  responses: { 200: deletion },
  problems: ['not_found'],
});

export const cancelDeletionRequest = route({
  operationId: 'cancelDeletionRequest',
  capability: 'users',
  method: 'DELETE',
  path: '/deletion-request',
  access: ['borrower'],
  summary: 'Keep the account after all; consents are given anew',
  responses: { 200: deletion },
  problems: ['not_found', 'conflict'],
});

const hold = z.strictObject({ customerId, reason: z.string(), placedAt: instant });

export const placeLegalHold = route({
  operationId: 'placeLegalHold',
  capability: 'users',
  method: 'PUT',
  path: '/customers/{customerId}/legal-hold',
  access: ['admin'],
  stepUp: true,
  summary: 'Keep a customer’s data although its time is over',
  params: z.strictObject({ customerId }),
  owned: { customerId: 'unowned' },
  body: z.strictObject({ reason: z.enum(['litigation', 'investigation', 'regulator']) }),
  responses: { 200: hold },
  problems: ['not_found', 'conflict'],
});

export const liftLegalHold = route({
  operationId: 'liftLegalHold',
  capability: 'users',
  method: 'DELETE',
  path: '/customers/{customerId}/legal-hold',
  access: ['admin'],
  stepUp: true,
  summary: 'Let a customer’s data be destroyed when its time is over',
  params: z.strictObject({ customerId }),
  owned: { customerId: 'unowned' },
  responses: { 200: nothing },
  problems: ['not_found', 'conflict'],
});
