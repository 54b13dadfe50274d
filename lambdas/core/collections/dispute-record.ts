/** A dispute: the debtor does not agree with what is asked for; contacts rest until an answer. */
import type { Change, Item, Key } from '../ports/store';
import { casePartition } from './case-record';

export const disputeReasons = [
  'notMyLoan',
  'alreadyPaid',
  'wrongAmount',
  'wrongFees',
  'unfairTreatment',
] as const;
export type DisputeReason = (typeof disputeReasons)[number];

/** `upheld`: the debtor was right, and the loan was corrected. */
export const disputeResolutions = ['upheld', 'rejected', 'withdrawn'] as const;
export type DisputeResolution = (typeof disputeResolutions)[number];

export interface Dispute {
  readonly loanId: string;
  readonly customerId: string;
  readonly reason: DisputeReason;
  readonly openedAt: string;
  readonly status: 'open' | 'resolved';
  readonly resolution?: DisputeResolution;
  readonly resolvedAt?: string;
  readonly resolvedBy?: string;
  /** How often the loan was disputed before. */
  readonly earlier: number;
}

type DisputeBody = Dispute & Record<string, unknown>;
export type DisputeItem = Item<DisputeBody>;

/** The latest dispute of a loan. */
export const disputeKey = (loanId: string): Key => ({
  table: 'collections',
  partition: casePartition(loanId),
  sort: 'DISPUTE',
});

/** Few loans are disputed at a time: one partition is enough. */
export const openDisputesPartition = 'DISPUTES#open';

export function writeDispute(read: DisputeItem | undefined, next: Dispute): Change {
  const place = { partition: openDisputesPartition, sort: `${next.openedAt}#${next.loanId}` };
  const item = {
    key: disputeKey(next.loanId),
    body: { ...next },
    ...(next.status === 'open' && { indexes: { index2: place } }),
  };
  return read ? { kind: 'replace', item, expectedVersion: read.version } : { kind: 'insert', item };
}

export const openDispute = (
  read: DisputeItem | undefined,
  { loanId, customerId, reason }: Pick<Dispute, 'loanId' | 'customerId' | 'reason'>,
  now: number,
): Dispute => ({
  loanId,
  customerId,
  reason,
  openedAt: new Date(now).toISOString(),
  status: 'open',
  earlier: read ? read.body.earlier + 1 : 0,
});
