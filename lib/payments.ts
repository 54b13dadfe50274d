/** Payments: sending money, asking what became of it, and hearing from the channels. */
import type { Construct } from 'constructs';
import * as contract from '../lambdas/contract/payments';
import { Capability, type Given } from './capability';
import { eventsOfType } from './outbox';
import { TimedRun } from './platform/timed-run';
import { bindReconciliation } from './reconciliation';

export class Payments extends Capability {
  constructor(scope: Construct, given: Given) {
    super(scope, 'payments', given);
    const { tables, deadLetters, channels, workflows, settings } = given;

    this.operation(contract.receiveChannelCallback, (fn) => {
      tables.payments.grant(fn, 'getMany', 'insert', 'replace');
      channels.grant(fn);
    });
    this.operation('sendDisbursement', (fn) => {
      tables.orders.grant(fn, 'get', 'insert', 'replace');
      tables.users.grant(fn, 'get');
      tables.payments.grant(fn, 'get', 'insert', 'query');
      channels.grantChoice(fn);
      workflows['loan-origination'].grant(fn, 'answer');
    });
    this.operation('queryDisbursement', (fn) => {
      tables.payments.grant(fn, 'get', 'insert', 'replace', 'add');
      channels.grant(fn);
    });
    this.operation('sendInstruction', (fn) => {
      tables.payments.grant(fn, 'get', 'insert', 'replace', 'add');
      channels.grant(fn);
      tables.payments.feed(fn, deadLetters, {
        filters: [eventsOfType('InstructionCreated')],
      });
    });
    const resolveInstructions = this.operation('resolveInstructions', (fn) => {
      tables.payments.grant(fn, 'get', 'queryIndex1', 'insert', 'replace', 'add');
      channels.grant(fn);
    });
    new TimedRun(this, 'AskAfterInstructions', {
      fn: resolveInstructions,
      when: { everyMinutes: settings.instructionQueryMinutes },
      deadLetters,
    });
    bindReconciliation(this, (...of) => this.operation(...of), given);
  }
}
