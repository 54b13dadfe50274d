/** Users' rights over their data: export, deletion, legal holds, and the night that shreds. */
import type { Construct } from 'constructs';
import * as contract from '../lambdas/contract/own-data';
import type { Bind, Given } from './capability';
import { TimedRun } from './platform/timed-run';

export function bindOwnData(scope: Construct, bind: Bind, given: Given): void {
  const { tables, keys, faces } = given;
  bind(contract.exportData, (fn) => {
    tables.users.grant(fn, 'get', 'query', 'insert', 'replace', 'add');
    // Somebody's belongings, and no list of customers.
    tables.users.grantWithin(fn, 'SUBJECT#', 'queryIndex1');
    tables.orders.grant(fn, 'get', 'queryIndex1');
    tables.repayment.grant(fn, 'queryIndex1');
    tables.risk.grant(fn, 'get');
    tables.collections.grant(fn, 'query', 'getMany');
    keys.sealing.grant(fn, 'open');
  });
  bind(contract.requestDeletion, (fn) => {
    tables.users.grant(fn, 'get', 'query', 'insert', 'replace');
    tables.orders.grant(fn, 'queryIndex1');
    tables.repayment.grant(fn, 'queryIndex1');
    faces.grant(fn, 'faces/', 'delete');
  });
  bind(contract.getDeletionRequest, (fn) => tables.users.grant(fn, 'get'));
  bind(contract.cancelDeletionRequest, (fn) => {
    tables.users.grant(fn, 'get', 'insert', 'replace');
  });
  bind(contract.placeLegalHold, (fn) => tables.users.grant(fn, 'get', 'insert', 'replace'));
  bind(contract.liftLegalHold, (fn) => {
    tables.users.grant(fn, 'get', 'insert', 'replace', 'remove');
  });
  shredAtNight(scope, bind, given);
}

function shredAtNight(scope: Construct, bind: Bind, given: Given): void {
  const { tables, keys, evidence, faces, deadLetters } = given;
  const fn = bind(
    'shredCustomers',
    (shredder) => {
      const written = ['insert', 'replace', 'remove', 'require'] as const;
      tables.users.grant(shredder, 'get', 'query', 'queryIndex1', ...written);
      tables.orders.grant(shredder, 'queryIndex1');
      tables.repayment.grant(shredder, 'queryIndex1');
      tables.risk.grant(shredder, 'get', 'remove');
      // What a customer was found by is removed too, and only the plain values tell where it is.
      keys.sealing.grant(shredder, 'open');
      keys.blindIndex.grant(shredder, 'lookUp');
      evidence.grant(shredder, 'cards/', 'delete');
      faces.grant(shredder, 'faces/', 'delete');
    },
    { timeoutSeconds: 900 },
  );
  new TimedRun(scope, 'EarlyMorning', { fn, when: { hour: 3, minute: 30 }, deadLetters });
}
