/**
 * Identity reviews: the way for those who decline the face. The bank has confirmed name, ID number,
 * card and phone; a reviewer judges the ID card's pictures.
 */
import type { Allowance } from '../allowance';
import type { Change, Item, Key, Query, Store } from '../ports/store';
import { type Problem, problem } from '../problem';
import { failure, type Result, success } from '../result';
import type { TextsOn } from './consents';
import { findBankCard, isVerified, missingConsentsOf, missingToCollect } from './customer-facts';
import { type Customer, type LatestReviewBody, latestReviewKey } from './rows';
import { verified } from './verification';

/** A weekend, and a working day. */
export const reviewLifeSeconds = 3 * 86_400;

/** What nobody decided is told as expired for a while, and then forgotten. */
const expiredKeptSeconds = 30 * 86_400;

/** Each costs a person's time. */
export const reviewsPerMonth: Allowance = {
  name: 'identity-reviews',
  times: 3,
  perSeconds: 30 * 86_400,
};

export const reviewDecisions = ['approve', 'decline'] as const;
export type ReviewDecision = (typeof reviewDecisions)[number];

/** The first is why a person is approved, the others why not. */
export const reviewReasons = [
  'cardGenuine',
  'cardNotGenuine',
  'dataDiffers',
  'fraudSuspected',
] as const;
export type ReviewReason = (typeof reviewReasons)[number];

export type IdentityReviewBody = {
  readonly identityReviewId: string;
  readonly customerId: string;
  readonly bankCardId: string;
  readonly status: 'open' | 'approved' | 'declined';
  readonly openedAt: string;
  readonly expiresAtMillis: number;
  /** The staff who have looked at the card: nobody else may decide. */
  readonly seenBy: readonly string[];
  readonly decidedBy?: string;
  readonly decidedAt?: string;
  readonly reason?: ReviewReason;
};
export type IdentityReviewItem = Item<IdentityReviewBody>;

export const identityReviewKey = (identityReviewId: string): Key => ({
  table: 'users',
  partition: `IDENTITY_REVIEW#${identityReviewId}`,
  sort: 'STATE',
});

const openReviews = 'IDENTITY_REVIEWS#open';

/** The open ones, oldest first; those that nobody decided in time are left behind. */
export const openReviewsQuery = (now: number, cursor: string | undefined): Query => ({
  table: 'users',
  index: 'index1',
  partition: openReviews,
  sort: { from: `${new Date(now - reviewLifeSeconds * 1000).toISOString()}~` },
  limit: 50,
  ...(cursor && { cursor }),
});

const consentsNeeded = ['privacyPolicy', 'thirdPartySharing'] as const;

/** Who may ask: consented, the ID card confirmed, one of their own bank cards confirmed. */
export function mayAskForReview(
  customer: Customer | undefined,
  bankCardId: string,
  on: TextsOn,
  now: number,
): Result<Customer, Problem> {
  if (!customer) return failure(problem('not_found'));
  const missing = missingToCollect(customer, on, ...consentsNeeded);
  if (missing.length > 0) return failure(problem('consent_missing', { missing }));
  const { identity } = customer.profile.body;
  if (identity === 'none') return failure(problem('identity_incomplete'));
  if (identity === 'verified') return failure(problem('identity_already_confirmed'));
  if (!findBankCard(customer, bankCardId)) return failure(problem('not_found'));
  if ((customer.latestReview?.body.openUntilMillis ?? 0) > now)
    return failure(problem('identity_review_open'));
  return success(customer);
}

/** The review's row, and the one by which its customer finds it. */
export function openReview(
  { customerId, latestReview }: Customer,
  ids: { readonly identityReviewId: string; readonly bankCardId: string },
  now: number,
): { readonly body: IdentityReviewBody; readonly changes: readonly Change[] } {
  const expiresAtMillis = now + reviewLifeSeconds * 1000;
  const body: IdentityReviewBody = {
    ...ids,
    customerId,
    status: 'open',
    openedAt: new Date(now).toISOString(),
    expiresAtMillis,
    seenBy: [],
  };
  const open = { identityReviewId: ids.identityReviewId, openUntilMillis: expiresAtMillis };
  const latest = writeLatest(customerId, latestReview, open);
  return { body, changes: [{ kind: 'insert', item: row(body) }, latest] };
}

/** Whether it can still be decided. */
export const isOpen = ({ body }: IdentityReviewItem, now: number): boolean =>
  body.status === 'open' && body.expiresAtMillis > now;

export const markSeen = (review: IdentityReviewItem, staffId: string): Change =>
  replaced(review, { ...review.body, seenBy: [...new Set([...review.body.seenBy, staffId])] });

export interface Verdict {
  readonly decision: ReviewDecision;
  readonly reason: ReviewReason;
}

/** Whether the reason is one for this decision. */
export const isCoherent = ({ decision, reason }: Verdict): boolean =>
  (decision === 'approve') === (reason === 'cardGenuine');

/** What an approval changes; a refused person stays as they were, and may show the face. */
export async function outcomeOf(
  store: Store,
  customer: Customer,
  { decision }: Verdict,
  now: number,
): Promise<Result<readonly Change[], Problem>> {
  if (decision === 'decline') return success([]);
  const missing = missingConsentsOf(customer, ...consentsNeeded);
  if (missing.length > 0) return failure(problem('consent_missing', { missing }));
  if (isVerified(customer)) return failure(problem('identity_already_confirmed'));
  const changes = await verified(store, customer, { verifiedBy: 'review' }, now);
  return changes.ok ? changes : failure(problem(changes.error));
}

export function decideReview(
  review: IdentityReviewItem,
  customer: Customer,
  { decision, reason }: Verdict,
  decidedBy: string,
  now: number,
): { readonly body: IdentityReviewBody; readonly changes: readonly Change[] } {
  const body: IdentityReviewBody = {
    ...review.body,
    status: decision === 'approve' ? 'approved' : 'declined',
    reason,
    decidedBy,
    decidedAt: new Date(now).toISOString(),
  };
  const { identityReviewId } = body;
  const latest = writeLatest(customer.customerId, customer.latestReview, { identityReviewId });
  return { body, changes: [replaced(review, body), latest] };
}

const replaced = ({ version }: IdentityReviewItem, body: IdentityReviewBody): Change => ({
  kind: 'replace',
  item: row(body),
  expectedVersion: version,
});

/** Decided, it stays: how somebody was identified is kept as long as the rest. */
const row = (body: IdentityReviewBody) => ({
  key: identityReviewKey(body.identityReviewId),
  body,
  ...(body.status === 'open' && {
    indexes: {
      index1: { partition: openReviews, sort: `${body.openedAt}#${body.identityReviewId}` },
    },
    expiresAtEpochSeconds: Math.ceil(body.expiresAtMillis / 1000) + expiredKeptSeconds,
  }),
});

function writeLatest(
  customerId: string,
  read: Item<LatestReviewBody> | undefined,
  body: LatestReviewBody,
): Change {
  const item = { key: latestReviewKey(customerId), body };
  return read ? { kind: 'replace', item, expectedVersion: read.version } : { kind: 'insert', item };
}

/** For its customer and for staff: no person, and not why a fraud was suspected. */
export const reviewView = (
  { identityReviewId, status, openedAt, expiresAtMillis }: IdentityReviewBody,
  now: number,
) => ({
  identityReviewId,
  status: status === 'open' && expiresAtMillis <= now ? ('expired' as const) : status,
  openedAt,
  expiresAt: new Date(expiresAtMillis).toISOString(),
});
