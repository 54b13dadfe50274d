import * as fc from 'fast-check';
import { fen } from '../../../lambdas/core/money';
import { ratePpm } from '../../../lambdas/core/rate';
import { isOrdinary } from '../../../lambdas/core/repayment/ordinary-schedule';
import { schedule } from '../../../lambdas/core/repayment/schedule';
import type { ScheduleTerms } from '../../../lambdas/core/repayment/schedule-terms';
import { someDay, someScheduleTerms } from './loan-arbitraries';

// The seed is fixed so that a run can fail only for a change; widen numRuns to search further.
const runs = { numRuns: 10_000, seed: 20_261_122 };

describe('every schedule', () => {
  it('repays exactly the principal, ends at zero and asks for nothing negative', () => {
    fc.assert(
      fc.property(someScheduleTerms, (terms) => {
        const plan = schedule(terms);
        if (!plan.ok) throw new Error(plan.error.message);
        const { rows, totals } = plan.value;
        let balance: number = terms.principalFen;
        let interest = 0;
        for (const row of rows) {
          balance -= row.principalFen;
          interest += row.interestFen;
          hold(row.balanceFen === balance, 'the balance is what is left');
          hold(row.totalFen === row.principalFen + row.interestFen, 'the total is the sum');
          hold(row.principalFen >= 0 && row.interestFen >= 0, 'nothing is negative');
        }
        hold(balance === 0, 'the balance ends at zero');
        hold(totals.interestFen === interest, 'the interest is the sum of the rows');
        hold(totals.totalFen === terms.principalFen + interest, 'the total is the sum of both');
      }),
      runs,
    );
  });

  it('falls due on days that only go forward, from the first after payout', () => {
    fc.assert(
      fc.property(someScheduleTerms, (terms) => {
        const plan = schedule(terms);
        if (!plan.ok) throw new Error(plan.error.message);
        const instalments = plan.value.rows.slice(terms.downPaymentFen ? 1 : 0);
        let previous: string = terms.disbursedOn;
        for (const { dueOn } of instalments) {
          hold(dueOn > previous, `${dueOn} is after ${previous}`);
          previous = dueOn;
        }
      }),
      runs,
    );
  });

  it('comes out of one pass as it does of the general way, where the loan is ordinary', () => {
    const ordinary = fc.record({
      principalFen: fc.integer({ min: 1, max: 2_000_000_000 }).map(fen),
      annualRatePpm: fc.integer({ min: 0, max: 600_000 }).map(ratePpm),
      method: fc.constant('equalInstalments'),
      instalments: fc.integer({ min: 1, max: 60 }),
      frequency: fc.record({ unit: fc.constant('months'), every: fc.constantFrom(1, 3) }),
      disbursedOn: someDay,
      dayCount: fc.constantFrom('period', '30/360', 'actual/360', 'actual/364', 'actual/365'),
      rounding: fc.record({ mode: fc.constantFrom('halfUp', 'halfEven') }),
    }) as fc.Arbitrary<ScheduleTerms>;
    fc.assert(
      fc.property(ordinary, (terms) => {
        const byDay = terms.dayCount.startsWith('actual');
        if (byDay && terms.rounding.mode === 'halfEven') return;
        hold(isOrdinary(terms), 'the loan is ordinary');
        // A grace of no instalments changes nothing, but is not ordinary.
        const general = schedule({ ...terms, graceInstalments: 0 });
        const same = JSON.stringify(schedule(terms)) === JSON.stringify(general);
        hold(same, 'both ways agree');
      }),
      { ...runs, numRuns: 20_000 },
    );
  });

  it('bears no interest at a rate of zero', () => {
    fc.assert(
      fc.property(someScheduleTerms, (terms) => {
        const plan = schedule({ ...terms, annualRatePpm: 0 as typeof terms.annualRatePpm });
        expect(plan.ok && plan.value.totals.interestFen).toBe(0);
      }),
      runs,
    );
  });

  it('never costs more when the rate is lower', () => {
    fc.assert(
      fc.property(someScheduleTerms, (drawn) => {
        const { evenOut: _, ...rounding } = drawn.rounding;
        const terms = { ...drawn, method: 'equalPrincipal' as const, rounding };
        const half = Math.floor(terms.annualRatePpm / 2) as typeof terms.annualRatePpm;
        const dear = schedule(terms);
        const cheap = schedule({ ...terms, annualRatePpm: half });
        if (!dear.ok || !cheap.ok) throw new Error('no schedule');
        expect(cheap.value.totals.interestFen).toBeLessThanOrEqual(dear.value.totals.interestFen);
      }),
      runs,
    );
  });
});

/** Cheaper than an expectation, ten thousand times thirty-six rows. */
function hold(claim: boolean, words: string): void {
  if (!claim) throw new Error(`not so: ${words}`);
}
