import { isoDate } from '../../../lambdas/core/calendar';
import { fen } from '../../../lambdas/core/money';
import { readCapRules } from '../../../lambdas/core/orders/cap';
import type { Product } from '../../../lambdas/core/orders/product';
import { readProduct } from '../../../lambdas/core/orders/product-input';
import {
  productInForce,
  productVersion,
  publishProduct,
} from '../../../lambdas/core/orders/product-publication';
import { searchOverCap } from '../../../lambdas/core/orders/product-search';
import { createQuote } from '../../../lambdas/core/orders/quote';
import capRulesData from '../../../models/caps/cap-rules.json';
import flex from '../../../models/products/sunlend-flex-1.json';

const capRules = read(readCapRules(capRulesData));

describe('Sunlend Flex', () => {
  it('is published: every amount, term and grade stays within the cap', () => {
    const search = publishProduct(aProduct(), capRules);

    expect(search).toMatchObject({ ok: true, value: { how: 'searched' } });
    expect(search.ok && search.value.combinations).toBeGreaterThan(7_000);
  });

  it('quotes ten thousand yuan over half a year to the fen', () => {
    const quote = createQuote(aProduct(), aChoice(), capRules);

    expect(quote).toMatchObject({
      ok: true,
      value: {
        totals: { principalFen: 1_000_000, interestFen: 44_798, feesFen: 3_600 },
        expiresOn: '2026-02-07',
        cap: { within: true, capPpm: 240_000, reading: 'nominal' },
      },
    });
  });
});

describe('a product', () => {
  it('is refused when one grade costs a hair over the cap, with its figures', () => {
    const dear = aProduct({ rateGrid: { E: { '12': 233_000 } } } as unknown as Partial<Product>);
    const search = searchOverCap(dear, capRules, isoDate('2025-10-01'));

    expect(search).toMatchObject({ ok: false, error: { code: 'overCap' } });
    expect(!search.ok && search.error.message).toMatch(
      /grade E.*nominal 24\.\d+ % exceeds 24\.0000 %/,
    );
  });

  it('is refused when only its smallest amount is over the cap, by a fixed fee', () => {
    const fee = { code: 'f', name: { zh: '费', en: 'fee' }, payee: 'x', when: 'upfront' as const };
    const fixed = aProduct({ fees: [{ ...fee, amountFen: fen(1_500) }] });

    expect(searchOverCap(fixed, capRules, isoDate('2025-10-01'))).toMatchObject({
      error: { code: 'overCap', message: expect.stringContaining('50000 fen over 3 months') },
    });
  });

  it('is proven for amounts too many to search one by one', () => {
    const fine = aProduct({ amount: { ...aProduct().amount, stepFen: fen(1) } });
    expect(searchOverCap(fine, capRules, isoDate('2025-10-01'))).toMatchObject({
      value: { how: 'proven' },
    });

    // At 24 % less a trifle, what rounding could add is too much for the proof.
    const amount = { minimumFen: fen(2_000), maximumFen: fen(5_000_000), stepFen: fen(1) };
    const rateGrid = { A: { '3': 238_000 } } as unknown as Product['rateGrid'];
    const close = aProduct({ amount, rateGrid, fees: [] });
    expect(searchOverCap(close, capRules, isoDate('2025-10-01'))).toMatchObject({
      error: { code: 'overCap' },
    });
  });

  it.each([
    ['nobody', []],
    ['one person twice', ['ann', 'ann']],
  ])('is not published on the approval of %s', (_, people) => {
    const approvals = people.map((by) => ({ by, on: isoDate('2025-09-01') }));
    expect(publishProduct(aProduct({ approvals }), capRules)).toMatchObject({
      error: { code: 'needsTwoApprovals' },
    });
  });

  it('is not published on an approval given after it took effect', () => {
    const late = { by: 'bob', on: isoDate('2025-10-02') };
    const approvals = [{ by: 'ann', on: isoDate('2025-09-01') }, late];
    expect(publishProduct(aProduct({ approvals }), capRules)).toMatchObject({
      error: { code: 'needsTwoApprovals' },
    });
  });

  it('is not published where no cap is known', () => {
    expect(publishProduct(aProduct(), [])).toMatchObject({ ok: false });
  });

  it('gives way to its next version, while a contract keeps the one it was signed with', () => {
    const second = aProduct({ version: 2, effectiveFrom: isoDate('2026-06-01') });
    const products = [aProduct(), second];

    expect(productInForce(products, 'sunlend-flex', isoDate('2026-05-31'))?.version).toBe(1);
    expect(productInForce(products, 'sunlend-flex', isoDate('2026-06-01'))?.version).toBe(2);
    expect(productInForce(products, 'sunlend-flex', isoDate('2020-01-01'))).toBeUndefined();
    expect(productVersion(products, 'sunlend-flex', 1)).toBe(products[0]);
  });

  it.each([
    ['an amount below the range', { amountFen: fen(40_000) }, 'amountNotOffered'],
    ['an amount between the steps', { amountFen: fen(55_000) }, 'amountNotOffered'],
    ['an unknown term', { termMonths: 7 }, 'termNotOffered'],
    ['an unknown method', { method: 'bullet' as const }, 'methodNotOffered'],
    ['a day before it is on sale', { disbursedOn: isoDate('2025-09-30') }, 'productNotOnSale'],
  ])('does not quote %s', (_, change, code) => {
    expect(createQuote(aProduct(), { ...aChoice(), ...change }, capRules)).toMatchObject({
      ok: false,
      error: { code },
    });
  });

  it.each([
    ['no name', { name: undefined }, 'name has zh and en'],
    ['a rate that is no whole ppm', { rateGrid: { A: { '3': 0.1 } } }, 'rateGrid has ppm by term'],
    ['a rate for a term it lacks', { rateGrid: { A: { '5': 1 } } }, 'rateGrid has ppm by term'],
    ['minors', { age: { minimumYears: 17, maximumYears: 60 } }, 'age is a range from 18 on'],
    ['a fee nobody receives', { fees: [{ code: 'x' }] }, 'fees name code, name, payee, when'],
    [
      'an allocation that forgets interest',
      { allocation: { order: ['fees'], excess: 'next' } },
      'an allocation order',
    ],
  ])('is not read with %s', (_, change, message) => {
    expect(readProduct({ ...flex, ...change })).toMatchObject({
      error: { code: 'invalidProduct', message: expect.stringContaining(message) },
    });
  });
});

function aProduct(change: Partial<Product> = {}): Product {
  return { ...read(readProduct(flex)), ...change };
}

const aChoice = () => ({
  grade: 'C' as const,
  amountFen: fen(1_000_000),
  termMonths: 6,
  disbursedOn: isoDate('2026-01-31'),
});

function read<T>(result: { ok: true; value: T } | { ok: false; error: { message: string } }): T {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}
