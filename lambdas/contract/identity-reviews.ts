/** Users: proving who one is without one's face, and the reviewers who judge the ID card. */
import * as z from 'zod';
import { reviewDecisions, reviewReasons } from '../core/users/identity-reviews';
import { route } from './route';
import {
  bankCardId,
  bilingual,
  cursor,
  identityReviewId,
  instant,
  nothing,
  page,
  personalField,
} from './schemas';

const review = z.strictObject({
  identityReviewId,
  status: z.enum(['open', 'approved', 'declined', 'expired']),
  openedAt: instant,
  expiresAt: instant,
});

export const requestIdentityReview = route({
  operationId: 'requestIdentityReview',
  capability: 'users',
  method: 'POST',
  path: '/identity/reviews',
  access: ['borrower'],
  stepUp: true,
  idempotent: true,
  summary: 'Prove who one is without one’s face: by a bank card, and a reviewer of the ID card',
  body: z.strictObject({ bankCardId }),
  responses: { 201: review },
  problems: [
    'consent_missing',
    'identity_incomplete',
    'identity_already_confirmed',
    'identity_taken',
    'identity_review_open',
    'not_found',
  ],
});

export const getIdentityReview = route({
  operationId: 'getIdentityReview',
  capability: 'users',
  method: 'GET',
  path: '/identity/reviews/{identityReviewId}',
  access: ['borrower'],
  summary: 'How far the review of one’s identity is',
  params: z.strictObject({ identityReviewId }),
  owned: { identityReviewId: 'identityReview' },
  responses: { 200: review },
  problems: ['not_found'],
});

export const listIdentityReviews = route({
  operationId: 'listIdentityReviews',
  capability: 'users',
  method: 'GET',
  path: '/identity-reviews',
  access: ['reviewer', 'admin'],
  summary: 'Identities that wait for a reviewer, oldest first; no person is told',
  query: page,
  responses: { 200: z.strictObject({ reviews: z.array(review), next: cursor.optional() }) },
});

export const openIdentityReview = route({
  operationId: 'openIdentityReview',
  capability: 'users',
  method: 'POST',
  path: '/identity-reviews/{identityReviewId}/openings',
  access: ['reviewer'],
  stepUp: true,
  summary: 'Open the ID card of a case in order to judge it; the customer’s audit trail tells',
  params: z.strictObject({ identityReviewId }),
  owned: { identityReviewId: 'unowned' },
  body: nothing,
  responses: {
    200: z.strictObject({
      ...review.shape,
      /** What was read on the card and confirmed by its owner. */
      fields: z.array(personalField),
      bankCard: z.strictObject({ bank: bilingual, maskedCardNumber: z.string(), boundAt: instant }),
      /** Links that show the pictures to whoever holds them, until they expire. */
      pictures: z.strictObject({ front: z.string(), back: z.string(), expiresAt: instant }),
      /** Within the last day: 5 locked the way by the face. */
      failedFaceChecks: z.int().min(0),
    }),
  },
  problems: ['not_found', 'review_closed', 'conflict'],
});

export const decideIdentityReview = route({
  operationId: 'decideIdentityReview',
  capability: 'users',
  method: 'POST',
  path: '/identity-reviews/{identityReviewId}/decision',
  access: ['reviewer'],
  stepUp: true,
  idempotent: true,
  summary: 'Approve or decline an identity whose card one has opened',
  params: z.strictObject({ identityReviewId }),
  owned: { identityReviewId: 'unowned' },
  body: z.strictObject({ decision: z.enum(reviewDecisions), reason: z.enum(reviewReasons) }),
  responses: { 201: review },
  problems: [
    'not_found',
    'review_closed',
    'review_not_opened',
    'consent_missing',
    'identity_taken',
    'identity_already_confirmed',
    'conflict',
  ],
});
