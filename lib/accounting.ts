/** Accounting: the journal, the trial balance, and the month's provision on its first nights. */
import type { Construct } from 'constructs';
import * as contract from '../lambdas/contract/accounting';
import { getTrialBalance } from '../lambdas/contract/repayment';
import type { Bind, Given } from './capability';
import { TimedRun } from './platform/timed-run';

export function bindAccounting(scope: Construct, bind: Bind, given: Given): void {
  const { tables, deadLetters } = given;
  bind(getTrialBalance, (fn) => tables.repayment.grant(fn, 'query', 'queryIndex1'));
  bind(contract.getJournal, (fn) => tables.repayment.grant(fn, 'queryIndex1'));
  bind(contract.getProvision, (fn) => tables.repayment.grant(fn, 'get'));
  const fn = bind(
    'provisionMonth',
    (provision) => tables.repayment.grant(provision, 'get', 'query', 'insert'),
    { timeoutSeconds: 900 },
  );
  const when = { daysOfMonth: '1-3', hour: 4, minute: 0 } as const;
  new TimedRun(scope, 'FirstNights', { fn, when, deadLetters });
}
