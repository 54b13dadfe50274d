/** Every lasting sealed record of a customer, whatever it is: for a new key, and for shredding. */
import type { Item, Store } from '../ports/store';
import { dataKeyPrefix } from './key-rows';
import { customerPartition } from './partitions';
import { type SealedBody, sealedIn } from './rows';
import type { RecordName, Sealed } from './sealed-records';

export interface SealedRow {
  readonly item: Item<SealedBody>;
  readonly sealed: Sealed;
}

export interface CustomerRows {
  /** All rows of the customer's partition. */
  readonly items: readonly Item[];
  readonly sealed: readonly SealedRow[];
}

export async function readCustomerRows(store: Store, customerId: string): Promise<CustomerRows> {
  const partition = customerPartition(customerId);
  const { items, next } = await store.query({ table: 'users', partition, limit: 1000 });
  if (next) throw new Error('a customer has more rows than are read at once');
  const sealed = items.flatMap((item): SealedRow[] => {
    if (!(item.body.sealed instanceof Uint8Array)) return [];
    const row = item as Item<SealedBody>;
    return [{ item: row, sealed: sealedIn(customerId, recordOf(item.key.sort), row) }];
  });
  return { items, sealed };
}

/** A kind of row that is not named here is a mistake: its records would outlive their key. */
function recordOf(sort: string): RecordName {
  if (sort === 'CONTACT') return 'contact';
  if (sort === 'IDENTITY') return 'identity';
  if (sort.startsWith('BANK_CARD#')) return 'bankCard';
  throw new Error(`nobody said which record is sealed in ${sort.split('#')[0]}`);
}

export const isDataKey = ({ key }: Item): boolean => key.sort.startsWith(dataKeyPrefix);
