/** A breaker opens on a rate, waits, is tried a little, and closes or opens again. */
import * as fc from 'fast-check';
import {
  breakerState,
  isTrial,
  type MinuteCount,
  rememberedMinutes,
} from '../../../lambdas/core/payments/breaker';
import { readRoutes } from '../../../lambdas/platform/composition/routes';

const rules = readRoutes().breaker;
const at = (minute: number, good: number, bad: number): MinuteCount => ({ minute, good, bad });
const state = (counts: readonly MinuteCount[], minute: number) =>
  breakerState(counts, minute, rules);

describe('a breaker', () => {
  it('is closed where nothing is known, and where too little is', () => {
    expect(state([], 1_000)).toBe('closed');
    expect(state([at(1_000, 0, 9)], 1_000)).toBe('closed');
  });

  it('opens on half of ten attempts within five minutes, not on fewer or on older ones', () => {
    expect(state([at(997, 3, 2), at(1_000, 2, 3)], 1_000)).toBe('open');
    expect(state([at(997, 3, 1), at(1_000, 3, 3)], 1_000)).toBe('closed');
    expect(state([at(995, 0, 5), at(1_000, 0, 5)], 1_000)).toBe('closed');
  });

  it('is half-open three minutes later, until three trials have come back', () => {
    const bad = at(1_000, 0, 10);
    expect([1_000, 1_002, 1_003, 1_010].map((minute) => state([bad], minute))).toEqual([
      'open',
      'open',
      'halfOpen',
      'halfOpen',
    ]);
    expect(state([bad, at(1_004, 2, 0)], 1_004)).toBe('halfOpen');
    expect(state([bad, at(1_004, 3, 0)], 1_004)).toBe('closed');
    expect(state([bad, at(1_004, 1, 2)], 1_004)).toBe('open');
    expect(state([bad, at(1_004, 1, 2)], 1_007)).toBe('halfOpen');
  });

  it('once closed, does not open again on what opened it', () => {
    expect(state([at(1_000, 0, 50), at(1_003, 4, 0)], 1_004)).toBe('closed');
  });

  it('learns nothing from what was sent while it was open', () => {
    expect(state([at(1_000, 0, 10), at(1_001, 90, 0)], 1_002)).toBe('open');
    expect(state([at(1_000, 0, 10), at(1_001, 0, 90)], 1_003)).toBe('halfOpen');
  });

  it('forgets after half an hour without attempts', () => {
    const bad = [at(1_000, 0, 10)];
    expect(state(bad, 1_000 + rememberedMinutes - 1)).toBe('halfOpen');
    expect(state(bad, 1_000 + rememberedMinutes)).toBe('closed');
  });

  it('does not depend on the order of counts, nor on how they are split over shards', () => {
    const counts = fc.array(
      fc.record({
        minute: fc.integer({ min: 1_000, max: 1_040 }),
        good: fc.integer({ min: 0, max: 20 }),
        bad: fc.integer({ min: 0, max: 20 }),
      }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(counts, fc.integer({ min: 990, max: 1_080 }), (given, minute) => {
        const split = given.flatMap((each) => [
          at(each.minute, 0, each.bad),
          at(each.minute, each.good, 0),
        ]);
        expect(state(split.reverse(), minute)).toBe(state(given, minute));
      }),
      { numRuns: 300 },
    );
  });

  it('never opens while all is well, and never stays closed while all fails', () => {
    const busy = (good: number, bad: number) =>
      Array.from({ length: 40 }, (_, minute) => at(1_000 + minute, good, bad));
    for (let minute = 1_000; minute < 1_040; minute++) {
      expect(state(busy(50, 0), minute)).toBe('closed');
      expect(state(busy(0, 50), minute)).not.toBe('closed');
    }
  });
});

describe('trials', () => {
  it('are about one instruction in twenty, and always the same ones', () => {
    const ids = Array.from({ length: 4_000 }, (_, n) => `rep_${n}`);
    const trials = ids.filter((id) => isTrial(id, rules));
    expect(trials.length).toBeGreaterThan(150);
    expect(trials.length).toBeLessThan(250);
    expect(trials.every((id) => isTrial(id, rules))).toBe(true);
  });
});
