import * as fc from 'fast-check';
import { schedule } from '../../../lambdas/core/repayment/schedule';
import { someScheduleTerms } from './loan-arbitraries';

const runs = { numRuns: 10_000 };

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
