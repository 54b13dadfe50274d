/** The functions behind no route: authorizer, workflow steps, stream consumers and schedules. */
import type { Capability } from './route';

export interface FunctionDefinition {
  readonly operationId: string;
  readonly capability: Capability;
  readonly kind: 'authorizer' | 'task' | 'consumer' | 'schedule';
}

const define =
  (kind: FunctionDefinition['kind']) =>
  (capability: Capability, operationId: string): FunctionDefinition => ({
    operationId,
    capability,
    kind,
  });
const task = define('task');
const consumer = define('consumer');
const schedule = define('schedule');

export const functions: readonly FunctionDefinition[] = [
  define('authorizer')('users', 'authorizeRequest'),

  // Steps of statemachines/loan-origination.asl.json, in the order of the way.
  task('users', 'checkIdentity'),
  task('risk', 'assessOrder'),
  task('risk', 'requestReview'),
  task('orders', 'offerContract'),
  task('payments', 'sendDisbursement'),
  task('payments', 'queryDisbursement'),
  task('repayment', 'activateLoan'),
  task('orders', 'closeOrder'),

  // Streams: events committed with a change (the outbox) move what waits for them.
  consumer('orders', 'advanceWorkflow'),
  consumer('payments', 'sendInstruction'),
  consumer('repayment', 'postRepayment'),

  // By the clock: money nobody has told about is asked after; the day is closed at its end.
  schedule('payments', 'resolveInstructions'),
  schedule('repayment', 'closeDay'),
  // Who asked for it is forgotten when the day has come.
  schedule('users', 'shredCustomers'),
];
