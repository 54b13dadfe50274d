/** Payments: sending money, asking what became of it, and hearing from the channels. */
import type { Construct } from 'constructs';
import * as contract from '../lambdas/contract/payments';
import { Capability, type Given } from './capability';
import { eventsOfType } from './outbox';
import { TimedRun } from './platform/timed-run';
import { bindReconciliation } from './reconciliation';

/** Sent one after the other; a channel that is silent must not use up the time of the rest. */
const instructionsAtOnce = 10;
/** Sent, found to be there already, asked after: two calls of five seconds. */
const slowestSubmissionSeconds = 10;

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
    this.operation(
      'sendInstruction',
      (fn) => {
        tables.payments.grant(fn, 'get', 'insert', 'replace', 'add');
        channels.grant(fn);
        tables.payments.feed(fn, deadLetters, {
          filters: [eventsOfType('InstructionCreated')],
          batchSize: instructionsAtOnce,
        });
      },
      { timeoutSeconds: (instructionsAtOnce + 1) * slowestSubmissionSeconds },
    );
    const resolveInstructions = this.operation(
      'resolveInstructions',
      (fn) => {
        tables.payments.grant(fn, 'get', 'queryIndex1', 'insert', 'replace', 'add');
        channels.grant(fn);
      },
      // A channel that is silent uses it up; what is left is asked after at the next run.
      { timeoutSeconds: 300 },
    );
    new TimedRun(this, 'AskAfterInstructions', {
      fn: resolveInstructions,
      when: { everyMinutes: settings.instructionQueryMinutes },
      deadLetters,
    });
    bindReconciliation(this, (...of) => this.operation(...of), given);
  }
}
