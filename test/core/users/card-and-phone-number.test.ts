import * as fc from 'fast-check';
import { luhnCheckDigit, parseCardNumber } from '../../../lambdas/core/users/card-number';
import {
  maskCardNumber,
  maskIdNumber,
  maskName,
  maskPhoneNumber,
} from '../../../lambdas/core/users/masks';
import { parsePhoneNumber } from '../../../lambdas/core/users/phone-number';

describe('a bank card number', () => {
  it('is accepted as printed on the card', () => {
    expect(parseCardNumber('4111 1111-1111 1111')).toEqual({ ok: true, value: '4111111111111111' });
  });

  it('is accepted when completed by its check digit, and refused with one digit changed', () => {
    fc.assert(
      fc.property(anyDigits(), fc.nat(), fc.integer({ min: 1, max: 9 }), (digits, place, by) => {
        const number = digits + luhnCheckDigit(digits);
        expect(parseCardNumber(number)).toEqual({ ok: true, value: number });

        const at = place % number.length;
        const changed = String((Number(number[at]) + by) % 10);
        const forged = number.slice(0, at) + changed + number.slice(at + 1);
        expect(parseCardNumber(forged).ok).toBe(false);
      }),
    );
  });

  it.each(['', '4111', '41111111111111111111', '4111111111111111x', '0111111111111111'])(
    'is no number: %s',
    (written) => {
      expect(parseCardNumber(written)).toEqual({ ok: false, error: 'cardNumberMalformed' });
    },
  );
});

describe('a phone number', () => {
  it.each(['15412345678', '+86 154 1234 5678', '0086-15412345678', '１５４１２３４５６７８'])(
    'is accepted as people write it: %s',
    (written) => {
      expect(parsePhoneNumber(written)).toEqual({ ok: true, value: '15412345678' });
    },
  );

  it.each(['', '12412345678', '1541234567', '154123456789', '+1 5412345678', '1541234567a'])(
    'is no mobile number: %s',
    (written) => {
      expect(parsePhoneNumber(written)).toEqual({ ok: false, error: 'phoneNumberMalformed' });
    },
  );
});

describe('a mask', () => {
  it('shows what JR/T 0171 allows', () => {
    expect(maskIdNumber('11010519491231002X')).toBe('110***********002X');
    expect(maskCardNumber('6299998677100742023')).toBe('629999*********2023');
    expect(maskPhoneNumber('15412345678')).toBe('154****5678');
    expect(maskName('欧阳娜')).toBe('欧**');
  });

  it('keeps the length, and hides everything of what is too short to be masked', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 24 }), (text) => {
        for (const mask of [maskIdNumber, maskCardNumber, maskPhoneNumber]) {
          const masked = [...mask(text)];
          expect(masked).toHaveLength([...text].length);
          const shown = masked.filter((character) => character !== '*').length;
          expect(shown === 0 || masked.length - shown >= 3).toBe(true);
        }
      }),
    );
    expect(maskPhoneNumber('1541234')).toBe('*******');
    expect(maskName('')).toBe('');
    expect(maskName('李')).toBe('*');
  });
});

function anyDigits() {
  return fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength: 11, maxLength: 17 })
    .map((digits) => `6${digits.join('')}`);
}
