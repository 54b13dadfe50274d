/** The port to sealed data: personal data goes in and out here and nowhere else. */
import type { Opening, Place, RecordName, Sealed, SealedRecords } from '../users/sealed-records';
import type { Change } from './store';

/** What a blind index is made of. `signInCode`: codes are stored as the index of their digits. */
export type IndexedKind = 'phone' | 'idNumber' | 'cardNumber' | 'signInCode';

/** A customer who is about to exist: the key is written together with the customer. */
export interface NewCustomerKey {
  /** The row of the wrapped key; nothing sealed under it opens before it is committed. */
  readonly row: Extract<Change, { kind: 'insert' }>;
  seal<R extends RecordName>(place: Place<R>, content: SealedRecords[R]): Uint8Array;
}

/**
 * A customer without a key (never created, or shredded) and a blob that does not belong where it
 * stands are exceptions: nothing a borrower sends can lead there.
 */
export interface Vault {
  newCustomerKey(customerId: string): Promise<NewCustomerKey>;
  seal<R extends RecordName>(place: Place<R>, content: SealedRecords[R]): Promise<Uint8Array>;
  /** Opens one customer's records. The opening is in the audit trail before it is answered. */
  open<const S extends readonly Sealed[]>(
    sealed: S,
    opening: Opening,
  ): Promise<{ [I in keyof S]: SealedRecords[S[I]['record']] }>;
  /** Finds equal values without knowing them: 64 hexadecimal digits, equal for equal values. */
  blindIndex(kind: IndexedKind, value: string): Promise<string>;
}
