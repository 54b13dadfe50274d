/** The day in China begins at 16:00 UTC of the day before, all year round. */
import * as fc from 'fast-check';
import { addDays, isoDate, isoDateOf } from '../../lambdas/core/calendar';
import { dayInChina, startOfDayInChina } from '../../lambdas/core/china-day';

const millis = fc.integer({ min: 0, max: Date.UTC(2105, 0, 1) });

describe('the day in China', () => {
  it('turns at midnight in China, not in UTC', () => {
    expect(dayInChina(Date.parse('2026-11-22T15:59:59.999Z'))).toBe('2026-11-22');
    expect(dayInChina(Date.parse('2026-11-22T16:00:00.000Z'))).toBe('2026-11-23');
  });

  it('knows leap days and the turn of the year', () => {
    expect(dayInChina(Date.parse('2028-02-28T16:00:00Z'))).toBe('2028-02-29');
    expect(dayInChina(Date.parse('2026-12-31T16:00:00Z'))).toBe('2027-01-01');
  });

  it('holds each instant within its day', () => {
    fc.assert(
      fc.property(millis, (instant) => {
        const day = dayInChina(instant);

        expect(startOfDayInChina(day)).toBeLessThanOrEqual(instant);
        expect(startOfDayInChina(addDays(day, 1))).toBeGreaterThan(instant);
      }),
    );
  });

  it('has 24 hours, also when other countries move their clocks', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 49_000 }), (dayNumber) => {
        const day = isoDateOf(dayNumber);

        expect(startOfDayInChina(addDays(day, 1)) - startOfDayInChina(day)).toBe(86_400_000);
        expect(dayInChina(startOfDayInChina(day))).toBe(day);
      }),
    );
  });

  it('is what Intl says it is', () => {
    const format = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' });
    // China had summer time until 1991.
    const recent = fc.integer({ min: Date.UTC(1992, 0, 1), max: Date.UTC(2105, 0, 1) });

    fc.assert(
      fc.property(recent, (instant) => {
        expect(dayInChina(instant)).toBe(isoDate(format.format(instant)));
      }),
    );
  });
});
