/** Schedule, after midnight in China: closes the days that have ended and marks what is late. */
import { addDays, type IsoDate } from '../core/calendar';
import { insertTrialBalance, nextTrialBalance } from '../core/ledger/trial-balance-record';
import type { Query, Store } from '../core/ports/store';
import { dayShards, type LoanRecord, lateOnPartition } from '../core/repayment/loan-record';
import { openRandom } from '../platform/composition/random';
import { openStore } from '../platform/composition/store';
import { describeError, logger } from '../platform/observability';
import { schedule } from '../platform/schedule';
import { entriesOf, everyItem, latestTrialBalance } from './journal';
import { markOverdue } from './mark-overdue';

export const handler = schedule('closeDay')
  .using({ store: openStore, random: openRandom })
  .with(async ({ store, random }, { now, today }) => {
    const yesterday = addDays(today, -1);
    const closed = await latestTrialBalance(store, yesterday);
    // Days that were missed are caught up; the very first night closes the day before it.
    const from = closed ? addDays(closed.on, 1) : yesterday;
    let days = 0;
    let overdue = 0;
    let balance = closed;
    for (let day = from; day <= yesterday; day = addDays(day, 1)) {
      overdue += await markDay(store, addDays(day, 1), (loan) =>
        markOverdue({ store, random }, loan, { now, today }),
      );
      balance = nextTrialBalance(balance, day, await entriesOf(store, day));
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
    const query = { table: 'repayment', index: 'index2', partition: lateOnPartition(date, shard) };
    for await (const loan of everyItem<LoanRecord>(store, query as Query)) {
      try {
        if (await mark(loan)) marked += 1;
      } catch (error) {
        logger.error('not marked', { loanId: loan.loanId, ...describeError(error) });
      }
    }
  }
  return marked;
}
