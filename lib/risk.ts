/** Risk: applying for a credit limit, assessing an order, and the reviewers' queue. */
import type { Construct } from 'constructs';
import { variables } from '../lambdas/contract/environment';
import * as contract from '../lambdas/contract/risk';
import { Capability, type Given } from './capability';
import { bindDecisions, bindPolicyDocuments, bindWatch } from './decisions';
import { bindEarlyWarning } from './early-warning';
import { eventsOfType } from './outbox';
import { mayAssembleProfile } from './profile-grants';
import { bindRiskLists } from './risk-lists';
import { bindBacktests, bindRuleSets } from './rule-sets';

export class Risk extends Capability {
  constructor(scope: Construct, given: Given) {
    super(scope, 'risk', given);
    const { tables, workflows, settings } = given;
    bindRuleSets((...of) => this.operation(...of), given);
    bindBacktests((...of) => this.operation(...of), given);
    bindRiskLists((...of) => this.operation(...of), given);
    bindDecisions((...of) => this.operation(...of), given);
    bindPolicyDocuments((...of) => this.operation(...of), given);
    bindWatch(this, (...of) => this.operation(...of), given);
    bindEarlyWarning((...of) => this.operation(...of), given);

    this.operation(contract.applyForLimit, (fn) => {
      mayAssembleProfile(fn, given);
      tables.orders.grant(fn, 'get', 'queryIndex1', 'insert', 'replace');
      tables.risk.grant(fn, 'get', 'insert', 'replace');
    });
    this.operation(contract.listReviews, (fn) => tables.risk.grant(fn, 'queryIndex1'));
    this.operation(contract.decideReview, (fn) => {
      tables.risk.grant(fn, 'get', 'insert', 'replace');
    });

    this.operation('assessOrder', (fn) => {
      mayAssembleProfile(fn, given);
      tables.orders.grant(fn, 'get', 'queryIndex1');
      tables.risk.grant(fn, 'get', 'insert');
    });
    this.operation('keepStanding', (fn) => {
      tables.risk.grant(fn, 'get', 'insert', 'replace');
      tables.repayment.feed(fn, given.deadLetters, {
        filters: [eventsOfType('DelinquencyChanged', 'LoanSettled')],
      });
    });
    this.operation('requestReview', (fn) => {
      tables.orders.grant(fn, 'get', 'require', 'insert', 'replace');
      tables.risk.grant(fn, 'get', 'insert');
      workflows['loan-origination'].grant(fn, 'answer');
      fn.setVariable(variables.reviewTimeoutSeconds, String(settings.reviewTimeoutSeconds));
    });
  }
}
