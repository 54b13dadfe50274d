import * as fc from 'fast-check';
import {
  addFen,
  divideRounded,
  type Fen,
  fen,
  formatYuan,
  multiplyDivide,
  parseFen,
  roundToMultiple,
  splitFen,
  sumFen,
} from '../../lambdas/core/money';
import { formatPercent, parseRatePpm, type RatePpm, ratePpm } from '../../lambdas/core/rate';

// The seed is fixed so that a run can fail only for a change; widen numRuns to search further.
const runs = { numRuns: 10_000, seed: 20_261_122 };

describe('money', () => {
  it.each([0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('is never %s fen', (amount) => {
    expect(() => fen(amount)).toThrow(RangeError);
    expect(parseFen(amount)).toMatchObject({ ok: false, error: { code: 'notWholeFen' } });
  });

  it('refuses to grow beyond what can be counted', () => {
    expect(() => addFen(fen(Number.MAX_SAFE_INTEGER), fen(1))).toThrow(RangeError);
    expect(() => sumFen([fen(Number.MAX_SAFE_INTEGER), fen(1)])).toThrow(RangeError);
  });

  it.each([
    ['halfUp', 5, 2, 3],
    ['halfUp', 3, 2, 2],
    ['halfUp', -5, 2, -3],
    ['halfEven', 5, 2, 2],
    ['halfEven', 3, 2, 2],
    ['halfEven', -5, 2, -2],
    ['halfUp', 7, 3, 2],
  ] as const)('rounds %s: %d ÷ %d is %d', (mode, amount, divisor, expected) => {
    expect(multiplyDivide(amount, 1, divisor, mode)).toBe(expected);
    expect(divideRounded(BigInt(amount), BigInt(divisor), mode)).toBe(BigInt(expected));
  });

  it('multiplies and divides exactly, however large the product', () => {
    fc.assert(
      fc.property(
        fc.maxSafeInteger(),
        fc.integer({ min: 0, max: 1_000_000_000 }),
        fc.integer({ min: 1, max: 1_000_000_000 }),
        fc.constantFrom('halfUp', 'halfEven'),
        (amount, multiplier, divisor, mode) => {
          const exact = divideRounded(BigInt(amount) * BigInt(multiplier), BigInt(divisor), mode);
          const ours = multiplyDivide(amount, multiplier, divisor, mode);
          if (ours !== Number(exact)) throw new Error(`${ours} is not ${exact}`);
        },
      ),
      runs,
    );
  });

  it('splits without losing a fen and without a negative part', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 1_000_000_000 }),
        fc.integer({ min: 1, max: 60 }),
        fc.constantFrom('first', 'last'),
        fc.constantFrom('halfUp', 'halfEven'),
        fc.constantFrom(1, 100, 10_000),
        (total, parts, remainderTo, mode, multiple) => {
          const split = splitFen(fen(total), parts, {
            remainderTo,
            mode,
            multipleFen: fen(multiple),
          });
          const absorber = remainderTo === 'first' ? 0 : parts - 1;
          const others = split.filter((_, index) => index !== absorber);
          const fair = split.length === parts && sumFen(split) === total;
          if (!fair || split.some((part) => part < 0)) throw new Error(split.join(' '));
          if (others.some((part) => part % multiple !== 0)) throw new Error(split.join(' '));
        },
      ),
      runs,
    );
  });

  it('rounds an instalment to whole yuan', () => {
    expect(roundToMultiple(fen(30_491), fen(100), 'halfEven')).toBe(30_500);
    expect(roundToMultiple(fen(30_449), fen(100), 'halfUp')).toBe(30_400);
  });

  it('is written in yuan with two decimals', () => {
    expect([0, 5, 123_456, -7].map((amount) => formatYuan(fen(amount)))).toEqual([
      '0.00',
      '0.05',
      '1234.56',
      '-0.07',
    ]);
  });
});

describe('a rate', () => {
  it('is a whole number of ppm, never below zero', () => {
    expect(() => ratePpm(-1)).toThrow(RangeError);
    expect(parseRatePpm(0.24)).toMatchObject({ ok: false, error: { code: 'notWholePpm' } });
    expect([240_000, 182_500, 0].map((rate) => formatPercent(ratePpm(rate)))).toEqual([
      '24%',
      '18.25%',
      '0%',
    ]);
  });
});

describe('the types', () => {
  it('keep fen and ppm apart, and both from plain numbers', () => {
    const amount: Fen = fen(1);
    const rate: RatePpm = ratePpm(1);
    const takesFen = (value: Fen): Fen => value;
    const takesRate = (value: RatePpm): RatePpm => value;
    // @ts-expect-error a rate is no amount
    takesFen(rate);
    // @ts-expect-error an amount is no rate
    takesRate(amount);
    // @ts-expect-error a number is no amount until it is checked
    takesFen(1);
    // @ts-expect-error a sum of amounts is a number until it is checked
    takesFen(amount + amount);
    // @ts-expect-error an amount and a rate do not add up
    addFen(amount, rate);
    expect(takesFen(amount)).toBe(takesRate(rate) as number);
  });
});
