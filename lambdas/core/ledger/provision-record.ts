/** The provision of a month as it is kept: the book by grade, and what was posted. */
import type { IsoDate } from '../calendar';
import type { Change, IndexPlace, Key } from '../ports/store';
import type { Posting } from './postings';
import {
  type BookByGrade,
  type ProvisionRates,
  provisionPostings,
  requiredAllowance,
} from './provision';

export interface MonthProvision {
  /** YYYY-MM, and its last day, as of which the book is looked at. */
  readonly month: string;
  readonly on: IsoDate;
  readonly book: BookByGrade;
  readonly rates: string;
  readonly allowanceFen: number;
  readonly postings: readonly Posting[];
  /** The day whose journal it is in. */
  readonly bookedOn: IsoDate;
}

export const provisionPartition = 'PROVISIONS';

export const provisionKey = (month: string): Key => ({
  table: 'repayment',
  partition: provisionPartition,
  sort: month,
});

export function provisionOfMonth(
  on: IsoDate,
  book: BookByGrade,
  rates: ProvisionRates,
  standingFen: number,
  bookedOn: IsoDate,
): MonthProvision {
  const allowanceFen = requiredAllowance(rates, book);
  return {
    month: on.slice(0, 7),
    on,
    book,
    rates: `${rates.table}-${rates.version}`,
    allowanceFen,
    postings: provisionPostings(standingFen, allowanceFen),
    bookedOn,
  };
}

/** Once for a month. @param journal its place among the entries of the day it is booked on. */
export const insertProvision = (provision: MonthProvision, journal: IndexPlace): Change => ({
  kind: 'insert',
  item: {
    key: provisionKey(provision.month),
    body: JSON.parse(JSON.stringify(provision)),
    indexes: { index1: journal },
  },
});
