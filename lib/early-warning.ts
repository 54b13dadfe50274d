/** Early warning after the money is out: who watches, on which events, and the watch list. */
import * as contract from '../lambdas/contract/early-warning';
import type { Bind, Given } from './capability';
import { eventsOfType } from './outbox';

export function bindEarlyWarning(bind: Bind, given: Given): void {
  const { tables, keys, dataSources, deadLetters } = given;
  bind(contract.listWatched, (fn) => tables.risk.grant(fn, 'queryIndex1'));
  bind(contract.closeWatch, (fn) => {
    tables.risk.grant(fn, 'get', 'insert', 'replace');
    tables.orders.grant(fn, 'get', 'replace');
  });
  const watcher = bind('watchBorrower', (fn) => {
    tables.risk.grant(fn, 'get', 'query', 'insert', 'replace');
    tables.orders.grant(fn, 'get', 'replace');
    tables.repayment.grant(fn, 'get');
    // The bureau is asked by name and number: opened, with an entry in the audit trail.
    tables.users.grant(fn, 'get', 'query');
    tables.users.grantWithin(fn, 'AUDIT#', 'insert', 'replace');
    keys.sealing.grant(fn, 'open');
    dataSources.grant(fn);
  });
  tables.repayment.feed(watcher, deadLetters, {
    filters: [eventsOfType('LoanRepaid', 'AutopayChanged')],
  });
  tables.risk.feed(watcher, deadLetters, {
    filters: [eventsOfType('BehaviourScored', 'LimitRequested')],
  });
}
