/** Which personal data is sealed, record by record, and for what it may be opened. */
import type { Key } from '../ports/store';

/** How to reach the person. Class C2 of JR/T 0171-2020, as is everything below. */
export interface Contact {
  /** Eleven digits. */
  readonly phone: string;
}

/** What both sides of the ID card say. Dates are ISO 8601. */
export interface Identity {
  readonly name: string;
  readonly idNumber: string;
  readonly sex: 'male' | 'female';
  readonly ethnicity: string;
  readonly bornOn: string;
  readonly address: string;
  readonly issuer: string;
  readonly validFrom: string;
  /** Absent: valid for life. */
  readonly validUntil?: string;
}

export interface SealedBankCard {
  readonly cardNumber: string;
  /** The phone the bank knows, which need not be the one that signs in. */
  readonly phone: string;
}

/** The records there are. A record is sealed and opened whole. */
export interface SealedRecords {
  readonly contact: Contact;
  /** Read from the pictures, not yet confirmed. */
  readonly cardReading: Identity;
  readonly identity: Identity;
  readonly bankCard: SealedBankCard;
}

export type RecordName = keyof SealedRecords;

/** Where a record lives: its blob opens nowhere else, and not after the row was written again. */
export interface Place<R extends RecordName = RecordName> {
  readonly customerId: string;
  readonly record: R;
  readonly key: Key;
  /** The row's version in the Store once written: 1 for an insert, one more per replace. */
  readonly version: number;
}

export interface Sealed<R extends RecordName = RecordName> extends Place<R> {
  readonly blob: Uint8Array;
}

/** Why a record may be opened; every opening is written down with one of these. */
export const openingPurposes = [
  'showToOwner',
  'confirmIdentity',
  'verifyBankCard',
  'assessRisk',
  'watchLoan',
  'disburse',
  'collectRepayment',
  'notify',
  'contactDebtor',
  'review',
  'exportToOwner',
  'renewKey',
  'shred',
] as const;
export type OpeningPurpose = (typeof openingPurposes)[number];

/** Who opens, why and in which request. */
export interface Opening {
  readonly purpose: OpeningPurpose;
  /** A customer's or staff member's id, or `system:<operationId>` for workflow steps. */
  readonly actorId: string;
  readonly requestId: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}
