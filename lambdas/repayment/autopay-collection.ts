/** Orders the debit of what is due from what the borrower authorised for it: one at a time. */
import type { ChannelRouter } from '../core/payments/channel-router';
import { createInstruction } from '../core/payments/instruction';
import type { Change, Store } from '../core/ports/store';
import { collectionId, withoutAutopay } from '../core/repayment/autopay';
import { insertRepayment, type LoanRecord } from '../core/repayment/loan-record';
import { orderRepayment, repaymentTerms } from '../core/repayment/repayment-order';
import type { Service } from '../core/repayment/servicing';
import { servicingOf } from '../core/repayment/servicing-state';
import { findSource } from '../core/users/debit-source';
import type { Moment } from '../platform/task';

export interface Collected {
  readonly loan: LoanRecord;
  readonly collectFen: number;
  readonly changes: readonly Change[];
  /** Why nothing was ordered although it should have been: a case for people. */
  readonly trouble?: Error;
}

export async function collectByAutopay(
  { store, router }: { readonly store: Store; readonly router: ChannelRouter },
  { loan, collectFen }: Service,
  { now, today }: Moment,
): Promise<Collected> {
  const none = { loan, collectFen: 0, changes: [] };
  if (collectFen === 0 || !loan.autopay) return none;
  const source = await findSource(store, loan.customerId, loan.autopay);
  // A card that was removed, or a wallet whose agreement has ended, is an authorisation withdrawn.
  if (!source.ok) {
    const stopped = withoutAutopay(loan, now);
    return { ...none, loan: stopped.loan, changes: stopped.changes };
  }

  const servicing = servicingOf(loan);
  const collections = servicing.collections + 1;
  const repaymentId = collectionId(loan.loanId, collections);
  const terms = repaymentTerms(loan.state, { kind: 'amount', amountFen: collectFen }, today);
  const ordered = terms.ok ? orderRepayment(loan, repaymentId, terms.value, now) : terms;
  if (!ordered.ok) throw new Error(`autopay of ${loan.loanId}: ${ordered.error.code}`);
  const wish = {
    instructionId: repaymentId,
    direction: 'collection',
    amountFen: collectFen,
  } as const;
  const account = await router.choose(store, source.value, wish, now);
  // A wallet's channel that is ill is tried at the next hour of the rhythm.
  if (!account.ok && account.error === 'channelIll') return none;
  // The rest of the night's work is done: it is reminded and overdue like any other.
  if (!account.ok) return { ...none, trouble: new Error(`autopay of ${loan.loanId}: no channel`) };
  const instruction = createInstruction({
    instructionId: repaymentId,
    purpose: 'repayment',
    orderedBy: 'autopay',
    subjectId: loan.loanId,
    customerId: loan.customerId,
    ...account.value,
    amountFen: collectFen,
    createdAtMillis: now,
  });
  return {
    loan: { ...ordered.value.loan, servicing: { ...servicing, collections } },
    collectFen,
    changes: [insertRepayment(ordered.value.repayment), ...instruction],
  };
}
