import { addDays, isoDate } from '../../../lambdas/core/calendar';
import { fen } from '../../../lambdas/core/money';
import { ratePpm } from '../../../lambdas/core/rate';
import {
  decide,
  fold,
  type LoanCommand,
  type LoanCommandType,
  type LoanErrorCode,
  type LoanEvent,
  type LoanState,
  loanView,
  payoffQuote,
} from '../../../lambdas/core/repayment/loan';
import { loanCommandTypes } from '../../../lambdas/core/repayment/loan-events';
import { defaultAllocation, type LoanTerms } from '../../../lambdas/core/repayment/loan-terms';

const terms: LoanTerms = {
  principalFen: fen(600_000),
  annualRatePpm: ratePpm(120_000),
  method: 'equalInstalments',
  instalments: 6,
  frequency: { unit: 'months', every: 1 },
  disbursedOn: isoDate('2026-01-31'),
  dayCount: 'period',
  rounding: { mode: 'halfUp' },
  fees: [],
  penalty: { annualRatePpm: ratePpm(180_000), graceDays: 3, base: 'principal', daysPerYear: 365 },
  allocation: defaultAllocation,
  prepayment: { minimumFen: fen(10_000), effects: ['shorterTerm', 'lowerInstalment'], feePpm: 0 },
};
const today = isoDate('2026-03-10');

/** Every state a loan can be in, with the day on which each command is tried. */
const states = [
  'notDisbursed',
  'repaying',
  'overdue',
  'settled',
  'inCredit',
  'writtenOff',
] as const;
type StateName = (typeof states)[number];

/** What each state answers to each command: an event, or the code of the refusal. */
const model: Readonly<
  Record<LoanCommandType, Readonly<Record<StateName, 'event' | LoanErrorCode>>>
> = {
  disburse: cells(
    'event',
    'alreadyDisbursed',
    'alreadyDisbursed',
    'alreadyDisbursed',
    'alreadyDisbursed',
    'alreadyDisbursed',
  ),
  repay: cells(
    'notDisbursed',
    'event',
    'event',
    'alreadySettled',
    'alreadySettled',
    'alreadyWrittenOff',
  ),
  prepay: cells(
    'notDisbursed',
    'event',
    'event',
    'alreadySettled',
    'alreadySettled',
    'alreadyWrittenOff',
  ),
  payOff: cells(
    'notDisbursed',
    'event',
    'event',
    'alreadySettled',
    'alreadySettled',
    'alreadyWrittenOff',
  ),
  chargeFee: cells(
    'notDisbursed',
    'event',
    'event',
    'alreadySettled',
    'alreadySettled',
    'alreadyWrittenOff',
  ),
  waive: cells(
    'notDisbursed',
    'event',
    'event',
    'alreadySettled',
    'alreadySettled',
    'alreadyWrittenOff',
  ),
  reverse: cells('notDisbursed', 'event', 'event', 'event', 'event', 'event'),
  reschedule: cells(
    'notDisbursed',
    'event',
    'event',
    'alreadySettled',
    'alreadySettled',
    'alreadyWrittenOff',
  ),
  extend: cells(
    'notDisbursed',
    'event',
    'event',
    'alreadySettled',
    'alreadySettled',
    'alreadyWrittenOff',
  ),
  changeRate: cells(
    'notDisbursed',
    'event',
    'event',
    'alreadySettled',
    'alreadySettled',
    'alreadyWrittenOff',
  ),
  writeOff: cells(
    'notDisbursed',
    'event',
    'event',
    'alreadySettled',
    'alreadySettled',
    'alreadyWrittenOff',
  ),
  recover: cells(
    'notDisbursed',
    'notWrittenOff',
    'notWrittenOff',
    'notWrittenOff',
    'notWrittenOff',
    'event',
  ),
  refund: cells(
    'notDisbursed',
    'creditTooSmall',
    'creditTooSmall',
    'creditTooSmall',
    'event',
    'creditTooSmall',
  ),
  closeDay: cells('notDisbursed', 'event', 'event', 'event', 'event', 'event'),
};

describe('the model of a loan', () => {
  it('knows every command', () => {
    expect(Object.keys(model).sort()).toEqual([...loanCommandTypes].sort());
  });

  it.each(
    loanCommandTypes.flatMap((command) =>
      states.map((name) => [command, name, model[command][name]] as const),
    ),
  )('%s when %s: %s', (type, name, expected) => {
    const state = aLoan(name);
    const decided = decide(state, commandFor(type, state));
    expect(decided.ok ? 'event' : decided.error.code).toBe(expected);
  });

  it.each(states.slice(1))('is seen as what it is when %s', (name) => {
    const state = aLoan(name) as LoanState;
    const status = { repaying: 'repaying', overdue: 'overdue', writtenOff: 'writtenOff' } as const;
    expect(loanView(state, today).status).toBe(status[name as 'repaying'] ?? 'settled');
  });
});

describe('a refusal', () => {
  const state = aLoan('repaying') as LoanState;

  it.each([
    ['an id used before', { type: 'repay', id: 'r1', on: today, amountFen: fen(1) }, 'duplicateId'],
    [
      'a day before payout',
      { type: 'repay', id: 'x', on: isoDate('2026-01-30'), amountFen: fen(1) },
      'beforeDisbursement',
    ],
    [
      'an amount of zero',
      { type: 'repay', id: 'x', on: today, amountFen: fen(0) },
      'amountNotPositive',
    ],
    [
      'a payoff a fen short',
      { type: 'payOff', id: 'x', on: today, amountFen: fen(1) },
      'payoffAmountDiffers',
    ],
    [
      'a prepayment of dues only',
      { type: 'prepay', id: 'x', on: today, amountFen: fen(1), effect: 'shorterTerm' },
      'prepaymentTooSmall',
    ],
    [
      'a prepayment of everything',
      { type: 'prepay', id: 'x', on: today, amountFen: fen(9_999_999), effect: 'shorterTerm' },
      'prepaymentTooLarge',
    ],
    [
      'a waiver of more than is owed',
      { type: 'waive', id: 'x', on: today, component: 'penalty', amountFen: fen(1) },
      'waiverTooLarge',
    ],
    [
      'the reversal of nothing',
      { type: 'reverse', id: 'x', on: today, eventId: 'none' },
      'unknownEvent',
    ],
    [
      'the reversal of the payout',
      { type: 'reverse', id: 'x', on: today, eventId: 'payout' },
      'cannotReverse',
    ],
    ['an extension by nothing', { type: 'extend', id: 'x', on: today, periods: 0 }, 'invalidTerms'],
    [
      'a new plan of no instalments',
      { type: 'reschedule', id: 'x', on: today, instalments: 0 },
      'invalidTerms',
    ],
    [
      'a new rate after the last due date',
      { type: 'changeRate', id: 'x', on: isoDate('2026-09-01'), annualRatePpm: ratePpm(1) },
      'nothingToChange',
    ],
  ] as const)('names %s', (_, command, code) => {
    const decided = decide(state, command as LoanCommand);
    expect(decided).toMatchObject({ ok: false, error: { code } });
  });

  it('names an event reversed before', () => {
    const reversed = { type: 'reversed', id: 'undo', on: today, eventId: 'r1' } as const;
    const again = decide(fold([...state.events, reversed]), {
      ...reversed,
      id: 'x',
      type: 'reverse',
    });
    expect(again).toMatchObject({ error: { code: 'alreadyReversed' } });
  });

  it('names terms that make no loan', () => {
    const order = ['fees'] as const;
    const bad = { ...terms, allocation: { order, excess: 'next' as const } };
    const command = { type: 'disburse', id: 'p', on: terms.disbursedOn, loanId: 'l' } as const;
    expect(decide(undefined, { ...command, terms: bad })).toMatchObject({
      error: { code: 'invalidTerms' },
    });
    expect(decide(undefined, { ...command, terms: { ...terms, instalments: 0 } })).toMatchObject({
      error: { code: 'invalidTerms' },
    });
  });
});

function aLoan(name: StateName): LoanState | undefined {
  const on = terms.disbursedOn;
  const payout: LoanEvent = { type: 'disbursed', id: 'payout', on, loanId: 'loan', terms };
  const paid = (amount: number): LoanEvent => ({
    type: 'repaid',
    id: 'r1',
    on: isoDate('2026-02-28'),
    amountFen: fen(amount),
  });
  const whole = payoffQuote(fold([payout]), isoDate('2026-02-28')).totalFen;
  const paidOff = { ...paid(whole), type: 'paidOff' } as LoanEvent;
  switch (name) {
    case 'notDisbursed':
      return undefined;
    case 'repaying':
      return fold([payout, paid(103_529)]);
    case 'overdue':
      return fold([payout, paid(50_000)]);
    case 'settled':
      return fold([payout, paidOff]);
    case 'inCredit':
      return fold([payout, { ...paidOff, amountFen: fen(whole + 500) } as LoanEvent]);
    case 'writtenOff':
      return fold([payout, paid(50_000), { type: 'writtenOff', id: 'w', on: today }]);
  }
}

/** A command that is in order wherever its state allows it at all. */
function commandFor(type: LoanCommandType, state: LoanState | undefined): LoanCommand {
  const base = { id: 'new', on: today };
  const payoff = state === undefined ? fen(1) : payoffQuote(state, today).totalFen;
  switch (type) {
    case 'disburse':
      return { ...base, type, loanId: 'loan', terms };
    case 'payOff':
      return { ...base, type, amountFen: fen(Math.max(1, payoff)) };
    case 'prepay':
      return { ...base, type, amountFen: fen(200_000), effect: 'lowerInstalment' };
    case 'chargeFee':
      return { ...base, type, code: 'f', component: 'fees', amountFen: fen(100), dueOn: today };
    case 'waive':
      return { ...base, type, component: 'principal', amountFen: fen(1) };
    case 'reverse':
      return { ...base, type, eventId: 'r1' };
    case 'reschedule':
      return { ...base, type, instalments: 12 };
    case 'extend':
      return { ...base, type, periods: 1 };
    case 'changeRate':
      return { ...base, type, annualRatePpm: ratePpm(100_000) };
    case 'repay':
    case 'recover':
    case 'refund':
      return { ...base, type, amountFen: fen(500) };
    case 'writeOff':
    case 'closeDay':
      return { ...base, type, on: addDays(today, 0) };
  }
}

function cells(
  ...answers: readonly ('event' | LoanErrorCode)[]
): Readonly<Record<StateName, 'event' | LoanErrorCode>> {
  return Object.fromEntries(states.map((name, index) => [name, answers[index]])) as Record<
    StateName,
    'event' | LoanErrorCode
  >;
}
