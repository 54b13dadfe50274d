/** Mobile phone numbers of mainland China. */
import { failure, type Result, success } from '../result';

export type PhoneNumberError = 'phoneNumberMalformed';

/**
 * The eleven digits, without country code, spaces and dashes.
 * Numbering plan of telecommunication networks (工信部): mobile numbers are 1, 3 to 9, nine more.
 */
export function parsePhoneNumber(written: string): Result<string, PhoneNumberError> {
  const digits = written
    .normalize('NFKC')
    .replace(/[\s-]/g, '')
    .replace(/^(\+86|0086)/, '');
  return /^1[3-9]\d{9}$/.test(digits) ? success(digits) : failure('phoneNumberMalformed');
}
