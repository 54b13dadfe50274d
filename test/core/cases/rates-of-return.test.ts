import { isoDate } from '../../../lambdas/core/calendar';
import type { AllInCost } from '../../../lambdas/core/orders/all-in-cost';
import { type CapReading, type CapRule, judgeCap } from '../../../lambdas/core/orders/cap';
import { irr, xirr } from '../../../lambdas/core/orders/rate-of-return';
import { ratePpm } from '../../../lambdas/core/rate';
import data from './rates-of-return.json';

interface RateCase {
  readonly id: string;
  readonly title: string;
  readonly method: string;
  readonly flows?: readonly (readonly [string, number])[];
  readonly amounts?: readonly (readonly [number, number])[];
  readonly dates?: readonly string[];
  readonly periods_per_year?: number;
  readonly expected: Readonly<Record<string, number | string | null>>;
  readonly capVerdicts?: Readonly<Record<string, Readonly<Record<string, boolean>>>>;
}

const cases = data.cases as unknown as readonly RateCase[];

/** Left out, each with its reason. */
const leftOut: Readonly<Record<string, string>> = {
  X35: 'counts actual/actual years; an XIRR here is always days / 365',
  Z06: 'the odd-first-period rule of Regulation Z is not built',
  Z07: 'the odd-first-period rule of Regulation Z is not built',
  Z10: 'the odd-first-period rule of Regulation Z is not built',
  Z12: 'the odd-first-period rule of Regulation Z is not built',
};

describe('rates of return', () => {
  it.each(
    cases.filter(({ id }) => !(id in leftOut)).map((each) => [each.id, each.title, each] as const),
  )('meets %s: %s', (_id, _title, each) => {
    const rate = rateOf(each);
    const { rate: expected, tolerance } = each.expected;
    if (expected === 'error' || expected === 'none') {
      expect(rate).toMatchObject({ ok: false, error: { code: 'noRate' } });
      return;
    }
    if (!rate.ok) throw new Error(rate.error.message);
    expect(Math.abs(rate.value - Number(expected))).toBeLessThanOrEqual(Number(tolerance));
  });

  it.each(cases.filter(({ capVerdicts }) => capVerdicts).map((each) => [each.id, each] as const))(
    'judges %s by both readings of both caps',
    (_id, each) => {
      for (const [cap, verdicts] of Object.entries(each.capVerdicts ?? {})) {
        expect(isWithin(each, Number(cap), 'nominal')).toBe(verdicts.nominal_within);
        expect(isWithin(each, Number(cap), 'effective')).toBe(verdicts.effective_within);
      }
    },
  );
});

const amountsOf = (each: RateCase): number[] =>
  (each.amounts ?? []).flatMap(([amount, count]) => new Array<number>(count).fill(amount));

const rateOf = (each: RateCase) =>
  each.method === 'xirr'
    ? xirr((each.flows ?? []).map(([on, amountFen]) => ({ on: isoDate(on), amountFen })))
    : irr(amountsOf(each));

function isWithin(each: RateCase, cap: number, reading: CapReading): boolean {
  const periodic = amountsOf(each);
  const flows = periodic.map((amountFen, index) => ({
    on: isoDate(each.dates?.[index] ?? ''),
    amountFen,
  }));
  const periodsPerYear = each.periods_per_year ?? 12;
  const nominal = irr(periodic);
  const effective = xirr(flows);
  const cost: AllInCost = {
    nominal: nominal.ok ? nominal.value * periodsPerYear : Number.NaN,
    effective: effective.ok ? effective.value : Number.NaN,
    flows,
    periodic,
    periodsPerYear,
  };
  const rule: CapRule = {
    version: 'case',
    institutionKind: 'licensedLender',
    from: isoDate('2000-01-01'),
    capPpm: ratePpm(cap * 1_000_000),
    reading,
    source: each.id,
  };
  const verdict = judgeCap([rule], cost, 'licensedLender', isoDate('2024-01-31'));
  return verdict.ok && verdict.value.within;
}
