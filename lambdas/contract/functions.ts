/** The functions behind no route: authorizer, workflow steps, stream consumers and schedules. */
import type { Capability } from './route';

/** The state machines: statemachines/<name>.asl.json. */
export const workflowNames = ['loan-origination', 'loan-servicing', 'collections'] as const;
export type WorkflowName = (typeof workflowNames)[number];

export interface FunctionDefinition {
  readonly operationId: string;
  readonly capability: Capability;
  readonly kind: 'authorizer' | 'task' | 'consumer' | 'schedule';
  /** Of a task: the state machine whose step it is. */
  readonly workflow?: WorkflowName;
}

const define =
  (kind: FunctionDefinition['kind']) =>
  (capability: Capability, operationId: string): FunctionDefinition => ({
    operationId,
    capability,
    kind,
  });
const stepOf =
  (workflow: WorkflowName) =>
  (capability: Capability, operationId: string): FunctionDefinition => ({
    ...define('task')(capability, operationId),
    workflow,
  });
const origination = stepOf('loan-origination');
const servicing = stepOf('loan-servicing');
const collecting = stepOf('collections');
const consumer = define('consumer');
const schedule = define('schedule');

export const functions: readonly FunctionDefinition[] = [
  define('authorizer')('users', 'authorizeRequest'),

  // In the order of the way.
  origination('users', 'checkIdentity'),
  origination('risk', 'assessOrder'),
  origination('risk', 'requestReview'),
  origination('orders', 'offerContract'),
  origination('payments', 'sendDisbursement'),
  origination('payments', 'queryDisbursement'),
  origination('repayment', 'activateLoan'),
  origination('orders', 'closeOrder'),

  // Every night, in order: the days, the loans, the books.
  servicing('repayment', 'openNight'),
  servicing('repayment', 'serviceLoans'),
  servicing('repayment', 'closeDays'),

  // The morning of collection.
  collecting('collections', 'findCollectionWork'),
  collecting('collections', 'takeCollectionActions'),
  collecting('collections', 'resolveCalls'),

  // Streams: events committed with a change (the outbox) move what waits for them.
  consumer('orders', 'advanceWorkflow'),
  consumer('payments', 'sendInstruction'),
  consumer('risk', 'keepStanding'),
  consumer('repayment', 'postRepayment'),
  consumer('risk', 'runBacktest'),
  consumer('repayment', 'postRefund'),
  consumer('repayment', 'endAutopay'),
  consumer('risk', 'watchBorrower'),
  consumer('collections', 'followLoan'),
  consumer('users', 'keepCardPictures'),

  // By the clock: money nobody has told about is asked after.
  schedule('payments', 'resolveInstructions'),
  schedule('payments', 'reconcileDays'),
  schedule('repayment', 'provisionMonth'),
  schedule('risk', 'watchDecisions'),
  // Who asked for it is forgotten when the day has come.
  schedule('users', 'shredCustomers'),
];

/** The operations that are steps of a state machine. */
export const stepsOf = (workflow: WorkflowName): readonly string[] =>
  functions.filter((each) => each.workflow === workflow).map(({ operationId }) => operationId);
