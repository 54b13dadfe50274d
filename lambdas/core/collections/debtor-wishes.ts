/** What a borrower has asked of us about being collected from: for the copy of their data. */
import type { Item, Key, Store } from '../ports/store';
import { type ContactPreferences, preferencesOf } from './contact-preferences';
import { type DebtorItem, debtorKey, debtorOf } from './debtor-record';
import { type Dispute, disputeKey } from './dispute-record';
import { type HardshipRequest, hardshipKey } from './hardship-record';

export interface DebtorWishes {
  readonly preferences: ContactPreferences;
  /** The latest of each loan, as those of hardship. */
  readonly disputes: readonly Dispute[];
  readonly hardshipRequests: readonly HardshipRequest[];
}

/** Rows of so many loans are read in one round trip. */
const loansAtOnce = 100;

export async function readWishes(
  store: Store,
  customerId: string,
  loanIds: readonly string[],
): Promise<DebtorWishes> {
  const [debtor] = await store.getMany<DebtorItem['body']>([debtorKey(customerId)]);
  return {
    preferences: preferencesOf(debtorOf(debtor, customerId)),
    disputes: await all<Dispute>(store, loanIds.map(disputeKey)),
    hardshipRequests: await all<HardshipRequest>(store, loanIds.map(hardshipKey)),
  };
}

async function all<B>(store: Store, keys: readonly Key[]): Promise<B[]> {
  const found: (Item<B> | undefined)[] = [];
  for (let start = 0; start < keys.length; start += loansAtOnce)
    found.push(...(await store.getMany<B>(keys.slice(start, start + loansAtOnce))));
  return found.flatMap((item) => (item ? [item.body] : []));
}
