/** Keeps how each customer stands, from what the night tells of their loans. */
import type { Change, Store } from '../../ports/store';
import { type StandingBody, standingKey, standingLoanKey } from './links';

/** A loan that entered a bucket of days past due, or left the last one. Repeating is harmless. */
export async function noteDelinquency(
  store: Store,
  loanId: string,
  customerId: string,
  overdue: boolean,
): Promise<void> {
  const [row, owner] = await Promise.all([
    store.get<StandingBody>(standingKey(customerId)),
    store.get(standingLoanKey(loanId)),
  ]);
  const others = (row?.body.overdueLoanIds ?? []).filter((each) => each !== loanId);
  const overdueLoanIds = overdue ? [...others, loanId].sort() : others;
  // Nobody who was never overdue has a row.
  if (!row && !overdue) return;
  const item = { key: standingKey(customerId), body: { overdueLoanIds } };
  const changes: Change[] = [
    row ? { kind: 'replace', item, expectedVersion: row.version } : { kind: 'insert', item },
  ];
  const ownerRow = { key: standingLoanKey(loanId), body: { customerId } };
  if (!owner) changes.push({ kind: 'insert', item: ownerRow });
  const committed = await store.commit(changes);
  if (!committed.ok) throw new Error('another event of the customer came meanwhile');
}

/** A settled loan is not overdue any more; one that never was is unknown here. */
export async function noteSettlement(store: Store, loanId: string): Promise<void> {
  const owner = await store.get<{ customerId: string }>(standingLoanKey(loanId));
  if (owner) await noteDelinquency(store, loanId, owner.body.customerId, false);
}
