/** Risk staff's operations on rule sets: a line and its grants each. */
import * as backtests from '../lambdas/contract/backtests';
import * as contract from '../lambdas/contract/rule-sets';
import type { Bind, Given } from './capability';
import { eventsOfType } from './outbox';

export function bindRuleSets(bind: Bind, { tables: { risk } }: Given): void {
  bind(contract.proposeRuleSet, (fn) => risk.grant(fn, 'get', 'insert'));
  bind(contract.listRuleSets, (fn) => risk.grant(fn, 'query', 'queryIndex1'));
  bind(contract.getRuleSet, (fn) => risk.grant(fn, 'get', 'query'));
  bind(contract.proposeActivation, (fn) => risk.grant(fn, 'get', 'insert'));
  bind(contract.approveActivation, (fn) => risk.grant(fn, 'get', 'query', 'insert', 'replace'));
  bind(contract.withdrawActivation, (fn) => {
    risk.grant(fn, 'get', 'insert', 'replace', 'remove');
  });
  bind(contract.startShadow, (fn) => risk.grant(fn, 'get', 'query', 'insert', 'replace'));
  bind(contract.stopShadow, (fn) => risk.grant(fn, 'get', 'remove'));
}

export function bindBacktests(bind: Bind, { tables: { risk }, deadLetters }: Given): void {
  bind(backtests.createBacktest, (fn) => risk.grant(fn, 'get', 'insert'));
  bind(backtests.getBacktest, (fn) => risk.grant(fn, 'get'));
  bind(
    'runBacktest',
    (fn) => {
      risk.grant(fn, 'get', 'query', 'queryIndex1', 'insert', 'replace');
      risk.feed(fn, deadLetters, { filters: [eventsOfType('BacktestContinued')], batchSize: 1 });
    },
    { timeoutSeconds: 120, memoryMebibytes: 1_024 },
  );
}
