/** Adjustments as they are kept below their loan: proposed by one, decided by another. */
import type { Change, IndexPlace, Item, Key } from '../ports/store';
import type { AdjustmentTerms } from './adjustment';
import { loanPartition } from './loan-record';

export const adjustmentReasons = [
  'illness',
  'unemployment',
  'disaster',
  'error',
  'goodwill',
  'settlement',
  'uncollectable',
] as const;

export interface Adjustment {
  readonly adjustmentId: string;
  readonly loanId: string;
  readonly terms: AdjustmentTerms;
  readonly reason: (typeof adjustmentReasons)[number];
  /** `applied`: the loan's event of the same id says what it did. */
  readonly status: 'proposed' | 'applied' | 'declined';
  readonly concernedFen: number;
  readonly proposedBy: string;
  readonly proposedAt: string;
  readonly decidedBy?: string;
  readonly decidedAt?: string;
}

export interface Proposal extends Pick<Adjustment, 'adjustmentId' | 'loanId' | 'terms' | 'reason'> {
  readonly concernedFen: number;
  readonly proposedBy: string;
}

/** Up to the amount one person is enough; above it the adjustment waits for a second one. */
export const newAdjustment = (
  proposal: Proposal,
  secondPersonAboveFen: number,
  nowMillis: number,
): Adjustment => ({
  ...proposal,
  status: proposal.concernedFen > secondPersonAboveFen ? 'proposed' : 'applied',
  proposedAt: new Date(nowMillis).toISOString(),
});

export const decidedAdjustment = (
  adjustment: Adjustment,
  decision: 'agree' | 'decline',
  decidedBy: string,
  nowMillis: number,
): Adjustment => ({
  ...adjustment,
  status: decision === 'agree' ? 'applied' : 'declined',
  decidedBy,
  decidedAt: new Date(nowMillis).toISOString(),
});

type AdjustmentBody = Adjustment & Record<string, unknown>;
export type AdjustmentItem = Item<AdjustmentBody>;

export const adjustmentKey = (loanId: string, adjustmentId: string): Key => ({
  table: 'repayment',
  partition: loanPartition(loanId),
  sort: `ADJUSTMENT#${adjustmentId}`,
});

/** What waits for a second person: a person's queue, never a machine's. */
export const proposedAdjustments = 'ADJUSTMENTS#proposed';

function place({ status, proposedAt, adjustmentId }: Adjustment): { index1?: IndexPlace } {
  if (status !== 'proposed') return {};
  return {
    index1: { partition: proposedAdjustments, sort: `${proposedAt}#${adjustmentId}` },
  };
}

const adjustmentItem = (adjustment: Adjustment) => ({
  key: adjustmentKey(adjustment.loanId, adjustment.adjustmentId),
  body: JSON.parse(JSON.stringify(adjustment)),
  indexes: place(adjustment),
});

export const insertAdjustment = (adjustment: Adjustment): Change => ({
  kind: 'insert',
  item: adjustmentItem(adjustment),
});

export const replaceAdjustment = (read: AdjustmentItem, next: Adjustment): Change => ({
  kind: 'replace',
  item: adjustmentItem(next),
  expectedVersion: read.version,
});
