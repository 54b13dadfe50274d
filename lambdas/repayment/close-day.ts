/** Schedule, after midnight in China: closes the days that have ended and marks what is late. */
import { addDays, type IsoDate } from '../core/calendar';
import { insertTrialBalance, nextTrialBalance } from '../core/ledger/trial-balance-record';
import type { Query, Store } from '../core/ports/store';
import { dayShards, type LoanRecord, lateOnPartition } from '../core/repayment/loan-record';
import { openRandom } from '../platform/composition/random';
import { openStore } from '../platform/composition/store';
import { describeError, logger } from '../platform/observability';
import { schedule } from '../platform/schedule';
import { entriesOf, everyItem, firstOpenDay, latestTrialBalance } from './journal';
import { markOverdue } from './mark-overdue';

export const handler = schedule('closeDay')
  .using({ store: openStore, random: openRandom })
  .with(async ({ store, random }, { now, today }) => {
    const yesterday = addDays(today, -1);
    let balance = await latestTrialBalance(store, yesterday);
    const from = firstOpenDay(balance, today);

    let overdue = 0;
    // From yesterday on at least: whom last night could not mark, this one looks at again.
    for (let day = from; day <= today; day = addDays(day, 1))
      overdue += await markDay(store, day, (loan) =>
        markOverdue({ store, random }, loan, { now, today }),
      );

    let days = 0;
    for (let day = from; day <= yesterday; day = addDays(day, 1)) {
      const entries = await entriesOf(store, day);
      // Nothing was lent before the first entry; the books begin with it, or last night.
      if (!balance && entries.length === 0 && day < yesterday) continue;
      balance = nextTrialBalance(balance, day, entries);
      // Another run that was quicker has written the same.
      await store.commit([insertTrialBalance(balance)]);
      days += 1;
    }
    return { days, overdue };
  });

/** One bad loan never stops the rest. */
async function markDay(
  store: Store,
  date: IsoDate,
  mark: (loan: LoanRecord) => Promise<boolean>,
): Promise<number> {
  let marked = 0;
  for (let shard = 0; shard < dayShards; shard++) {
    const query: Query = {
      table: 'repayment',
      index: 'index2',
      partition: lateOnPartition(date, shard),
    };
    for await (const loan of everyItem<LoanRecord>(store, query)) {
      try {
        if (await mark(loan)) marked += 1;
      } catch (error) {
        logger.error('not marked', { loanId: loan.loanId, ...describeError(error) });
      }
    }
  }
  return marked;
}
