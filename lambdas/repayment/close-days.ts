/** Workflow step: closes every day that has ended, in order: trial balance and statement. */
import * as z from 'zod';
import { isoDate as isoDateText } from '../contract/schemas';
import { addDays, isoDate } from '../core/calendar';
import {
  type DayStatementItem,
  dayStatement,
  dayStatementKey,
  insertDayStatement,
} from '../core/ledger/day-statement';
import { insertTrialBalance, nextTrialBalance } from '../core/ledger/trial-balance-record';
import { openStore } from '../platform/composition/store';
import { task } from '../platform/task';
import { factsOf, latestTrialBalance } from './journal';
import { countOpenCases } from './servicing-cases';

export const handler = task('closeDays', z.object({ from: isoDateText }))
  .using({ store: openStore })
  .with(async (night, { store }, { today }) => {
    let balance = await latestTrialBalance(store, today);
    // Another run may have closed days since this one began.
    const from = balance ? addDays(balance.on, 1) : isoDate(night.from);
    const closed =
      balance && (await store.get<DayStatementItem['body']>(dayStatementKey(balance.on)));
    let statement = closed?.body;
    const casesOpen = from < today ? await countOpenCases(store) : 0;

    let days = 0;
    for (let day = from; day < today; day = addDays(day, 1)) {
      const { entries, notes } = await factsOf(store, day);
      const postings = entries.map((entry) => entry.postings);
      // The month's provision is an entry of no loan's event.
      const events = entries.flatMap(({ event }) => event ?? []);
      balance = nextTrialBalance(balance, day, postings);
      statement = dayStatement(statement, day, { events, notes, casesOpen });
      // Another run that was quicker has written the same.
      await store.commit([insertTrialBalance(balance), insertDayStatement(statement)]);
      days += 1;
    }
    return { days };
  });
