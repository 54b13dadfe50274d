/** Decisions as risk staff see them, and the documents they are made by: grants by operation. */

import type { Construct } from 'constructs';
import * as decisions from '../lambdas/contract/decisions';
import * as documents from '../lambdas/contract/policy-documents';
import type { Bind, Given } from './capability';
import { TimedRun } from './platform/timed-run';

export function bindDecisions(bind: Bind, { tables }: Given): void {
  bind(decisions.getDecision, (fn) => tables.risk.grant(fn, 'get'));
  bind(decisions.listDecisions, (fn) => tables.risk.grant(fn, 'queryIndex1'));
  // An earlier version of a rule set is one row, that of a document several.
  bind(decisions.replayDecision, (fn) => tables.risk.grant(fn, 'get', 'query'));
}

export function bindPolicyDocuments(bind: Bind, { tables }: Given): void {
  bind(documents.uploadPolicyDocument, (fn) => tables.risk.grant(fn, 'get', 'insert'));
  bind(documents.listPolicyDocuments, (fn) => tables.risk.grant(fn, 'query', 'queryIndex1'));
  bind(documents.getPolicyDocument, (fn) => tables.risk.grant(fn, 'get', 'query'));
  bind(documents.proposePlacement, (fn) => tables.risk.grant(fn, 'get', 'query', 'insert'));
  bind(documents.approvePlacement, (fn) => {
    tables.risk.grant(fn, 'get', 'query', 'insert', 'replace', 'remove');
  });
  bind(documents.withdrawPlacement, (fn) => tables.risk.grant(fn, 'get', 'insert', 'replace'));
}

/** Every morning, when the night has marked what is late. */
export function bindWatch(scope: Construct, bind: Bind, { tables, deadLetters }: Given): void {
  const fn = bind(
    'watchDecisions',
    (watch) => {
      tables.risk.grant(watch, 'get', 'query', 'queryIndex1', 'insert');
      tables.orders.grant(watch, 'get');
      tables.repayment.grant(watch, 'get');
    },
    { timeoutSeconds: 900 },
  );
  new TimedRun(scope, 'EveryMorning', { fn, when: { hour: 5, minute: 30 }, deadLetters });
}
