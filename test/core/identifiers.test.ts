/** Ids: 128 random bits behind a prefix, in the form the contract accepts. */
import * as fc from 'fast-check';
import { id as idSchema } from '../../lambdas/contract/schemas';
import { base32, newId, sameIdAs } from '../../lambdas/core/identifiers';

const sixteenBytes = fc.uint8Array({ minLength: 16, maxLength: 16 });

describe('an id', () => {
  it('has the form that the contract accepts, whatever the bytes', () => {
    fc.assert(
      fc.property(sixteenBytes, (bytes) => {
        expect(idSchema('ord').safeParse(newId('ord', () => bytes)).success).toBe(true);
      }),
    );
  });

  it('asks for 128 random bits', () => {
    const asked: number[] = [];
    newId('ord', (bytes) => {
      asked.push(bytes);
      return new Uint8Array(bytes);
    });

    expect(asked).toEqual([16]);
  });

  it('is another for other bytes', () => {
    fc.assert(
      fc.property(sixteenBytes, sixteenBytes, (one, other) => {
        expect(base32(one) === base32(other)).toBe(Buffer.compare(one, other) === 0);
      }),
    );
  });

  it('is another whichever single bit differs', () => {
    const ids = Array.from({ length: 128 }, (_, bit) => {
      const bytes = new Uint8Array(16);
      bytes[bit >> 3] = 1 << (bit & 7);
      return base32(bytes);
    });

    expect(new Set([...ids, base32(new Uint8Array(16))]).size).toBe(129);
  });

  it('of one thing that follows from another names its source', () => {
    expect(sameIdAs('loan', 'ord_abc')).toBe('loan_abc');
  });
});

describe('base 32', () => {
  // RFC 4648, section 10, in lower case and without padding.
  it.each([
    ['', ''],
    ['f', 'my'],
    ['fo', 'mzxq'],
    ['foo', 'mzxw6'],
    ['foob', 'mzxw6yq'],
    ['fooba', 'mzxw6ytb'],
    ['foobar', 'mzxw6ytboi'],
  ])('of "%s" is "%s"', (text, encoded) => {
    expect(base32(Buffer.from(text))).toBe(encoded);
  });
});
