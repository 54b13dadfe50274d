/** Which bank issued a card: by the first digits of its number. */

export interface Bank {
  readonly code: string;
  readonly name: { readonly en: string; readonly zh: string };
  /** Issuer identification numbers of its debit cards; 3 to 9 digits. */
  readonly bins: readonly string[];
}

/** A card of a bank we do not know may still be bound: whether it is good, the channel says. */
const otherBank: Bank['name'] = { en: 'Another bank', zh: '其他银行' };

/** The bank with the longest matching number; lists overlap where banks share a range. */
export function bankOf(banks: readonly Bank[], cardNumber: string): Bank['name'] {
  let best = { bin: '', name: otherBank };
  for (const { name, bins } of banks) {
    for (const bin of bins) {
      if (bin.length > best.bin.length && cardNumber.startsWith(bin)) best = { bin, name };
    }
  }
  return best.name;
}
