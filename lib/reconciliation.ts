/** Reconciliation: the run after the statements are ready, and what people do with differences. */
import type { Construct } from 'constructs';
import * as contract from '../lambdas/contract/reconciliation';
import type { Bind, Given } from './capability';
import { TimedRun } from './platform/timed-run';

export function bindReconciliation(scope: Construct, bind: Bind, given: Given): void {
  const { tables, channels, deadLetters } = given;
  const reconcileDays = bind(
    'reconcileDays',
    (fn) => {
      tables.payments.grant(
        fn,
        'get',
        'getMany',
        'queryIndex1',
        'queryIndex2',
        'insert',
        'replace',
      );
      tables.repayment.grant(fn, 'get', 'insert');
      channels.grant(fn);
    },
    { timeoutSeconds: 900 },
  );
  // Providers promise a day's statement for ten the next morning.
  new TimedRun(scope, 'AfterStatements', {
    fn: reconcileDays,
    when: { hour: 10, minute: 30 },
    deadLetters,
  });
  bind(contract.getReconciliation, (fn) => tables.payments.grant(fn, 'query', 'queryIndex1'));
  bind(contract.listReconciliationCases, (fn) => tables.payments.grant(fn, 'queryIndex1'));
  bind(contract.noteReconciliationCase, (fn) => {
    tables.payments.grant(fn, 'get', 'insert', 'replace');
  });
  bind(contract.resolveReconciliationCase, (fn) => {
    tables.payments.grant(fn, 'get', 'insert', 'replace');
  });
  bind(contract.decideReconciliationCase, (fn) => {
    tables.payments.grant(fn, 'get', 'insert', 'replace');
    tables.repayment.grant(fn, 'insert');
  });
}
