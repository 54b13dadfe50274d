/** The way for those who decline the face: its five operations and their grants. */
import * as contract from '../lambdas/contract/identity-reviews';
import type { Bind, Given } from './capability';

export function bindIdentityReviews(bind: Bind, { tables, keys, evidence }: Given): void {
  bind(contract.requestIdentityReview, (fn) => {
    tables.users.grant(fn, 'get', 'query', 'insert', 'replace');
  });
  bind(contract.getIdentityReview, (fn) => tables.users.grant(fn, 'get'));
  bind(contract.listIdentityReviews, (fn) => tables.users.grant(fn, 'queryIndex1'));
  bind(contract.openIdentityReview, (fn) => {
    tables.users.grant(fn, 'get', 'query', 'insert', 'replace');
    keys.sealing.grant(fn, 'open');
    // The links that it signs show what it may see.
    evidence.grant(fn, 'cards/', 'get');
  });
  bind(contract.decideIdentityReview, (fn) => {
    tables.users.grant(fn, 'get', 'query', 'insert', 'replace');
  });
}
