/** Payments: sending money, asking what became of it, and hearing from the channels. */
import type { Construct } from 'constructs';
import * as contract from '../lambdas/contract/payments';
import { Capability, type Given } from './capability';
import { TimedRun } from './platform/timed-run';

export class Payments extends Capability {
  constructor(scope: Construct, id: string, given: Given) {
    super(scope, id, given.functions);
    const { tables, keys, functions, sandboxBank } = given;

    this.operation(contract.receiveChannelCallback, (fn) => {
      tables.payments.grant(fn, 'get', 'insert', 'replace');
      sandboxBank.grant(fn);
    });
    this.operation('sendDisbursement', (fn) => {
      tables.orders.grant(fn, 'get');
      tables.users.grant(fn, 'get');
      tables.payments.grant(fn, 'get', 'insert', 'replace');
      keys.sealing.grant(fn, 'open');
      sandboxBank.grant(fn);
    });
    this.operation('queryDisbursement', (fn) => {
      tables.payments.grant(fn, 'get', 'insert', 'replace');
      sandboxBank.grant(fn);
    });
    this.operation('sendInstruction', (fn) => {
      tables.users.grant(fn, 'get');
      tables.payments.grant(fn, 'get', 'insert', 'replace');
      keys.sealing.grant(fn, 'open');
      sandboxBank.grant(fn);
      tables.payments.feed(fn, functions.deadLetters);
    });
    const resolveInstructions = this.operation('resolveInstructions', (fn) => {
      tables.payments.grant(fn, 'get', 'queryIndex1', 'insert', 'replace');
      sandboxBank.grant(fn);
    });
    new TimedRun(this, 'EveryFiveMinutes', {
      fn: resolveInstructions,
      when: { everyMinutes: 5 },
      deadLetters: functions.deadLetters,
    });
  }
}
