/** Money on its way back to the borrower: an overpayment, or a repayment taken in error. */
import type { Change, Item, Key } from '../ports/store';
import type { LoanState } from './loan';
import { loanPartition } from './loan-record';
import { isReceived } from './receipt';

export interface Refund {
  readonly refundId: string;
  readonly loanId: string;
  /** Credit is what was paid beyond the debt; a repayment is undone when its money is back. */
  readonly kind: 'credit' | 'repayment';
  /** The repayment whose collection gives the money back. */
  readonly repaymentId: string;
  readonly amountFen: number;
  readonly status: 'pending' | 'succeeded' | 'failed';
  readonly createdAt: string;
}

type RefundBody = Refund & Record<string, string | number>;
export type RefundItem = Item<RefundBody>;

const refundPrefix = 'REFUND#';

export const refundKey = (loanId: string, refundId: string): Key => ({
  table: 'repayment',
  partition: loanPartition(loanId),
  sort: `${refundPrefix}${refundId}`,
});

export const refundsQuery = (loanId: string) =>
  ({
    table: 'repayment',
    partition: loanPartition(loanId),
    sort: { beginsWith: refundPrefix },
  }) as const;

export const insertRefund = (refund: Refund): Change => ({
  kind: 'insert',
  item: { key: refundKey(refund.loanId, refund.refundId), body: { ...refund } },
});

export const replaceRefund = (read: RefundItem, next: Refund): Change => ({
  kind: 'replace',
  item: { key: read.key, body: { ...next } },
  expectedVersion: read.version,
});

export interface RefundShare {
  readonly repaymentId: string;
  readonly amountFen: number;
}

/** What is on its way back or came back already does not go back again. */
const standing = (refunds: readonly Refund[], repaymentId?: string): number =>
  refunds
    .filter(({ status }) => status !== 'failed')
    .filter((refund) => repaymentId === undefined || refund.repaymentId === repaymentId)
    .reduce((sum, { amountFen }) => sum + amountFen, 0);

const onTheWay = (refunds: readonly Refund[]): number =>
  refunds
    .filter(({ status, kind }) => status === 'pending' && kind === 'credit')
    .reduce((sum, { amountFen }) => sum + amountFen, 0);

/**
 * The borrower's credit, in fen, shared over the repayments it came by, the latest first: a
 * channel gives back only what a collection brought.
 */
export function creditShares(state: LoanState, refunds: readonly Refund[]): readonly RefundShare[] {
  let left = state.creditFen - onTheWay(refunds);
  const shares: RefundShare[] = [];
  for (const event of [...state.events].reverse()) {
    if (left <= 0) break;
    if (!isReceived(event)) continue;
    const amountFen = Math.min(left, event.amountFen - standing(refunds, event.id));
    if (amountFen <= 0) continue;
    shares.push({ repaymentId: event.id, amountFen });
    left -= amountFen;
  }
  return shares;
}

/** What a refund would send back: a repayment whole, or without one all of the credit. */
export function refundShares(
  state: LoanState,
  refunds: readonly Refund[],
  repaymentId: string | undefined,
): readonly RefundShare[] {
  if (repaymentId === undefined) return creditShares(state, refunds);
  const event = state.events.find(({ id }) => id === repaymentId);
  const reversed = state.events.some(
    (each) => each.type === 'reversed' && each.eventId === repaymentId,
  );
  const gone = !event || reversed || standing(refunds, repaymentId) > 0;
  // A settled loan stays settled: its contract is fulfilled.
  if (gone || !isReceived(event) || state.status === 'settled') return [];
  return [{ repaymentId, amountFen: event.amountFen }];
}
