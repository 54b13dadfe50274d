/** How a review is shown to staff: figures and reasons, no person. */
import type * as z from 'zod';
import type { decideReview } from '../contract/risk';
import type { Review } from '../core/risk/records';
import { reasonText } from '../platform/composition/reasons';

export const reviewView = (review: Review): z.input<(typeof decideReview)['responses'][201]> => ({
  orderId: review.orderId,
  status: review.status,
  openedAt: review.openedAt,
  expiresAt: review.expiresAt,
  amountFen: review.amountFen,
  termMonths: review.termMonths,
  grade: review.grade,
  score: review.score,
  reasons: review.reasons.map(reasonText),
});
