import * as fc from 'fast-check';
import { isBusinessDay, shiftToBusinessDay } from '../../lambdas/core/business-days';
import {
  addDays,
  addMonths,
  civilOf,
  dayNumberFrom,
  dayNumberOf,
  daysBetween,
  isoDate,
  isoDateOf,
  parseIsoDate,
} from '../../lambdas/core/calendar';
import { daysFraction, thirty360Days } from '../../lambdas/core/day-count';

// The seed is fixed so that a run can fail only for a change; widen numRuns to search further.
const runs = { numRuns: 10_000, seed: 20_261_122 };

describe('the calendar', () => {
  it('agrees with the platform on every day it is asked for', () => {
    fc.assert(
      fc.property(fc.integer({ min: -200_000, max: 200_000 }), (day) => {
        const date = isoDateOf(day);
        const { year, month, day: dayOfMonth } = civilOf(day);
        const theirs = new Date(day * 86_400_000).toISOString().slice(0, 10);
        const same = date === theirs && dayNumberOf(date) === day;
        if (!same || dayNumberFrom(year, month, dayOfMonth) !== day) throw new Error(date);
      }),
      runs,
    );
  });

  it.each(['2025-02-29', '2024-13-01', '2024-00-10', '2024-1-1', '20240101', '', null, 5])(
    'has no day %s',
    (text) => {
      expect(parseIsoDate(text)).toMatchObject({ ok: false, error: { code: 'notADate' } });
    },
  );

  it('throws where a day was promised', () => {
    expect(() => isoDate('2025-02-29')).toThrow(RangeError);
  });

  it('keeps the 31st through short months', () => {
    const from = isoDate('2024-01-31');
    const months = [1, 2, 3, 13].map((count) => addMonths(from, count));
    expect(months).toEqual(['2024-02-29', '2024-03-31', '2024-04-30', '2025-02-28']);
    expect(addMonths(isoDate('2024-02-29'), 1, 31)).toBe('2024-03-31');
    expect(addMonths(from, 1, 31, 'roll')).toBe('2024-03-01');
    expect(addMonths(isoDate('2024-03-31'), -1)).toBe('2024-02-29');
  });

  it('counts days across leap years', () => {
    expect(daysBetween(isoDate('2024-02-28'), isoDate('2024-03-01'))).toBe(2);
    expect(addDays(isoDate('2023-12-31'), 366)).toBe('2024-12-31');
  });
});

describe('business days', () => {
  // The week of National Day 2026: the 1st to the 7th are off, Saturday the 10th is worked.
  const holidays = [1, 2, 3, 4, 5, 6, 7].map((day) => isoDate(`2026-10-0${day}`));
  const table = { holidays, workingWeekends: [isoDate('2026-10-10')] };

  it.each([
    ['following', '2026-10-01', '2026-10-08'],
    ['preceding', '2026-10-01', '2026-09-30'],
    ['following', '2026-10-10', '2026-10-10'],
    ['following', '2026-10-11', '2026-10-12'],
    ['modifiedFollowing', '2026-10-31', '2026-10-30'],
    ['modifiedFollowing', '2026-10-03', '2026-10-08'],
  ] as const)('%s: %s becomes %s', (shift, from, to) => {
    const day = shiftToBusinessDay(dayNumberOf(isoDate(from)), { ...table, shift });
    expect(isoDateOf(day)).toBe(to);
  });

  it('are neither weekends nor holidays', () => {
    const days = { ...table, shift: 'following' } as const;
    expect(isBusinessDay(dayNumberOf(isoDate('2026-10-09')), days)).toBe(true);
    expect(isBusinessDay(dayNumberOf(isoDate('2026-10-17')), days)).toBe(false);
  });
});

describe('day counts', () => {
  const share = (dayCount: Parameters<typeof daysFraction>[0], from: string, to: string) => {
    const { numerator, denominator } = daysFraction(
      dayCount,
      dayNumberOf(isoDate(from)),
      dayNumberOf(isoDate(to)),
    );
    return numerator / denominator;
  };

  it('split actual/actual at the year’s end', () => {
    expect(share('actual/actual', '2023-12-12', '2024-01-12')).toBeCloseTo(20 / 365 + 11 / 366, 15);
    expect(share('actual/actual', '2024-01-01', '2025-01-01')).toBe(1);
    expect(share('actual/actual', '2022-07-01', '2025-07-01')).toBeCloseTo(
      184 / 365 + 1 + 1 + 181 / 365,
      15,
    );
  });

  it('take every month as thirty days in 30/360', () => {
    const days = (from: string, to: string) =>
      thirty360Days(dayNumberOf(isoDate(from)), dayNumberOf(isoDate(to)));
    expect(days('2024-01-15', '2024-03-15')).toBe(60);
    expect(days('2024-01-31', '2024-02-29')).toBe(29);
    expect(days('2024-02-29', '2024-03-31')).toBe(31);
  });

  it('divide actual days by the year they are named after', () => {
    expect(share('actual/360', '2024-01-01', '2024-12-31')).toBeCloseTo(365 / 360, 15);
    expect(share('actual/364', '2024-01-01', '2024-12-30')).toBe(1);
    expect(share('actual/365', '2024-01-01', '2024-12-31')).toBe(1);
  });
});
