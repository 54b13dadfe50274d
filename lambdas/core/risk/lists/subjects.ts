/** What staff type of whom they list, as the blind index of an application is made of it. */
import type { IndexedKind } from '../../ports/vault';
import { failure, type Result, success } from '../../result';
import { parseCardNumber } from '../../users/card-number';
import { parseIdNumber } from '../../users/id-number';
import { parsePhoneNumber } from '../../users/phone-number';
import { lineOf, parseAddress, subnetOf } from '../profile/addresses';
import { plainName } from '../profile/employer-name';
import type { ListedKind } from './listing';

export interface ListedSubject {
  readonly indexedAs: IndexedKind;
  readonly value: string;
}

/** Refused: it is none of its kind, and would never be found again. */
export function listedSubject(
  kind: ListedKind,
  typed: string,
): Result<ListedSubject, 'subject_malformed'> {
  const value = plainly(kind, typed);
  return value === undefined || value === ''
    ? failure('subject_malformed')
    : success({ indexedAs: indexedAs[kind], value });
}

const indexedAs: Readonly<Record<ListedKind, IndexedKind>> = {
  phone: 'phone',
  contact: 'phone',
  idNumber: 'idNumber',
  card: 'cardNumber',
  device: 'device',
  ip: 'network',
  subnet: 'network',
  employer: 'employer',
};

function plainly(kind: ListedKind, typed: string): string | undefined {
  switch (kind) {
    case 'phone':
    case 'contact':
      return valid(parsePhoneNumber(typed));
    case 'idNumber':
      return valid(parseIdNumber(typed))?.number;
    case 'card':
      return valid(parseCardNumber(typed));
    case 'device':
      return /^[A-Za-z0-9_-]{8,64}$/.test(typed) ? typed : undefined;
    case 'ip':
    case 'subnet': {
      const address = parseAddress(typed);
      return address && (kind === 'ip' ? lineOf(address) : subnetOf(address));
    }
    case 'employer':
      return plainName(typed);
  }
}

const valid = <T>(parsed: Result<T, string>): T | undefined =>
  parsed.ok ? parsed.value : undefined;
