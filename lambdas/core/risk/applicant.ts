/** Puts an applicant's facts together for a decision, from what the capabilities know. */
import type { IsoDate } from '../calendar';
import { historyOf } from '../orders/history';
import type { Order } from '../orders/order-record';
import { ageFromMonth } from '../users/customer-facts';
import { type DeclaredMeans, type Facts, factsOf } from './facts';

export interface Applicant {
  /** YYYY-MM. */
  readonly bornInMonth: string;
  readonly means: DeclaredMeans;
  /** All orders of this borrower but the one being decided. */
  readonly orders: readonly Order[];
}

/** @param newInstalmentFen the largest instalment asked for now; 0 for a limit. */
export const applicantFacts = (
  applicant: Applicant,
  newInstalmentFen: number,
  today: IsoDate,
  nowMillis: number,
): Facts =>
  factsOf(
    ageFromMonth(applicant.bornInMonth, today),
    applicant.means,
    historyOf(applicant.orders, nowMillis),
    newInstalmentFen,
  );
