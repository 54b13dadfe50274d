/** Rows of the risk table: declared means, and reviews. */
import type { Change, Item, Key } from '../ports/store';
import type { DeclaredMeans } from './means';

export const meansKey = (customerId: string): Key => ({
  table: 'risk',
  partition: `APPLICANT#${customerId}`,
  sort: 'MEANS',
});

export type MeansBody = DeclaredMeans & {
  readonly declaredAt: string;
  /** Blind indexes of the employer's name and of the contact's phone, where they were given. */
  readonly employerIndex?: string;
  readonly contactIndex?: string;
};

export const writeMeans = (read: Item | undefined, key: Key, means: MeansBody): Change =>
  read
    ? { kind: 'replace', item: { key, body: { ...means } }, expectedVersion: read.version }
    : { kind: 'insert', item: { key, body: { ...means } } };

export interface Review {
  readonly orderId: string;
  /** In whose audit trail the decision is told. */
  readonly customerId: string;
  readonly status: 'open' | 'closed';
  readonly openedAt: string;
  readonly expiresAt: string;
  readonly amountFen: number;
  readonly termMonths: number;
  readonly grade: string;
  readonly score: number;
  readonly reasons: readonly string[];
  readonly decidedBy?: string;
  readonly decidedAt?: string;
  readonly decision?: 'approve' | 'decline';
  readonly reason?: string;
}

type ReviewBody = Review & Record<string, unknown>;
export type ReviewItem = Item<ReviewBody>;

export const reviewPartition = (orderId: string): string => `REVIEW#${orderId}`;
export const openReviewsPartition = 'REVIEWS#open';

export const reviewKey = (orderId: string): Key => ({
  table: 'risk',
  partition: reviewPartition(orderId),
  sort: 'STATE',
});

const reviewItem = (review: Review) => ({
  key: reviewKey(review.orderId),
  body: { ...review },
  ...(review.status === 'open' && {
    indexes: {
      index1: { partition: openReviewsPartition, sort: `${review.openedAt}#${review.orderId}` },
    },
  }),
});

export const insertReview = (review: Review): Change => ({
  kind: 'insert',
  item: reviewItem(review),
});

export const replaceReview = (read: ReviewItem, next: Review): Change => ({
  kind: 'replace',
  item: reviewItem(next),
  expectedVersion: read.version,
});

/** An order that ends otherwise leaves no review behind for anyone to decide. */
export const endReview = (read: ReviewItem | undefined): readonly Change[] =>
  read?.body.status === 'open' ? [replaceReview(read, { ...read.body, status: 'closed' })] : [];
