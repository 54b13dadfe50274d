/** What became of a contact: of a message that it was sent, of a dial whether it was answered. */
import type { Change, Conflict, Store } from '../ports/store';
import { type Result, success } from '../result';
import type { DialResult } from './contact-gate';
import {
  type CallResult,
  type ContactItem,
  type ContactRecord,
  contactKey,
  replaceContact,
} from './contact-record';
import { readNumber } from './contact-situation';
import {
  type Debtor,
  type DebtorItem,
  debtorKey,
  findContact,
  withResult,
  writeDebtor,
} from './debtor-record';
import { writeDial } from './number-record';

/** Notes at the record what the provider said; a record that is gone says it as well. */
export async function noteSending(
  store: Store,
  record: ContactRecord,
  noted: Pick<ContactRecord, 'status'> & { readonly callId?: string },
): Promise<void> {
  const read = await store.get<ContactItem['body']>(contactKey(record));
  if (read) await store.commit([replaceContact(read, { ...read.body, ...noted })]);
}

export interface Conclusion {
  readonly customerId: string;
  readonly contactId: string;
  readonly dial: Exclude<DialResult, 'pending'>;
  /** What people wrote down. */
  readonly result?: CallResult;
}

const rounds = 20;

/** What is committed with the end of a dial, and how the debtor's row changes with it. */
export interface WithEnd {
  readonly debtor: Debtor;
  readonly changes: readonly Change[];
}

const unchanged = async (debtor: Debtor) => success({ debtor, changes: [] });

export interface ConcludingServices {
  readonly store: Store;
  /** The store's own, unless the commit is to be told in an audit trail. */
  readonly commit?: (changes: readonly Change[]) => Promise<Result<void, Conflict>>;
}

/**
 * Concludes a dial, once: for the gate, which counted it as answered and as unanswered until now,
 * and in its record.
 * @param withEnd may refuse, and then nothing is written
 * @returns whether it was this call that concluded it
 */
export async function concludeDial<E = never>(
  { store, commit = (changes) => store.commit(changes) }: ConcludingServices,
  { customerId, contactId, dial, result }: Conclusion,
  withEnd: (debtor: Debtor) => Promise<Result<WithEnd, E>> = unchanged,
): Promise<Result<boolean, E>> {
  for (let round = 0; round < rounds; round++) {
    const item = await store.get<DebtorItem['body']>(debtorKey(customerId));
    const contact = item && findContact(item.body, contactId);
    if (!item || contact?.result !== 'pending') return success(false);
    const { atMillis, numberIndex } = contact;
    const [record, number] = await Promise.all([
      store.get<ContactItem['body']>(
        contactKey({ customerId, at: new Date(atMillis).toISOString(), contactId }),
      ),
      readNumber(store, numberIndex),
    ]);
    if (!record) throw new Error('a contact has no record');
    const end = await withEnd(withResult(item.body, contactId, dial));
    if (!end.ok) return end;
    const { debtor, changes } = end.value;
    const dialled = { contactId, atMillis, result: dial };
    const committed = await commit([
      writeDebtor(item, debtor),
      replaceContact(record, { ...record.body, status: dial, ...(result && { result }) }),
      ...(numberIndex ? [writeDial(number, numberIndex, dialled)] : []),
      ...changes,
    ]);
    if (committed.ok) return success(true);
  }
  throw new Error('a dial could not be concluded');
}
