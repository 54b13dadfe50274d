/** What the lending core is measured against: npm's loan and rate-of-return packages. */
import { Calculator } from 'amortizejs';
import { Loan } from 'loanjs';
import peerXirr from 'xirr';
import { addDays, addMonths, dayNumberOf, daysBetween, isoDate } from '../../lambdas/core/calendar';
import { fen } from '../../lambdas/core/money';
import {
  type Flow,
  netPresentValue,
  xirr,
  xirrOfDays,
} from '../../lambdas/core/orders/rate-of-return';
import { ratePpm } from '../../lambdas/core/rate';
import { fold, type LoanEvent } from '../../lambdas/core/repayment/loan';
import { defaultAllocation, type LoanTerms } from '../../lambdas/core/repayment/loan-terms';
import { schedule } from '../../lambdas/core/repayment/schedule';
import type { ScheduleTerms } from '../../lambdas/core/repayment/schedule-terms';
import { type Comparison, failures, median, timeRound } from './measure';

const disbursedOn = isoDate('2026-01-31');

/** The same loan is never asked for twice in a row: no answer can be remembered. */
const terms: readonly ScheduleTerms[] = Array.from({ length: 64 }, (_, index) => ({
  principalFen: fen(1_000_000 + index * 12_345),
  annualRatePpm: ratePpm(120_000 + index * 1_000),
  method: 'equalInstalments',
  instalments: 12,
  frequency: { unit: 'months', every: 1 },
  disbursedOn: addDays(disbursedOn, index),
  dayCount: 'actual/365',
  rounding: { mode: 'halfUp' },
}));

/** A payout and twelve instalments, on real days. */
const flows: readonly (readonly Flow[])[] = terms.map(({ principalFen }, index) => [
  { on: disbursedOn, amountFen: -principalFen },
  ...Array.from({ length: 12 }, (_, month) => ({
    on: addMonths(disbursedOn, month + 1),
    amountFen: Math.round((principalFen / 12) * (1.05 + index / 1_000)),
  })),
]);

const dayFlows = flows.map((each) => ({
  days: each.map(({ on }) => dayNumberOf(on)),
  amounts: each.map(({ amountFen }) => amountFen),
}));

const peerFlows = flows.map((each) =>
  each.map(({ on, amountFen }) => ({ amount: amountFen, when: new Date(on) })),
);

/** Calls a job with every input in turn. */
function inTurn<Input>(inputs: readonly Input[], job: (input: Input) => unknown): () => unknown {
  let turn = 0;
  return () => {
    turn = (turn + 1) % inputs.length;
    return job(inputs[turn] as Input);
  };
}

export const comparisons: readonly Comparison[] = [
  {
    name: 'schedule of 12 instalments with dates and day count',
    peerName: 'loanjs (neither)',
    target: 1,
    jobs: 20_000,
    ours: inTurn(terms, schedule),
    peer: inTurn(terms, ({ principalFen, annualRatePpm }) =>
      Loan(principalFen / 100, 12, annualRatePpm / 10_000, 'annuity'),
    ),
  },
  {
    name: 'schedule of 12 instalments with dates and day count',
    peerName: 'amortizejs',
    target: 50,
    jobs: 500,
    ours: inTurn(terms, schedule),
    peer: inTurn(terms, ({ principalFen, annualRatePpm, disbursedOn: on }) =>
      Calculator.calculate({
        method: 'mortgage',
        apr: annualRatePpm / 10_000,
        balance: principalFen / 100,
        loanTerm: 12,
        startDate: new Date(on),
      }),
    ),
  },
  {
    // The peer is handed Date objects, so our days are read from their text beforehand as well.
    name: 'XIRR of 13 flows',
    peerName: 'xirr',
    target: 10,
    jobs: 2_000,
    ours: inTurn(dayFlows, ({ days, amounts }) => xirrOfDays(days, amounts)),
    peer: inTurn(peerFlows, (each) => peerXirr(each)),
  },
];

/** A loan of three years as they are lived: on time, late, early, charged, waived, closed. */
export function threeYears(): LoanEvent[] {
  const loan: LoanTerms = {
    ...(terms[0] as ScheduleTerms),
    instalments: 36,
    fees: [],
    penalty: { annualRatePpm: ratePpm(219_000), graceDays: 3, base: 'principal', daysPerYear: 365 },
    allocation: defaultAllocation,
    prepayment: { minimumFen: fen(1), effects: ['shorterTerm', 'lowerInstalment'], feePpm: 0 },
  };
  const plan = schedule(loan);
  const rows = plan.ok ? plan.value.rows : [];
  const events: LoanEvent[] = [
    { type: 'disbursed', id: 'payout', on: loan.disbursedOn, loanId: 'bench', terms: loan },
  ];
  rows.forEach(({ dueOn, totalFen }, index) => {
    const lateDays = index % 5 === 0 ? 9 : 0;
    const on = addDays(dueOn, lateDays);
    events.push({ type: 'repaid', id: `r${index}`, on, amountFen: totalFen });
    if (index % 3 === 2) {
      events.push({ type: 'dayClosed', id: `c${index}`, on: addDays(dueOn, 10) });
    }
  });
  const charged = addDays(loan.disbursedOn, 100);
  const code = { code: 'reminder', component: 'fees', dueOn: charged } as const;
  events.push({ type: 'feeCharged', id: 'fee', on: charged, ...code, amountFen: fen(500) });
  events.sort((left, right) => (left.on < right.on ? -1 : left.on > right.on ? 1 : 0));
  return events.slice(0, 50);
}

/** Median microseconds to replay that life. */
export function replayMicroseconds(rounds: number): number {
  const life = threeYears();
  timeRound(() => fold(life), 500);
  return median(Array.from({ length: rounds }, () => timeRound(() => fold(life), 200)));
}

/** A sequence of numbers in [0, 1) that is the same on every run. */
function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Loans drawn in one to four parts and repaid in up to six, at a loss or at a usurer's rate,
 * within weeks or years. Money goes out first and comes back after: each has exactly one rate. */
function hardFlows(count: number): Flow[][] {
  const next = sequence(42);
  return Array.from({ length: count }, () => {
    let on = disbursedOn;
    let drawn = 0;
    const each: Flow[] = [];
    const longest = [30, 60, 180, 720][Math.floor(next() * 4)] as number;
    for (let draws = 1 + Math.floor(next() * 4); draws > 0; draws -= 1) {
      const amountFen = 1 + Math.floor(next() * 1_000_000);
      each.push({ on, amountFen: -amountFen });
      drawn += amountFen;
      on = addDays(on, 10 + Math.floor(next() * longest));
    }
    const repayments = 1 + Math.floor(next() * 6);
    const back = drawn * (0.6 + next() * 2);
    for (let paid = 0; paid < repayments; paid += 1) {
      each.push({ on, amountFen: 1 + Math.floor(back / repayments) });
      on = addDays(on, 10 + Math.floor(next() * longest));
    }
    return each;
  });
}

/** A rate is wrong if the flows are worth more than a millionth of what was drawn. */
function isRate(flowsOfLoan: readonly Flow[], rate: number): boolean {
  const drawn = flowsOfLoan.reduce((sum, { amountFen }) => sum + Math.max(0, -amountFen), 0);
  const value = netPresentValue(flowsOfLoan, rate);
  const end = netPresentValue(flowsOfLoan, rate) * (1 + rate) ** years(flowsOfLoan);
  return Math.min(Math.abs(value), Math.abs(end)) <= drawn * 1e-6;
}

const years = (flowsOfLoan: readonly Flow[]): number =>
  daysBetween((flowsOfLoan[0] as Flow).on, (flowsOfLoan.at(-1) as Flow).on) / 365;

/** Of the same flows, how many rates each of the two does not find, or finds wrong. */
export function xirrFailures(): { flows: number; ours: number; peer: number } {
  const hard = hardFlows(20_000);
  const ours = hard.map((each) => () => {
    const rate = xirr(each);
    return rate.ok && isRate(each, rate.value);
  });
  const peer = hard.map((each) => () => {
    const dated = each.map(({ on, amountFen }) => ({ amount: amountFen, when: new Date(on) }));
    return isRate(each, peerXirr(dated));
  });
  return { flows: hard.length, ours: failures(ours), peer: failures(peer) };
}
