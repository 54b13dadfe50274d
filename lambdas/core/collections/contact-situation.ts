/** Reads what the gate has to know of a debtor and of the number that would be dialled. */
import type { Item, Store } from '../ports/store';
import type { Vault } from '../ports/vault';
import { deletionKey, holdKey } from '../users/deletion';
import { contactKey as contactDetailsKey, type SealedBody, sealedIn } from '../users/rows';
import type { Opening } from '../users/sealed-records';
import type { ContactFacts } from './contact-gate';
import { type Debtor, type DebtorItem, debtorKey, debtorOf, standingOf } from './debtor-record';
import { type NumberItem, numberKey } from './number-record';

export interface Situation {
  readonly debtor: Debtor;
  readonly debtorItem: DebtorItem | undefined;
  readonly legalHold: boolean;
  readonly deletionScheduled: boolean;
  /** How the debtor is reached, sealed; none of somebody whose data is destroyed. */
  readonly details: Item<SealedBody> | undefined;
}

export async function readSituation(store: Store, customerId: string): Promise<Situation> {
  const [debtorItem, hold, deletion, details] = await Promise.all([
    store.get<DebtorItem['body']>(debtorKey(customerId)),
    store.get(holdKey(customerId)),
    store.get(deletionKey(customerId)),
    store.get<SealedBody>(contactDetailsKey(customerId)),
  ]);
  return {
    debtor: debtorOf(debtorItem, customerId),
    debtorItem,
    legalHold: hold !== undefined,
    deletionScheduled: !details || (deletion !== undefined && deletion.body.status !== 'cancelled'),
    details,
  };
}

export const factsOf = (
  { debtor, legalHold, deletionScheduled, details }: Situation,
  number: NumberItem | undefined,
): ContactFacts => ({
  standing: standingOf(debtor, { legalHold, deletionScheduled }),
  history: debtor.recent,
  dials: number?.body.dials ?? [],
  wrongNumber: details !== undefined && debtor.wrongNumberVersion === details.version,
});

/** A number that may be used; its index only where it is dialled. */
export interface Reach {
  readonly phone: string;
  readonly numberIndex?: string;
}

/** The opening is in the debtor's audit trail before the number is known. */
export async function reachDebtor(
  vault: Pick<Vault, 'open' | 'blindIndex'>,
  { debtor, details }: Situation,
  isDialled: boolean,
  opening: Omit<Opening, 'purpose'>,
): Promise<Reach> {
  if (!details) throw new Error('there is no way to reach the debtor');
  const sealed = sealedIn(debtor.customerId, 'contact', details);
  const [{ phone }] = await vault.open([sealed], { ...opening, purpose: 'contactDebtor' });
  return isDialled ? { phone, numberIndex: await vault.blindIndex('phone', phone) } : { phone };
}

export const readNumber = async (
  store: Store,
  numberIndex: string | undefined,
): Promise<NumberItem | undefined> =>
  numberIndex === undefined ? undefined : store.get<NumberItem['body']>(numberKey(numberIndex));
