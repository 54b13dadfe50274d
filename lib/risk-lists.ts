/** Risk staff's operations on the lists: a line and its grants each. */
import * as contract from '../lambdas/contract/risk-lists';
import type { Bind, Given } from './capability';

export function bindRiskLists(bind: Bind, { tables: { risk }, keys }: Given): void {
  bind(contract.proposeListing, (fn) => {
    risk.grant(fn, 'get', 'insert', 'replace');
    keys.blindIndex.grant(fn, 'lookUp');
  });
  bind(contract.listListings, (fn) => risk.grant(fn, 'queryIndex1', 'queryIndex2'));
  bind(contract.proposeListingChange, (fn) => risk.grant(fn, 'get', 'insert', 'replace'));
  bind(contract.approveListing, (fn) => risk.grant(fn, 'get', 'insert', 'replace'));
  bind(contract.rejectListing, (fn) => risk.grant(fn, 'get', 'insert', 'replace'));
}
