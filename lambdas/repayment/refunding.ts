/** Sends money back by the channel it came through, and books it once it is back. */
import { newId, type Randomness } from '../core/identifiers';
import {
  createInstruction,
  type InstructionItem,
  type InstructionOrderer,
  instructionKey,
} from '../core/payments/instruction';
import type { Change, Store } from '../core/ports/store';
import type { LoanRecord } from '../core/repayment/loan-record';
import {
  creditShares,
  insertRefund,
  type Refund,
  type RefundItem,
  type RefundShare,
  refundsQuery,
} from '../core/repayment/refund';

export const readRefunds = async (store: Store, loanId: string): Promise<readonly Refund[]> =>
  (await store.query<RefundItem['body']>({ ...refundsQuery(loanId), limit: 1000 })).items.map(
    ({ body }) => body,
  );

export interface RefundOrder {
  readonly kind: Refund['kind'];
  readonly orderedBy: InstructionOrderer;
  readonly refundId: string;
}

/** The row and the instruction, made before anything is sent. */
export async function refundChanges(
  store: Store,
  { loanId, customerId }: LoanRecord,
  { repaymentId, amountFen }: RefundShare,
  { kind, orderedBy, refundId }: RefundOrder,
  now: number,
): Promise<readonly Change[]> {
  const collection = await store.get<InstructionItem['body']>(instructionKey(repaymentId));
  if (!collection) throw new Error(`instruction ${repaymentId} is missing`);
  const { channel, accountToken } = collection.body;
  const createdAt = new Date(now).toISOString();
  return [
    insertRefund({ refundId, loanId, kind, repaymentId, amountFen, status: 'pending', createdAt }),
    ...createInstruction({
      instructionId: refundId,
      purpose: 'refund',
      orderedBy,
      subjectId: loanId,
      customerId,
      channel,
      accountToken,
      amountFen,
      refundOf: { collectionId: repaymentId, collectedFen: collection.body.amountFen },
      createdAtMillis: now,
    }),
  ];
}

/** All of several shares of credit, each with an instruction of its own. */
export async function creditRefundChanges(
  { store, random }: { readonly store: Store; readonly random: Randomness },
  loan: LoanRecord,
  shares: readonly RefundShare[],
  orderedBy: InstructionOrderer,
  now: number,
): Promise<readonly Change[]> {
  const changes: Change[] = [];
  for (const share of shares) {
    const order = { kind: 'credit', orderedBy, refundId: newId('ref', random) } as const;
    changes.push(...(await refundChanges(store, loan, share, order, now)));
  }
  return changes;
}

/** What a settled loan was paid too much goes back by itself. */
export async function creditReturn(
  services: { readonly store: Store; readonly random: Randomness },
  loan: LoanRecord,
  now: number,
): Promise<readonly Change[]> {
  const { state } = loan;
  if (state.status !== 'settled' || state.creditFen <= 0) return [];
  const shares = creditShares(state, await readRefunds(services.store, loan.loanId));
  return creditRefundChanges(services, loan, shares, 'workflow', now);
}
