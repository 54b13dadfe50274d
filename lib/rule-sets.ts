/** Risk staff's operations on rule sets: a line and its grants each. */
import * as contract from '../lambdas/contract/rule-sets';
import type { Bind, Given } from './capability';

export function bindRuleSets(bind: Bind, { tables: { risk } }: Given): void {
  bind(contract.proposeRuleSet, (fn) => risk.grant(fn, 'get', 'insert'));
  bind(contract.listRuleSets, (fn) => risk.grant(fn, 'query', 'queryIndex1'));
  bind(contract.getRuleSet, (fn) => risk.grant(fn, 'get', 'query'));
  bind(contract.proposeActivation, (fn) => risk.grant(fn, 'get', 'insert'));
  bind(contract.approveActivation, (fn) => risk.grant(fn, 'get', 'query', 'insert', 'replace'));
  bind(contract.withdrawActivation, (fn) => {
    risk.grant(fn, 'get', 'insert', 'replace', 'remove');
  });
  bind(contract.startShadow, (fn) => risk.grant(fn, 'get', 'query', 'insert'));
  bind(contract.stopShadow, (fn) => risk.grant(fn, 'get', 'remove'));
}
