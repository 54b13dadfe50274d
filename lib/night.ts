/** The night: the steps of loan servicing, autopay, the day's statement and the cases. */
import * as autopay from '../lambdas/contract/autopay';
import * as night from '../lambdas/contract/night';
import type { Bind, Given } from './capability';
import { eventsOfType } from './outbox';

export function bindNight(bind: Bind, { tables, channels, deadLetters }: Given): void {
  bind('openNight', (fn) => tables.repayment.grant(fn, 'query', 'queryIndex1'));
  bind(
    'serviceLoans',
    (fn) => {
      tables.repayment.grant(fn, 'get', 'queryIndex2', 'insert', 'replace');
      tables.orders.grant(fn, 'get', 'replace');
      tables.payments.grant(fn, 'insert', 'query');
      channels.grantChoice(fn);
      // Of the documents in force, the behaviour card.
      tables.risk.grant(fn, 'query', 'insert');
      tables.users.grant(fn, 'get');
    },
    // A child of the distributed map has five minutes.
    { timeoutSeconds: 240 },
  );
  bind('closeDays', (fn) => tables.repayment.grant(fn, 'get', 'query', 'queryIndex1', 'insert'), {
    timeoutSeconds: 900,
  });

  bind(autopay.authoriseAutopay, (fn) => {
    tables.repayment.grant(fn, 'get', 'insert', 'replace');
    tables.users.grant(fn, 'get');
  });
  bind(autopay.stopAutopay, (fn) => tables.repayment.grant(fn, 'get', 'insert', 'replace'));
  bind('endAutopay', (fn) => {
    tables.repayment.grant(fn, 'queryIndex1', 'insert', 'replace');
    tables.users.feed(fn, deadLetters, { filters: [eventsOfType('WalletEnded')] });
  });
  bind(night.getDayStatement, (fn) => tables.repayment.grant(fn, 'get'));
  bind(night.listServicingCases, (fn) => tables.repayment.grant(fn, 'queryIndex1'));
  bind(night.handleServicingCase, (fn) => tables.repayment.grant(fn, 'get', 'replace'));
}
