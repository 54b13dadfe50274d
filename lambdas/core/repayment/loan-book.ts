/** The book of loans by the month they were paid out: how the whole book is walked through. */
import { addMonths, type IsoDate, isoDate } from '../calendar';
import type { Change, Query } from '../ports/store';
import { dayShardOf, dayShards } from './loan-record';

/** YYYY-MM. */
export type Vintage = string;

export const vintageOf = (on: IsoDate): Vintage => on.slice(0, 7);

const vintagePartition = (vintage: Vintage, shard: number): string => `VINTAGE#${vintage}#${shard}`;

/** Written with the loan: a member of its month's vintage for ever. */
export const enterBook = (loanId: string, disbursedOn: IsoDate): Change => ({
  kind: 'insert',
  item: {
    key: {
      table: 'repayment',
      partition: vintagePartition(vintageOf(disbursedOn), dayShardOf(loanId)),
      sort: loanId,
    },
    body: { loanId },
  },
});

export type BookRow = { readonly loanId: string };

/** One query for each shard of each month, oldest first. */
export function bookQueries(first: IsoDate, last: IsoDate): readonly Query[] {
  const queries: Query[] = [];
  let month = isoDate(`${vintageOf(first)}-01`);
  for (; vintageOf(month) <= vintageOf(last); month = addMonths(month, 1))
    for (let shard = 0; shard < dayShards; shard++)
      queries.push({ table: 'repayment', partition: vintagePartition(vintageOf(month), shard) });
  return queries;
}
