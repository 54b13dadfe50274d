/** Turns a case from elsewhere into our terms; nothing of its figures is changed. */
import { isoDate } from '../../../lambdas/core/calendar';
import type { DayCount } from '../../../lambdas/core/day-count';
import { fen } from '../../../lambdas/core/money';
import { ratePpm } from '../../../lambdas/core/rate';
import type {
  Frequency,
  Method,
  ScheduleTerms,
} from '../../../lambdas/core/repayment/schedule-terms';
import chinese from './chinese-schedules.json';
import fineract from './fineract.json';

export interface CaseRow {
  readonly n: number;
  readonly dueOn?: string;
  readonly principalFen?: number;
  readonly interestFen?: number;
  readonly feesFen?: number;
  readonly penaltyFen?: number;
  readonly totalFen?: number;
  readonly balanceFen?: number;
  readonly paidFen?: number;
  readonly paidEarlyFen?: number;
  readonly paidLateFen?: number;
  readonly outstandingFen?: number;
  readonly paidOn?: string;
}

export interface FineractEvent {
  readonly on: string;
  readonly type: string;
  readonly amountFen?: number;
  readonly annualRatePpm?: number;
}

export interface FineractState {
  readonly afterEvent: number;
  readonly asOf?: string;
  readonly rows: readonly CaseRow[];
  readonly totals?: Readonly<Record<string, number>>;
  readonly transactions?: readonly {
    on: string;
    type: string;
    amountFen: number;
    principalFen: number;
    interestFen: number;
    balanceFen: number;
  }[];
}

export interface FineractCase {
  readonly id: string;
  readonly title: string;
  readonly kind: string;
  readonly fit: string;
  readonly principalFen?: number;
  readonly annualRatePpm?: number;
  readonly instalments: number;
  readonly unit: string;
  readonly every: number;
  readonly disbursedOn: string;
  readonly dayCount?: string;
  readonly amortization?: string;
  readonly interest?: string;
  readonly engine?: string;
  readonly rounding?: string;
  readonly multipleFen?: number;
  readonly grace_principal?: number;
  readonly grace_interest_payment?: number;
  readonly down_payment_percent?: number;
  readonly fixed_principal_percent?: number;
  readonly allocation_strategy?: string;
  readonly monthEnd?: string;
  readonly semantics: readonly string[];
  readonly events: readonly FineractEvent[];
  readonly expected: readonly FineractState[];
}

export interface ChineseCase {
  readonly id: string;
  readonly title: string;
  readonly method: string;
  readonly principalFen: number;
  readonly annualRatePpm: number;
  readonly instalments: number;
  readonly unit: string;
  readonly every: number;
  readonly dayCount: string;
  readonly rounding: string;
  readonly disbursedOn: string | null;
  readonly rows: readonly CaseRow[];
  readonly totals?: Readonly<Record<string, number>>;
  readonly instalmentFen?: number;
}

export const fineractCases = fineract.cases as readonly FineractCase[];
export const chineseCases = chinese.cases as readonly ChineseCase[];

const frequencyOf = (unit: string, every: number): Frequency => ({
  unit: unit.toLowerCase() as Frequency['unit'],
  every,
});

const modeOf = (rounding: string) => (rounding === 'HALF_EVEN' ? 'halfEven' : 'halfUp');

/** Fineract's four amortisations in our two words, method and interest method. */
export function fineractTerms(each: FineractCase): ScheduleTerms {
  const principal = each.principalFen ?? 0;
  const percentOf = (percent: number) => fen((principal * percent) / 100);
  const fixedPrincipal = each.fixed_principal_percent;
  return {
    principalFen: fen(principal),
    annualRatePpm: ratePpm(each.annualRatePpm ?? 0),
    method: methodOf(each),
    ...(each.interest === 'FLAT' ? { interestMethod: 'flat' } : {}),
    instalments: each.instalments,
    frequency: frequencyOf(each.unit, each.every),
    disbursedOn: isoDate(each.disbursedOn),
    dayCount: dayCountOf(each),
    monthEnd:
      each.monthEnd === 'FIRST_DAY_OF_NEXT_MONTH' || /\bROLLS\b/i.test(each.semantics.join(' '))
        ? 'roll'
        : 'clamp',
    rounding: {
      mode: modeOf(each.rounding ?? ''),
      ...(each.multipleFen === undefined ? {} : { instalmentMultipleFen: fen(each.multipleFen) }),
      ...(says(each, 'currency in multiples')
        ? { amountMultipleFen: fen(each.multipleFen ?? 1) }
        : {}),
      ...(says(each, 'nudged by the source') ? { evenOut: true } : {}),
    },
    // The older engine takes every period as long as the first when it computes the instalment.
    ...(each.dayCount === 'actual/actual-simple' ? { levelFrom: 'firstPeriod' } : {}),
    ...(each.grace_principal === undefined ? {} : { graceInstalments: each.grace_principal }),
    ...(each.grace_interest_payment === undefined
      ? {}
      : { interestGraceInstalments: each.grace_interest_payment }),
    ...(each.down_payment_percent === undefined
      ? {}
      : { downPaymentFen: percentOf(each.down_payment_percent) }),
    ...(fixedPrincipal === undefined ? {} : { instalmentFen: percentOf(fixedPrincipal) }),
  };
}

const says = (each: FineractCase, words: string): boolean =>
  each.semantics.some((rule) => rule.includes(words));

function methodOf(each: FineractCase): Method {
  if (each.amortization?.startsWith('BULLET')) {
    return 'interestFirst';
  }
  return each.amortization === 'EQUAL_INSTALMENTS' ? 'equalInstalments' : 'equalPrincipal';
}

function dayCountOf(each: FineractCase): DayCount {
  switch (each.dayCount) {
    case 'actual/actual':
    case 'actual/365':
    case '30/360':
      return each.dayCount;
    case 'actual/actual-simple':
      // The older engine keeps the year length of the first year: 365 in every such case here.
      return 'actual/365';
    default:
      return 'period';
  }
}

/** Where a case names no day it does not depend on one. */
export function chineseTerms(each: ChineseCase): ScheduleTerms {
  return {
    principalFen: fen(each.principalFen),
    annualRatePpm: ratePpm(each.annualRatePpm),
    method: each.method as Method,
    instalments: each.instalments,
    frequency: frequencyOf(each.unit, each.every),
    disbursedOn: isoDate(each.disbursedOn ?? '2025-01-01'),
    dayCount: each.dayCount.includes('actual')
      ? (/actual\/36\d/.exec(each.dayCount)?.[0] as DayCount)
      : 'period',
    rounding: { mode: modeOf(each.rounding) },
  };
}

/** The cells of a row that a case states, and the same cells of ours. */
export function sameCells(expected: CaseRow, actual: object | undefined): [object, object] {
  const stated = Object.entries(expected).filter(([, value]) => value !== undefined);
  const ours = (actual ?? {}) as Record<string, unknown>;
  return [Object.fromEntries(stated.map(([key]) => [key, ours[key]])), Object.fromEntries(stated)];
}
