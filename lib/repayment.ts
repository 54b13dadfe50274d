/** Repayment: the loan account, repayments by authorised debit, payoff, the ledger, the night. */
import type { Construct } from 'constructs';
import * as contract from '../lambdas/contract/repayment';
import { bindAccounting } from './accounting';
import { Capability, type Given } from './capability';
import { bindLoanCare } from './loan-care';
import { bindNight } from './night';
import { eventsOfType } from './outbox';

export class Repayment extends Capability {
  constructor(scope: Construct, given: Given) {
    super(scope, 'repayment', given);
    const { tables, deadLetters, channels } = given;

    this.operation(contract.listLoans, (fn) => tables.repayment.grant(fn, 'queryIndex1'));
    this.operation(contract.getLoan, (fn) => tables.repayment.grant(fn, 'get'));
    this.operation(contract.getPayoffQuote, (fn) => tables.repayment.grant(fn, 'get'));
    this.operation(contract.createRepayment, (fn) => {
      // Everything is read at once; an answer given meanwhile is looked for once more.
      tables.repayment.grant(fn, 'getMany', 'get', 'insert', 'replace');
      tables.payments.grant(fn, 'insert', 'query');
      tables.users.grant(fn, 'getMany');
      channels.grantChoice(fn);
    });
    this.operation(contract.quoteRepayment, (fn) => {
      tables.repayment.grant(fn, 'get', 'insert');
    });
    this.operation(contract.listRepayments, (fn) => tables.repayment.grant(fn, 'get', 'query'));
    this.operation(contract.getReceipt, (fn) => tables.repayment.grant(fn, 'get'));
    this.operation(contract.getRepayment, (fn) => tables.repayment.grant(fn, 'get'));
    bindAccounting(this, (...of) => this.operation(...of), given);
    bindLoanCare((...of) => this.operation(...of), given);

    this.operation('activateLoan', (fn) => {
      tables.orders.grant(fn, 'get', 'replace');
      tables.payments.grant(fn, 'get');
      tables.repayment.grant(fn, 'insert');
    });
    this.operation('postRepayment', (fn) => {
      // What a settled loan was paid too much goes back: refunds are looked up and ordered.
      tables.repayment.grant(fn, 'getMany', 'query', 'insert', 'replace');
      tables.orders.grant(fn, 'getMany', 'replace');
      tables.payments.grant(fn, 'getMany', 'get', 'insert');
      tables.payments.feed(fn, deadLetters, {
        filters: [eventsOfType('InstructionConcluded')],
      });
    });
    this.operation('postRefund', (fn) => {
      tables.repayment.grant(fn, 'get', 'insert', 'replace');
      tables.orders.grant(fn, 'get', 'replace');
      tables.payments.feed(fn, deadLetters, {
        filters: [eventsOfType('InstructionConcluded')],
      });
    });
    bindNight((...of) => this.operation(...of), given);
  }
}
