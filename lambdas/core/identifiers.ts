/** Ids: a prefix that says what it names, and 128 random bits nobody can guess. */

/** Gives the asked number of random bytes; cryptographic in production, seeded in simulations. */
export type Randomness = (bytes: number) => Uint8Array;

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

export type IdPrefix =
  | 'cus'
  | 'ord'
  | 'loan'
  | 'quo'
  | 'card'
  | 'rep'
  | 'rqt'
  | 'ref'
  | 'adj'
  | 'agr'
  | 'upl'
  | 'rdg'
  | 'liv'
  | 'idr'
  | 'chl'
  | 'ses'
  | 'dec'
  | 'evt'
  | 'stf'
  | 'cer'
  | 'psk'
  | 'tok'
  | 'act'
  | 'bkt'
  | 'con'
  | 'prm';

export const newId = (prefix: IdPrefix, random: Randomness): string =>
  `${prefix}_${base32(random(16))}`;

/** An id that is always the same for the same source id, e.g. the loan of an order. */
export const sameIdAs = (prefix: IdPrefix, sourceId: string): string =>
  `${prefix}_${sourceId.slice(sourceId.indexOf('_') + 1)}`;

/** RFC 4648 base 32 in lower case, without padding. */
export function base32(bytes: Uint8Array): string {
  let text = '';
  let buffer = 0;
  let bits = 0;
  for (const byte of bytes) {
    buffer = (buffer << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += alphabet.charAt((buffer >> bits) & 31);
      buffer &= (1 << bits) - 1;
    }
  }
  return bits > 0 ? text + alphabet.charAt((buffer << (5 - bits)) & 31) : text;
}
