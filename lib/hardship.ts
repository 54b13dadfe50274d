/** Hardship: borrowers ask for help; people grant it, or say why not. */
import * as contract from '../lambdas/contract/hardship';
import type { Bind, Given } from './capability';

export function bindHardship(bind: Bind, { tables: { collections, repayment, users } }: Given) {
  bind(contract.requestHardshipHelp, (fn) => {
    collections.grant(fn, 'get', 'insert', 'replace');
    repayment.grant(fn, 'get');
  });
  bind(contract.getHardshipRequest, (fn) => {
    collections.grant(fn, 'get');
    repayment.grant(fn, 'get');
  });
  bind(contract.listHardshipRequests, (fn) => collections.grant(fn, 'queryIndex2'));
  bind(contract.decideHardshipRequest, (fn) => {
    collections.grant(fn, 'get', 'replace');
    repayment.grant(fn, 'get');
    users.grantWithin(fn, 'AUDIT#', 'get', 'insert', 'replace');
  });
}
