/** Risk: applying for a credit limit, assessing an order, and the reviewers' queue. */
import type { Construct } from 'constructs';
import * as contract from '../lambdas/contract/risk';
import { Capability, type Given } from './capability';

export class Risk extends Capability {
  constructor(scope: Construct, id: string, given: Given) {
    super(scope, id, given.functions);
    const { tables, keys } = given;

    this.operation(contract.applyForLimit, (fn) => {
      tables.users.grant(fn, 'get', 'query');
      tables.risk.grant(fn, 'get', 'insert', 'replace');
      keys.sealing.grant(fn, 'seal');
    });
    this.operation(contract.listReviews, (fn) => tables.risk.grant(fn, 'queryIndex1'));
    this.operation(contract.decideReview, (fn) => {
      tables.risk.grant(fn, 'get', 'insert', 'replace');
    });

    this.operation('assessOrder', (fn) => {
      tables.users.grant(fn, 'get', 'query');
      tables.orders.grant(fn, 'get', 'insert', 'replace', 'query');
      tables.risk.grant(fn, 'get', 'insert', 'replace');
      keys.sealing.grant(fn, 'open');
    });
    this.operation('requestReview', (fn) => {
      tables.orders.grant(fn, 'get');
      tables.risk.grant(fn, 'get', 'insert', 'replace');
    });
  }
}
