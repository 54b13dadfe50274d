/** Invented terms and lives of loans for property tests. */
import * as fc from 'fast-check';
import { addDays, type IsoDate, isoDateOf } from '../../../lambdas/core/calendar';
import { fen } from '../../../lambdas/core/money';
import { ratePpm } from '../../../lambdas/core/rate';
import {
  apply,
  decide,
  type LoanCommand,
  type LoanState,
  payoffQuote,
} from '../../../lambdas/core/repayment/loan';
import type { LoanTerms } from '../../../lambdas/core/repayment/loan-terms';
import type { ScheduleTerms } from '../../../lambdas/core/repayment/schedule-terms';

/** Any day from 2000 to 2040. */
export const someDay = fc.integer({ min: 10_957, max: 25_567 }).map(isoDateOf);

const someFen = (maximum: number) => fc.integer({ min: 1, max: maximum }).map(fen);

const mostlyAbsent = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });

/** Schedule terms of every method, day count, rounding and grace. */
export const someScheduleTerms: fc.Arbitrary<ScheduleTerms> = fc
  .record({
    principalFen: someFen(1_000_000_000),
    annualRatePpm: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 600_000 })).map(ratePpm),
    method: fc.constantFrom('equalInstalments', 'equalPrincipal', 'interestFirst', 'bullet'),
    interestMethod: fc.constantFrom('declining', 'flat'),
    instalments: fc.integer({ min: 1, max: 36 }),
    frequency: fc.record({
      unit: fc.constantFrom('days', 'weeks', 'months', 'years'),
      every: fc.integer({ min: 1, max: 3 }),
    }),
    disbursedOn: someDay,
    firstPeriodDays: mostlyAbsent(fc.integer({ min: 1, max: 75 })),
    dayCount: fc.constantFrom(
      'period',
      '30/360',
      'actual/360',
      'actual/364',
      'actual/365',
      'actual/actual',
    ),
    monthEnd: fc.constantFrom('clamp', 'roll'),
    rounding: fc.record({
      mode: fc.constantFrom('halfUp', 'halfEven'),
      instalmentMultipleFen: mostlyAbsent(fc.constantFrom(10, 100, 1_000).map(fen)),
      remainderTo: fc.constantFrom('last', 'first'),
      evenOut: fc.boolean(),
    }),
    grace: fc.integer({ min: 0, max: 6 }),
    interestGrace: fc.integer({ min: 0, max: 6 }),
    interestFree: fc.integer({ min: 0, max: 4 }),
    balloonShare: mostlyAbsent(fc.integer({ min: 0, max: 100 })),
    downShare: mostlyAbsent(fc.integer({ min: 0, max: 90 })),
    extras: fc.boolean(),
  })
  .map(
    ({
      firstPeriodDays,
      grace,
      interestGrace,
      interestFree,
      balloonShare,
      downShare,
      ...drawn
    }) => {
      const { extras, rounding, ...terms } = drawn;
      const within = (count: number) => Math.min(count, terms.instalments - 1);
      const { instalmentMultipleFen, ...modes } = rounding;
      const shareOf = (share: number) => fen(Math.floor((terms.principalFen * share) / 100));
      return {
        ...terms,
        rounding: { ...modes, ...(instalmentMultipleFen ? { instalmentMultipleFen } : {}) },
        ...(firstPeriodDays ? { firstDueOn: addDays(terms.disbursedOn, firstPeriodDays) } : {}),
        ...(extras
          ? { graceInstalments: within(grace), interestFreeInstalments: interestFree }
          : {}),
        ...(extras && interestGrace > 0 ? { interestGraceInstalments: within(interestGrace) } : {}),
        ...(extras && balloonShare !== undefined && downShare === undefined
          ? { balloonFen: shareOf(balloonShare) }
          : {}),
        ...(extras && downShare !== undefined ? { downPaymentFen: shareOf(downShare) } : {}),
      } as ScheduleTerms;
    },
  )

  .filter(
    ({ method, interestMethod, interestFreeInstalments: free = 0, instalments }) =>
      free <= (method === 'bullet' || interestMethod === 'flat' ? 0 : instalments),
  );

const scheduled: ReadonlySet<string> = new Set(['next', 'last', 'spread', 'credit']);
const dailies: ReadonlySet<string> = new Set(['next', 'reduce', 'credit']);

/** Contracts of ordinary consumer loans with fees, penalty and every allocation rule. */
export const someLoanTerms: fc.Arbitrary<LoanTerms> = fc
  .record({
    terms: someScheduleTerms,
    instalments: fc.integer({ min: 1, max: 12 }),
    fee: fc.integer({ min: 0, max: 2_000 }),
    when: fc.constantFrom('upfront', 'perInstalment', 'atEnd'),
    penaltyPpm: fc.integer({ min: 0, max: 240_000 }),
    graceDays: fc.integer({ min: 0, max: 5 }),
    base: fc.constantFrom('principal', 'principalAndInterest'),
    order: fc.shuffledSubarray(['fees', 'penalty', 'interest', 'principal'], { minLength: 4 }),
    excess: fc.constantFrom('next', 'last', 'spread', 'credit', 'reduce'),
    daily: fc.boolean(),
    feePpm: fc.constantFrom(0, 10_000),
  })
  .map(
    ({
      terms,
      instalments,
      fee,
      when,
      penaltyPpm,
      graceDays,
      base,
      order,
      excess,
      daily,
      feePpm,
    }) => {
      const recalculates = daily && terms.interestMethod !== 'flat';
      const { graceInstalments = 0, interestFreeInstalments = 0 } = terms;
      return {
        ...terms,
        instalments,
        graceInstalments: Math.min(graceInstalments, instalments - 1),
        interestFreeInstalments: Math.min(interestFreeInstalments, instalments - 1),
        ...(terms.interestGraceInstalments === undefined
          ? {}
          : {
              interestGraceInstalments: Math.min(terms.interestGraceInstalments, instalments - 1),
            }),
        fees: [
          {
            code: 'fee',
            name: { zh: '费', en: 'fee' },
            when,
            amountFen: fen(fee),
            payee: 'lender',
          },
        ],
        penalty: { annualRatePpm: ratePpm(penaltyPpm), graceDays, base, daysPerYear: 365 },
        allocation: {
          order,
          excess: (recalculates ? dailies : scheduled).has(excess) ? excess : 'next',
        },
        prepayment: { minimumFen: fen(1), effects: ['shorterTerm', 'lowerInstalment'], feePpm },
        interestRecalculation: recalculates ? 'daily' : 'scheduled',
      } as LoanTerms;
    },
  );

/** A wish: what might happen so many days after payout, to so much of the principal. */
export interface Wish {
  readonly kind:
    | 'repay'
    | 'prepayShorter'
    | 'prepayLower'
    | 'payOff'
    | 'chargeFee'
    | 'chargePenalty'
    | 'waive'
    | 'reverse'
    | 'reschedule'
    | 'extend'
    | 'changeRate'
    | 'writeOff'
    | 'recover'
    | 'refund'
    | 'closeDay';
  readonly day: number;
  readonly share: number;
  readonly pick: number;
}

export const someWishes = (...kinds: Wish['kind'][]): fc.Arbitrary<Wish[]> =>
  fc.array(
    fc.record({
      kind: fc.constantFrom(...kinds),
      day: fc.integer({ min: 0, max: 400 }),
      share: fc.integer({ min: 1, max: 60 }),
      pick: fc.nat({ max: 20 }),
    }),
    { maxLength: 6 },
  );

export const everyWish: readonly Wish['kind'][] = [
  'repay',
  'repay',
  'prepayShorter',
  'prepayLower',
  'payOff',
  'chargeFee',
  'chargePenalty',
  'waive',
  'reverse',
  'reschedule',
  'extend',
  'changeRate',
  'writeOff',
  'recover',
  'refund',
  'closeDay',
];

export const disbursement = (terms: LoanTerms): LoanCommand => ({
  type: 'disburse',
  id: 'payout',
  on: terms.disbursedOn,
  loanId: 'loan',
  terms,
});

/** The command a wish becomes in a state. */
export function commandOf(state: LoanState, wish: Wish, id: string): LoanCommand {
  const on = addDays(state.disbursedOn, wish.day);
  const amountFen = fen(Math.max(1, Math.floor((state.principalFen * wish.share) / 100)));
  const smallFen = fen(1 + wish.share * 37);
  const component = (['fees', 'penalty', 'interest', 'principal'] as const)[wish.pick % 4];
  switch (wish.kind) {
    case 'repay':
      return { type: 'repay', id, on, amountFen };
    case 'prepayShorter':
      return { type: 'prepay', id, on, amountFen, effect: 'shorterTerm' };
    case 'prepayLower':
      return { type: 'prepay', id, on, amountFen, effect: 'lowerInstalment' };
    case 'payOff':
      return { type: 'payOff', id, on, amountFen: quoteOn(state, on) };
    case 'chargeFee':
    case 'chargePenalty': {
      const to = wish.kind === 'chargeFee' ? 'fees' : 'penalty';
      const dueOn = addDays(on, wish.pick);
      return {
        type: 'chargeFee',
        id,
        on,
        code: 'extra',
        component: to,
        amountFen: smallFen,
        dueOn,
      };
    }
    case 'waive':
      return { type: 'waive', id, on, component: component ?? 'fees', amountFen: smallFen };
    case 'reverse':
      return { type: 'reverse', id, on, eventId: `wish${wish.pick % 8}` };
    case 'reschedule':
      return { type: 'reschedule', id, on, instalments: 1 + (wish.pick % 12) };
    case 'extend':
      return { type: 'extend', id, on, periods: 1 + (wish.pick % 3) };
    case 'changeRate':
      return { type: 'changeRate', id, on, annualRatePpm: ratePpm(wish.share * 5_000) };
    case 'writeOff':
      return { type: 'writeOff', id, on };
    case 'recover':
      return { type: 'recover', id, on, amountFen };
    case 'refund':
      return { type: 'refund', id, on, amountFen: state.creditFen };
    case 'closeDay':
      return { type: 'closeDay', id, on };
  }
}

const quoteOn = (state: LoanState, on: IsoDate) => payoffQuote(state, on).totalFen;

/** Lives through the wishes a loan grants; `seen` is told of every step. */
export function live(
  terms: LoanTerms,
  wishes: readonly Wish[],
  seen: (before: LoanState | undefined, after: LoanState) => void = () => {},
): LoanState | undefined {
  const opening = decide(undefined, disbursement(terms));
  if (!opening.ok) {
    return undefined;
  }
  let state: LoanState | undefined;
  const step = (events: readonly LoanState['events'][number][]) => {
    for (const event of events) {
      const after = apply(state, event);
      seen(state, after);
      state = after;
    }
  };
  step(opening.value);
  for (const [index, wish] of wishes.entries()) {
    const decided = decide(state, commandOf(state as unknown as LoanState, wish, `wish${index}`));
    if (decided.ok) {
      step(decided.value);
    }
  }
  return state;
}
