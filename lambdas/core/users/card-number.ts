/** Bank card numbers: their form and their check digit. */
import { failure, type Result, success } from '../result';

export type CardNumberError = 'cardNumberMalformed' | 'cardNumberCheckDigitWrong';

/**
 * The number without spaces and dashes.
 * ISO/IEC 7812-1: up to 19 digits, the last one after Luhn; bank cards in China have 13 or more.
 */
export function parseCardNumber(written: string): Result<string, CardNumberError> {
  const digits = written.normalize('NFKC').replace(/[\s-]/g, '');
  if (!/^[1-9]\d{12,18}$/.test(digits)) return failure('cardNumberMalformed');
  if (luhnCheckDigit(digits.slice(0, -1)) !== digits.at(-1)) {
    return failure('cardNumberCheckDigitWrong');
  }
  return success(digits);
}

/** The digit that completes a number: from the right, every second digit counts double. */
export function luhnCheckDigit(digits: string): string {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = index % 2 === 0 ? Number(digit) * 2 : Number(digit);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return String((10 - (sum % 10)) % 10);
}
