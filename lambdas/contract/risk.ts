/** Risk: applying for a credit limit, and the reviewers' queue. */
import * as z from 'zod';
import { route } from './route';
import {
  bilingual,
  cursor,
  fen,
  instant,
  isoDate,
  orderId,
  page,
  phone,
  positiveFen,
} from './schemas';

const reason = z.strictObject({ code: z.string(), text: bilingual });

export const applyForLimit = route({
  operationId: 'applyForLimit',
  capability: 'risk',
  method: 'POST',
  path: '/credit-limit/applications',
  access: ['borrower'],
  idempotent: true,
  summary: "Declare one's means and have a credit limit assessed",
  body: z.strictObject({
    monthlyIncomeFen: fen,
    monthlyDebtFen: fen,
    employment: z.enum(['salaried', 'selfEmployed', 'publicService', 'student', 'unemployed']),
    employedMonths: z.int().min(0).max(720),
    /** Counted and compared by a blind index; not kept in the open. */
    employer: z.string().min(2).max(80).optional(),
    /** Who could be asked where one is: compared by a blind index, never kept, never contacted. */
    contactPhone: phone.optional(),
  }),
  responses: {
    201: z.strictObject({
      /** Of the application. The figures are those of the limit that stands after it. */
      outcome: z.enum(['granted', 'declined', 'referred']),
      grade: z.string().optional(),
      grantedFen: fen,
      expiresOn: isoDate.optional(),
      reasons: z.array(reason),
    }),
  },
  problems: ['consent_missing', 'identity_incomplete'],
});

const review = z.strictObject({
  orderId,
  status: z.enum(['open', 'closed']),
  openedAt: instant,
  expiresAt: instant,
  amountFen: positiveFen,
  termMonths: z.int(),
  grade: z.string(),
  score: z.int(),
  reasons: z.array(reason),
});

export const listReviews = route({
  operationId: 'listReviews',
  capability: 'risk',
  method: 'GET',
  path: '/reviews',
  access: ['reviewer', 'risk', 'admin'],
  summary: 'Open reviews, oldest first',
  query: page,
  responses: { 200: z.strictObject({ reviews: z.array(review), next: cursor.optional() }) },
});

export const decideReview = route({
  operationId: 'decideReview',
  capability: 'risk',
  method: 'POST',
  path: '/reviews/{orderId}/decision',
  access: ['reviewer'],
  idempotent: true,
  summary: 'Approve or decline a referred order',
  params: z.strictObject({ orderId }),
  owned: { orderId: 'unowned' },
  body: z.strictObject({
    decision: z.enum(['approve', 'decline']),
    reason: z.enum(['incomeVerified', 'identityVerified', 'incomeDoubtful', 'fraudSuspected']),
  }),
  responses: { 201: review },
  problems: ['not_found', 'review_closed'],
});
