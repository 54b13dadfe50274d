/** Consumer: what the night and repayments tell of a loan opens, changes or closes its case. */
import { isoDate } from '../core/calendar';
import { refreshCase } from '../core/collections/case-refresh';
import { writeReminder } from '../core/collections/reminder-record';
import { openStrategies } from '../platform/composition/collections';
import { openStore } from '../platform/composition/store';
import { consume } from '../platform/consume';
import { measurePromise } from './measures';

export const handler = consume('followLoan')
  .using({ store: openStore, strategies: openStrategies })
  .with(async (event, { store, strategies }, { today }) => {
    switch (event.type) {
      case 'InstalmentApproaching': {
        const { loanId, customerId, dueOn, daysLeft } = event.data;
        // It waits for the day's run, whatever the hour: the night tells of it after midnight. An
        // event that comes again finds the row and changes nothing.
        const reminder = { kind: 'reminder', loanId, customerId, daysLeft, tries: 0 } as const;
        const due = { ...reminder, dueOn: isoDate(dueOn), actOn: today };
        await store.commit([writeReminder(undefined, due)]);
        return;
      }
      case 'DelinquencyChanged':
      case 'LoanOverdue':
      case 'LoanRepaid':
      case 'LoanSettled': {
        const { promise } = await refreshCase(store, strategies, event.data.loanId, today);
        if (promise) measurePromise(promise);
      }
    }
  });
