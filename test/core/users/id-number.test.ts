import * as fc from 'fast-check';
import { isoDate, isoDateOf } from '../../../lambdas/core/calendar';
import { ageOn, idNumberCheckDigit, parseIdNumber } from '../../../lambdas/core/users/id-number';

describe('an ID number', () => {
  it('tells birth date, sex and province (the example of GB 11643-1999)', () => {
    expect(parseIdNumber('11010519491231002X')).toEqual({
      ok: true,
      value: {
        number: '11010519491231002X',
        birthDate: '1949-12-31',
        sex: 'female',
        provinceCode: '11',
      },
    });
    expect(parseIdNumber('440524188001010014')).toEqual({
      ok: false,
      error: 'idNumberBirthDateImpossible',
    });
  });

  it('is accepted as people type it: spaces, full width, a small x', () => {
    expect(parseIdNumber(' １１０１０５ 19491231 002x ')).toMatchObject({
      ok: true,
      value: { number: '11010519491231002X' },
    });
  });

  it('is accepted for every person there can be', () => {
    fc.assert(
      fc.property(anyNumber(), ({ number, birthDate, isMale }) => {
        expect(parseIdNumber(number)).toMatchObject({
          ok: true,
          value: { birthDate, sex: isMale ? 'male' : 'female' },
        });
      }),
    );
  });

  it('is refused with any one digit changed', () => {
    fc.assert(
      fc.property(anyNumber(), fc.nat(16), fc.integer({ min: 1, max: 9 }), ({ number }, at, by) => {
        const changed = String((Number(number[at]) + by) % 10);
        const forged = number.slice(0, at) + changed + number.slice(at + 1);
        expect(parseIdNumber(forged).ok).toBe(false);
      }),
    );
  });

  it('is refused with two neighbouring digits swapped', () => {
    fc.assert(
      fc.property(anyNumber(), fc.nat(15), ({ number }, at) => {
        const [a, b] = [number[at]!, number[at + 1]!];
        fc.pre(a !== b);
        const forged = number.slice(0, at) + b + a + number.slice(at + 2);
        expect(parseIdNumber(forged).ok).toBe(false);
      }),
    );
  });

  it.each([
    ['', 'idNumberMalformed'],
    ['1101051949123100', 'idNumberMalformed'],
    ['110105194912310021X', 'idNumberMalformed'],
    ['01010519491231002X', 'idNumberMalformed'],
    ['11010519491231X02X', 'idNumberMalformed'],
    ['110105194912310020', 'idNumberCheckDigitWrong'],
    [complete('99010519491231002'), 'idNumberRegionUnknown'],
    [complete('11010519500229002'), 'idNumberBirthDateImpossible'],
    [complete('11010519501331002'), 'idNumberBirthDateImpossible'],
  ])('%s is refused: %s', (written, error) => {
    expect(parseIdNumber(written)).toEqual({ ok: false, error });
  });
});

describe('an age', () => {
  it.each([
    ['2000-06-15', '2018-06-14', 17],
    ['2000-06-15', '2018-06-15', 18],
    ['2000-02-29', '2018-02-28', 17],
    ['2000-02-29', '2018-03-01', 18],
    ['2000-02-29', '2020-02-29', 20],
  ])('of who was born on %s is on %s: %d', (birthDate, onDate, age) => {
    expect(ageOn(isoDate(birthDate), isoDate(onDate))).toBe(age);
  });
});

function complete(first17Digits: string): string {
  return first17Digits + idNumberCheckDigit(first17Digits);
}

function anyNumber() {
  const day1900 = -25_567;
  return fc
    .record({
      province: fc.constantFrom('11', '32', '44', '51', '65', '71', '82'),
      county: fc.integer({ min: 0, max: 9999 }),
      day: fc.integer({ min: day1900, max: 20_000 }),
      sequence: fc.integer({ min: 0, max: 999 }),
    })
    .map(({ province, county, day, sequence }) => {
      const birthDate = isoDateOf(day);
      const pad = (value: number, length: number) => String(value).padStart(length, '0');
      const digits = birthDate.replaceAll('-', '');
      const number = complete(`${province}${pad(county, 4)}${digits}${pad(sequence, 3)}`);
      return { number, birthDate, isMale: sequence % 2 === 1 };
    });
}
