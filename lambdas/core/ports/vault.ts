/** The port to sealed data: personal data goes in and out here and nowhere else. */
import type { Opening, Place, RecordName, Sealed, SealedRecords } from '../users/sealed-records';

/**
 * What a blind index is made of. `signInCode`: codes are stored as the index of their digits.
 * `gesture`: hashed further, slowly.
 */
export type IndexedKind =
  | 'phone'
  | 'idNumber'
  | 'cardNumber'
  | 'signInCode'
  | 'gesture'
  | 'device'
  | 'network'
  | 'employer';

/** The key of a customer who is about to exist. */
export interface NewCustomerKey {
  /** For `insertDataKey`: nothing sealed under the key opens before that row is committed. */
  readonly wrapped: Uint8Array;
  /** The version of the branch key that wraps it. */
  readonly wrappedBy: number;
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
