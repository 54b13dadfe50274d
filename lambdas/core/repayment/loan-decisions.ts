/**
 * Which commands a loan accepts in which state. Pure: refusals are values with a code.
 *
 * Exports: decide.
 */
import { failure, type Result, success } from '../result';
import {
  eventOf,
  type LoanCommand,
  type LoanError,
  type LoanErrorCode,
  type LoanEvent,
} from './loan-events';
import { stateOn } from './loan-history';
import type { LoanState } from './loan-state';
import { checkLoanTerms } from './loan-terms';
import { payoffQuote } from './loan-view';
import { schedule } from './schedule';
import { waivable } from './waiver';

type Decision = Result<readonly LoanEvent[], LoanError>;

/** Decides a command against a loan (undefined: not yet paid out). */
export function decide(state: LoanState | undefined, command: LoanCommand): Decision {
  const refusal = state === undefined ? refuseOpening(command) : refuseChange(state, command);
  return refusal === undefined ? success([eventOf(command)]) : failure(refusal);
}

const no = (code: LoanErrorCode, message: string): LoanError => ({ code, message });

function refuseOpening(command: LoanCommand): LoanError | undefined {
  if (command.type !== 'disburse') {
    return no('notDisbursed', 'the loan has not been paid out');
  }
  const terms = { ...command.terms, disbursedOn: command.on };
  const checked = checkLoanTerms(terms);
  const plan = checked.ok ? schedule(terms) : checked;
  return plan.ok ? undefined : no('invalidTerms', plan.error.message);
}

function refuseChange(state: LoanState, command: LoanCommand): LoanError | undefined {
  if (command.type === 'disburse') {
    return no('alreadyDisbursed', 'the loan has been paid out');
  }
  if (state.events.some(({ id }) => id === command.id)) {
    return no('duplicateId', `event ${command.id} is already recorded`);
  }
  if (command.on < state.disbursedOn) {
    return no('beforeDisbursement', `the loan was paid out on ${state.disbursedOn}`);
  }
  if ('amountFen' in command && !(command.amountFen > 0)) {
    return no('amountNotPositive', 'an amount is above zero');
  }
  if (command.type === 'reverse') {
    return refuseReversal(state, command.eventId);
  }
  if (command.type === 'closeDay') {
    return undefined;
  }
  if (command.type === 'refund') {
    return command.amountFen > state.creditFen
      ? no('creditTooSmall', `the borrower's credit is ${state.creditFen}`)
      : undefined;
  }
  if (command.type === 'recover') {
    return state.status === 'writtenOff'
      ? undefined
      : no('notWrittenOff', 'only a written-off loan has recoveries');
  }
  if (state.status === 'writtenOff') {
    return no('alreadyWrittenOff', 'the loan is written off: book a recovery');
  }
  // A fact from before the settlement may still arrive late; afterwards nothing is owed.
  if (state.status === 'settled' && command.on >= (state.settledOn ?? command.on)) {
    return no('alreadySettled', `the loan was settled on ${state.settledOn}`);
  }
  return refuseActive(state, command);
}

function refuseReversal(state: LoanState, eventId: string): LoanError | undefined {
  const target = state.events.find(({ id }) => id === eventId);
  if (target === undefined) {
    return no('unknownEvent', `no event ${eventId} in this loan`);
  }
  if (target.type === 'disbursed' || target.type === 'reversed') {
    return no('cannotReverse', `${target.type} cannot be reversed`);
  }
  const again = state.events.some(
    (event) => event.type === 'reversed' && event.eventId === eventId,
  );
  return again ? no('alreadyReversed', `event ${eventId} is already reversed`) : undefined;
}

function refuseActive(state: LoanState, command: LoanCommand): LoanError | undefined {
  switch (command.type) {
    case 'payOff': {
      const { totalFen } = payoffQuote(state, command.on);
      // What goes beyond it becomes the borrower's credit and is returned.
      return command.amountFen >= totalFen
        ? undefined
        : no('payoffAmountDiffers', `the payoff on ${command.on} is ${totalFen}`);
    }
    case 'prepay':
      return refusePrepayment(state, command);
    case 'waive':
      return command.amountFen > waivable(stateOn(state, command.on), command.component, command.on)
        ? no('waiverTooLarge', `more ${command.component} than is owed`)
        : undefined;
    case 'reschedule':
    case 'extend':
    case 'changeRate':
      return refuseNewTerms(state, command);
    default:
      return undefined;
  }
}

function refusePrepayment(
  state: LoanState,
  { on, amountFen, effect }: Extract<LoanCommand, { type: 'prepay' }>,
): LoanError | undefined {
  const { effects, minimumFen } = state.terms.prepayment;
  if (!effects.includes(effect)) {
    return no('effectNotOffered', `the contract offers: ${effects.join(', ')}`);
  }
  const payoff = payoffQuote(state, on);
  if (amountFen >= payoff.totalFen) {
    return no('prepaymentTooLarge', `${payoff.totalFen} pays the loan off`);
  }
  const openFen = stateOn(state, on).rows.reduce(
    (sum, row) => sum + (row.dueOn > on ? row.due.principal - row.paid.principal : 0),
    0,
  );
  const room = amountFen - (payoff.totalFen - openFen);
  return openFen > 0 && room >= minimumFen
    ? undefined
    : no('prepaymentTooSmall', `at least ${minimumFen} must reach the principal not yet due`);
}

function refuseNewTerms(state: LoanState, command: LoanCommand): LoanError | undefined {
  if (!state.rows.some((row) => row.kind === 'instalment' && row.dueOn > command.on)) {
    return no('nothingToChange', 'every instalment is already due');
  }
  if (command.type === 'extend' && !(Number.isInteger(command.periods) && command.periods > 0)) {
    return no('invalidTerms', 'an extension is a whole number of periods above zero');
  }
  if (command.type === 'reschedule') {
    const { instalments, firstDueOn, on } = command;
    if (!(Number.isInteger(instalments) && instalments >= 1 && instalments <= 600)) {
      return no('invalidTerms', 'instalments must be from 1 to 600');
    }
    if (firstDueOn !== undefined && firstDueOn <= on) {
      return no('invalidTerms', 'firstDueOn must lie after the change');
    }
  }
  return undefined;
}
