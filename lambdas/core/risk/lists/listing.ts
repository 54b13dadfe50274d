/**
 * Black, grey and white lists: who is on them is known by blind index only, and every change is
 * proposed by one person and approved by another.
 */
import { createHash } from 'node:crypto';
import { base32 } from '../../identifiers';
import { failure, type Result, success } from '../../result';
import type { VelocityKind } from '../profile/velocity-kinds';
import { type ApprovalRefusal, mayApprove, type Proposed } from '../two-people';

/** Black declines and grey refers if the rules in force say so; white is for them to use. */
export const listNames = ['black', 'grey', 'white'] as const;
export type ListName = (typeof listNames)[number];

/** Applicants are listed by what they are counted by. */
export type ListedKind = VelocityKind;

/** Words of closed lists: free text would come to hold names and numbers. */
export const listingReasons = [
  'fraudConfirmed',
  'fraudSuspected',
  'identityMisused',
  'courtOrder',
  'sanctioned',
  'defaulted',
  'complaint',
  'employee',
  'provenReliable',
] as const;
export const listingSources = [
  'fraudTeam',
  'collections',
  'customerService',
  'regulator',
  'police',
  'partner',
] as const;

export type ListingChange =
  | { readonly kind: 'add' }
  | { readonly kind: 'snooze' /** ISO 8601. */; readonly until: string }
  | { readonly kind: 'remove' };

export type ListingProposal = Proposed & { readonly change: ListingChange };

export interface Listing {
  readonly listedId: string;
  readonly list: ListName;
  readonly kind: ListedKind;
  readonly reason: (typeof listingReasons)[number];
  readonly source: (typeof listingSources)[number];
  readonly status: 'proposed' | 'listed' | 'removed';
  /** ISO 8601; absent: until it is removed. */
  readonly expiresAt?: string;
  /** It does not count until then. */
  readonly snoozedUntil?: string;
  /** What waits for a second person. */
  readonly proposal?: ListingProposal;
  /** Of the last change. */
  readonly decidedBy?: string;
  readonly decidedAt?: string;
}

/** Tells nothing of what is listed, so that it may stand in a path. */
export const listedIdOf = (kind: ListedKind, blindIndex: string): string =>
  `lsd_${base32(createHash('sha256').update(`${kind}:${blindIndex}`).digest().subarray(0, 16))}`;

/** Whether it counts at this moment. */
export function counts(listing: Listing, nowMillis: number): boolean {
  const now = new Date(nowMillis).toISOString();
  const { status, expiresAt, snoozedUntil } = listing;
  if (status !== 'listed' || (expiresAt !== undefined && expiresAt <= now)) return false;
  return snoozedUntil === undefined || snoozedUntil <= now;
}

/** A proposal that nobody has approved in time is as good as none. */
const isPending = ({ proposal }: Listing, nowMillis: number): boolean =>
  proposal !== undefined && mayApprove(proposal, '', nowMillis).ok;

/** Listed already or waiting to be: whoever asks gets to see that entry. */
export const stands = (listing: Listing, nowMillis: number): boolean => {
  const isOver = listing.expiresAt !== undefined && Date.parse(listing.expiresAt) <= nowMillis;
  return (listing.status === 'listed' && !isOver) || isPending(listing, nowMillis);
};

/** Asks for a change of what is listed. */
export function propose(
  listing: Listing,
  change: ListingChange,
  by: string,
  nowMillis: number,
): Result<Listing, 'change_closed'> {
  if (listing.status !== 'listed' || isPending(listing, nowMillis)) return failure('change_closed');
  const proposedAt = new Date(nowMillis).toISOString();
  return success({ ...listing, proposal: { change, proposedBy: by, proposedAt } });
}

export function approve(
  listing: Listing,
  by: string,
  nowMillis: number,
): Result<Listing, ApprovalRefusal> {
  const { proposal, ...rest } = listing;
  if (!proposal) return failure('change_closed');
  const allowed = mayApprove(proposal, by, nowMillis);
  if (!allowed.ok) return allowed;
  const decided = { ...rest, decidedBy: by, decidedAt: new Date(nowMillis).toISOString() };
  switch (proposal.change.kind) {
    case 'add':
      return success({ ...decided, status: 'listed' });
    case 'snooze':
      return success({ ...decided, snoozedUntil: proposal.change.until });
    case 'remove':
      return success({ ...decided, status: 'removed' });
  }
}

/** One person is enough to leave things as they are; who proposed it may take it back. */
export function reject(
  listing: Listing,
  by: string,
  nowMillis: number,
): Result<Listing, 'change_closed'> {
  const { proposal, ...rest } = listing;
  if (!proposal) return failure('change_closed');
  const status = proposal.change.kind === 'add' ? 'removed' : rest.status;
  const decidedAt = new Date(nowMillis).toISOString();
  return success({ ...rest, status, decidedBy: by, decidedAt });
}
