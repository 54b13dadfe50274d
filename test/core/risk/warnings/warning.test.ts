import * as fc from 'fast-check';
import { addDays, isoDate } from '../../../../lambdas/core/calendar';
import { bureauSigns, scoreSigns } from '../../../../lambdas/core/risk/warnings/signs';
import {
  type Signs,
  type Warning,
  warningsFrom,
  warningTriggers,
} from '../../../../lambdas/core/risk/warnings/warning';
import { openWarningRules } from '../../../../lambdas/platform/composition/warning-rules';

const rules = openWarningRules();
const today = isoDate('2026-11-22');
const raisedBy = (signs: Signs, earlier: readonly Warning[] = []) =>
  warningsFrom(rules, signs, earlier, today).map(({ trigger, action }) => `${trigger} ${action}`);

describe('early warnings', () => {
  it('are raised by signs from their threshold on', () => {
    expect(raisedBy({ otherLenderInquiries: 5, limitRequests: 2 })).toEqual([]);
    expect(raisedBy({ otherLenderInquiries: 6, limitRequests: 3 })).toEqual([
      'otherLenderInquiries cutLimit',
      'limitRequests watch',
    ]);
  });

  it('know a rule for every trigger', () => {
    expect(rules.triggers.map(({ trigger }) => trigger).sort()).toEqual(
      [...warningTriggers].sort(),
    );
  });

  it('of one trigger come once within its cool-off, whatever happens', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.nat({ max: 200 })), {
          maxLength: 40,
        }),
        fc.constantFrom(...rules.triggers),
        (steps, { trigger, coolOffDays }) => {
          let raised: readonly Warning[] = [];
          let day = today;
          for (const [days, value] of steps) {
            day = addDays(day, days);
            raised = [...warningsFrom(rules, { [trigger]: value }, raised, day), ...raised];
          }
          const days = raised.map(({ raisedOn }) => raisedOn).reverse();
          return days.every(
            (on, index) => index === 0 || on >= addDays(days[index - 1]!, coolOffDays),
          );
        },
      ),
      { seed: 20261122, numRuns: 500 },
    );
  });
});

describe('signs', () => {
  it('of the score are how far it fell below the best of the three months before', () => {
    const months = (...scores: number[]) => scoreSigns(scores.map((score) => ({ score })));

    expect(months(600)).toEqual({});
    expect(months(560, 590, 640, 600, 900).scoreFalling).toBe(80);
    expect(months(640, 600).scoreFalling).toBe(-40);
  });

  it('of the bureau count delinquencies only that are new', () => {
    const values = { bureauInquiries30d: 2, bureauDelinquencies24m: 3 };

    expect(bureauSigns(values, undefined)).toEqual({ otherLenderInquiries: 2 });
    expect(bureauSigns(values, 2)).toEqual({ otherLenderInquiries: 2, otherLenderDelinquency: 1 });
    expect(bureauSigns({}, 2)).toEqual({});
  });
});
