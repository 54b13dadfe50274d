/** How far the night has come with a loan, and whether it may debit the borrower. */

import type { SourceName } from '../users/debit-source';
import type { DelinquencyBucket } from './delinquency';
import type { LoanRecord } from './loan-record';
import { type Slot, slotAt } from './work-slot';

export interface Servicing {
  /** Everything the night had to do up to and including this slot is done. */
  readonly doneThrough: Slot;
  /** The bucket of days past due that was last told to those who care. */
  readonly bucket: DelinquencyBucket | 'current';
  /** How often autopay has ordered a debit: the next one's id follows from it. */
  readonly collections: number;
  /** YYYY-MM of the latest behaviour score. */
  readonly scoredMonth?: string;
}

/** The borrower's authorisation to debit what is due. */
export type Autopay = SourceName & { readonly authorisedAt: string };

/** A loan nobody has served yet has nothing to do before the day after its disbursement. */
export const servicingOf = ({
  state,
  servicing,
}: Pick<LoanRecord, 'state' | 'servicing'>): Servicing =>
  servicing ?? { doneThrough: slotAt(state.disbursedOn, 0), bucket: 'current', collections: 0 };
