/** Schedule, on the first nights of a month: what must be set aside for the book as it stood. */
import { addDays, type IsoDate, isoDate } from '../core/calendar';
import { addToBook, emptyBook, type ProvisionRates } from '../core/ledger/provision';
import {
  insertProvision,
  type MonthProvision,
  provisionKey,
  provisionOfMonth,
} from '../core/ledger/provision-record';
import type { Store } from '../core/ports/store';
import { bookQueries } from '../core/repayment/loan-book';
import { dayPartition, entryPrefix } from '../core/repayment/loan-record';
import { tapeRow } from '../core/repayment/loan-tape';
import { walkLoans } from '../core/repayment/loan-walk';
import { openProvisionRates } from '../platform/composition/provision-rates';
import { openStore } from '../platform/composition/store';
import { schedule } from '../platform/schedule';
import { firstClosedDay } from './journal';

export const handler = schedule('provisionMonth')
  .using({ store: openStore, rates: openProvisionRates })
  .with(async ({ store, rates }, { today }) => {
    const on = addDays(isoDate(`${today.slice(0, 7)}-01`), -1);
    const first = await firstClosedDay(store);
    const nothing = { loans: 0, allowanceFen: 0 };
    if (!first || first > on || (await provisioned(store, on))) return nothing;
    const book = await bookByGrade(store, first, on, rates);
    const before = await provisioned(store, addDays(isoDate(`${on.slice(0, 7)}-01`), -1));
    const provision = provisionOfMonth(on, book, rates, before?.allowanceFen ?? 0, today);
    const journal = { partition: dayPartition(today, 0), sort: `${entryPrefix}PROVISION#${on}` };
    // Another run that was quicker has counted the same.
    await store.commit([insertProvision(provision, journal)]);
    const loans = Object.values(book).reduce((sum, grade) => sum + grade.loans, 0);
    return { loans, allowanceFen: provision.allowanceFen };
  });

const provisioned = async (store: Store, on: IsoDate): Promise<MonthProvision | undefined> =>
  (await store.get<MonthProvision & Record<string, unknown>>(provisionKey(on.slice(0, 7))))?.body;

async function bookByGrade(store: Store, first: IsoDate, on: IsoDate, rates: ProvisionRates) {
  let book = emptyBook;
  for await (const loans of walkLoans(store, bookQueries(first, on)))
    for (const loan of loans) {
      const row = tapeRow(loan, on, rates);
      if (row && row.exposureFen > 0) book = addToBook(book, row.fiveGrade, row.exposureFen);
    }
  return book;
}
