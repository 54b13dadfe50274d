/** What happened to a loan on a day besides its entries: what the day's statement is made of. */
import type { IsoDate } from '../calendar';
import type { Change } from '../ports/store';
import type { DelinquencyBucket } from './delinquency';
import type { DelinquencyChange } from './delinquency-change';
import { dayPartition, dayShardOf, loanPartition } from './loan-record';

export type LoanNote = {
  readonly loanId: string;
  /** Fell due that day and was still open. */
  readonly dueFen?: number;
  /** Autopay ordered a debit. */
  readonly collectFen?: number;
  /** A debit or repayment brought no money. */
  readonly failedFen?: number;
  readonly from?: DelinquencyBucket | 'current';
  readonly to?: DelinquencyBucket | 'current';
  /** The behaviour score taken. */
  readonly score?: number;
};

export const notePrefix = 'NOTE#';

/** @param noteId unique for the loan: written once, so that nothing is counted twice. */
export const insertNote = (note: LoanNote, noteId: string, on: IsoDate): Change => {
  const { loanId } = note;
  const sort = `${notePrefix}${on}#${noteId}`;
  return {
    kind: 'insert',
    item: {
      key: { table: 'repayment', partition: loanPartition(loanId), sort },
      body: { ...note },
      indexes: {
        index1: {
          partition: dayPartition(on, dayShardOf(loanId)),
          sort: `${notePrefix}${loanId}#${noteId}`,
        },
      },
    },
  };
};

export const noteOfChange = ({ from, to }: DelinquencyChange): Pick<LoanNote, 'from' | 'to'> => ({
  from,
  to,
});
