/** Writes what a concluded repayment means: loan, entry, order, limit and events in one commit. */
import { dayInChina } from '../core/china-day';
import type { Randomness } from '../core/identifiers';
import { type InstructionItem, instructionKey } from '../core/payments/instruction';
import type { Change, Store } from '../core/ports/store';
import { insertNote } from '../core/repayment/loan-note';
import {
  type LoanItem,
  type RepaymentItem,
  replaceLoan,
  replaceRepayment,
} from '../core/repayment/loan-record';
import { postRepayment } from '../core/repayment/post-repayment';
import { measure } from '../platform/observability';
import type { Moment } from '../platform/task';
import { bodiesOf, changesOf, readAround, tell } from './loan-commit';
import { creditReturn } from './refunding';

/** No money came: the loan is as it was, and another repayment may be ordered. */
export async function dropRepayment(
  store: Store,
  loan: LoanItem,
  repayment: RepaymentItem,
  { today }: Moment,
): Promise<void> {
  const { pendingRepaymentId: _, ...rest } = loan.body;
  const { loanId, repaymentId, amountFen } = repayment.body;
  await commit(store, [
    replaceLoan(loan, rest, today),
    replaceRepayment(repayment, { ...repayment.body, status: 'failed' }),
    insertNote({ loanId, failedFen: amountFen }, repaymentId, today),
  ]);
}

export async function bookRepayment(
  { store, random }: { readonly store: Store; readonly random: Randomness },
  loan: LoanItem,
  repayment: RepaymentItem,
  moment: Moment,
): Promise<void> {
  const { loanId } = loan.body;
  const { amountFen, repaymentId } = repayment.body;
  const items = await readAround(store, loan);
  const paid = await store.get<InstructionItem['body']>(instructionKey(repaymentId));
  if (!paid?.body.concludedAt) throw new Error('the instruction is missing');
  const { now } = moment;
  // A bank's clock may be ahead of ours.
  const receivedOn = dayInChina(Math.min(Date.parse(paid.body.concludedAt), now));
  const posted = postRepayment(bodiesOf(items), repayment.body, receivedOn, now);
  await commit(store, [
    ...changesOf(items, posted, moment, random),
    ...(await creditReturn({ store, random }, posted.loan, now)),
    replaceRepayment(repayment, { ...repayment.body, status: 'succeeded' }),
    tell(loanId, 'LoanRepaid', { loanId, amountFen }, now, random),
  ]);
  measure('RepaidFen', amountFen);
  if (posted.status === 'settled') measure('LoansSettled');
}

/** A conflict is tried again by the stream. */
async function commit(store: Store, changes: readonly Change[]): Promise<void> {
  if (!(await store.commit(changes)).ok) throw new Error('the loan changed meanwhile');
}
