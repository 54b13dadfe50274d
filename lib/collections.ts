/** Collection: the run of each morning, the work queue of people, and what debtors decide. */
import type { Construct } from 'constructs';
import * as contract from '../lambdas/contract/collections';
import * as debtors from '../lambdas/contract/debtors';
import { Capability, type Given } from './capability';
import { bindHardship } from './hardship';
import { eventsOfType } from './outbox';
import type { LendingFunction } from './platform/lending-function';

export class Collections extends Capability {
  constructor(scope: Construct, given: Given) {
    super(scope, 'collections', given);
    this.run(given);
    this.people(given);
    this.debtors(given);
    bindHardship((...of) => this.operation(...of), given);
  }

  private run(given: Given): void {
    const { tables, deadLetters, notifier, voiceRobot } = given;
    const { collections, repayment, risk } = tables;
    this.operation('findCollectionWork', (fn) => collections.grant(fn, 'queryIndex1'));
    this.operation(
      'takeCollectionActions',
      (fn) => {
        collections.grant(fn, 'get', 'queryIndex1', 'insert', 'replace');
        repayment.grant(fn, 'get');
        risk.grant(fn, 'query');
        grantReach(fn, given);
        notifier.grant(fn);
        voiceRobot.grant(fn, 'call');
      },
      { timeoutSeconds: 300 },
    );
    this.operation(
      'resolveCalls',
      (fn) => {
        collections.grant(fn, 'get', 'queryIndex1', 'insert', 'replace');
        repayment.grant(fn, 'get');
        voiceRobot.grant(fn, 'ask');
      },
      { timeoutSeconds: 300 },
    );
    this.operation('followLoan', (fn) => {
      collections.grant(fn, 'get', 'insert', 'replace');
      risk.grant(fn, 'query');
      repayment.grant(fn, 'get');
      repayment.feed(fn, deadLetters, {
        filters: [
          eventsOfType(
            'InstalmentApproaching',
            'DelinquencyChanged',
            'LoanOverdue',
            'LoanRepaid',
            'LoanSettled',
          ),
        ],
      });
    });
  }

  private people(given: Given): void {
    const { collections, repayment, users } = given.tables;
    this.operation(contract.listCollectionCases, (fn) => collections.grant(fn, 'queryIndex2'));
    this.operation(contract.getCollectionCase, (fn) => {
      collections.grant(fn, 'get', 'query');
      users.grant(fn, 'get', 'query');
      users.grantWithin(fn, 'AUDIT#', 'insert', 'replace');
      given.keys.sealing.grant(fn, 'open');
    });
    this.operation(contract.assignCollectionCase, (fn) => {
      collections.grant(fn, 'get', 'replace');
      users.grantWithin(fn, 'AUDIT#', 'insert', 'replace');
      users.grant(fn, 'get');
    });
    this.operation(contract.noteCollectionCase, (fn) => {
      collections.grant(fn, 'get', 'insert', 'replace');
      users.grantWithin(fn, 'AUDIT#', 'get', 'insert', 'replace');
    });
    this.operation(contract.callDebtor, (fn) => {
      collections.grant(fn, 'get', 'insert', 'replace');
      repayment.grant(fn, 'get');
      grantReach(fn, given);
    });
    this.operation(contract.recordCallResult, (fn) => {
      collections.grant(fn, 'get', 'insert', 'replace');
      repayment.grant(fn, 'get');
      // The version of a number that turns out to be somebody else's.
      users.grant(fn, 'get');
      users.grantWithin(fn, 'AUDIT#', 'insert', 'replace');
    });
    this.operation(contract.listDisputes, (fn) => collections.grant(fn, 'queryIndex2'));
    this.operation(contract.resolveDispute, (fn) => {
      collections.grant(fn, 'get', 'replace');
      users.grantWithin(fn, 'AUDIT#', 'get', 'insert', 'replace');
    });
  }

  private debtors({ tables: { collections, repayment } }: Given): void {
    this.operation(debtors.listContacts, (fn) => collections.grant(fn, 'query'));
    this.operation(debtors.makePromise, (fn) => {
      collections.grant(fn, 'get', 'insert', 'replace');
      repayment.grant(fn, 'get');
    });
    this.operation(debtors.disputeLoan, (fn) => {
      collections.grant(fn, 'get', 'insert', 'replace');
      repayment.grant(fn, 'get');
    });
    this.operation(debtors.getContactPreferences, (fn) => collections.grant(fn, 'get'));
    this.operation(debtors.setContactPreferences, (fn) => {
      collections.grant(fn, 'get', 'insert', 'replace');
    });
  }
}

/** To open a number, which the debtor's audit trail is told first, and to index it. */
function grantReach(fn: LendingFunction, { tables, keys }: Given): void {
  tables.users.grant(fn, 'get');
  tables.users.grantWithin(fn, 'AUDIT#', 'insert', 'replace');
  keys.sealing.grant(fn, 'open');
  keys.blindIndex.grant(fn, 'lookUp');
}
