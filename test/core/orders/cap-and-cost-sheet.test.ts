import * as fc from 'fast-check';
import { isoDate } from '../../../lambdas/core/calendar';
import { fen } from '../../../lambdas/core/money';
import { capRuleFor, readCapRules } from '../../../lambdas/core/orders/cap';
import { costSheet, verifyCostSheet } from '../../../lambdas/core/orders/cost-sheet';
import type { Product } from '../../../lambdas/core/orders/product';
import { createQuote, quoteTerms } from '../../../lambdas/core/orders/quote';
import { netPresentValue } from '../../../lambdas/core/orders/rate-of-return';
import { ratePpm } from '../../../lambdas/core/rate';
import { defaultAllocation, type LoanTerms } from '../../../lambdas/core/repayment/loan-terms';
import capRulesData from '../../../models/caps/cap-rules.json';
import flex from '../../../models/products/sunlend-flex-1.json';

const parsed = readCapRules(capRulesData);
const capRules = parsed.ok ? parsed.value : [];

describe('the cap', () => {
  it.each([
    ['licensedLender', '2025-09-30', undefined],
    ['licensedLender', '2025-10-01', 240_000],
    ['consumerFinance', '2026-01-01', 200_000],
    ['microLoan', '2027-12-30', 240_000],
    ['microLoan', '2027-12-31', 120_000],
    ['privateLending', '2026-01-01', 120_000],
  ] as const)('for %s on %s is %s ppm', (kind, on, capPpm) => {
    const rule = capRuleFor(capRules, kind, isoDate(on));
    expect(rule.ok ? rule.value.capPpm : undefined).toBe(capPpm);
  });

  it('lets a loan of exactly 24 % pass, and not a fen more', () => {
    // 10,000 yuan, interest only at 2 % a month: the IRR is 24 % on the nose.
    const exact = aLoan({ annualRatePpm: ratePpm(240_000), method: 'interestFirst' });
    const fee = { code: 'f', name: { zh: '费', en: 'fee' }, payee: 'x', when: 'atEnd' as const };
    const dearer = { ...exact, fees: [{ ...fee, amountFen: fen(1) }] };

    expect(verdictOn(exact)).toMatchObject({ within: true });
    expect(verdictOn(dearer)).toMatchObject({ within: false });
  });

  it('stores the proof of its verdict: flows, rate, rule', () => {
    const verdict = verdictOn(aLoan({}));
    expect(verdict.proof.flows).toHaveLength(13);
    expect(verdict.ruleVersion).toBe('licensed-24-2025-10');
    expect(Math.abs(netPresentValue(verdict.proof.flows, verdict.effective))).toBeLessThan(1e-3);
  });

  it('refuses rules that are not well formed', () => {
    expect(readCapRules({})).toMatchObject({ ok: false });
    expect(readCapRules([{ ...capRulesData[0], reading: 'any' }])).toMatchObject({ ok: false });
    expect(readCapRules([{ ...capRulesData[0], from: '2025-13-01' }])).toMatchObject({ ok: false });
  });
});

describe('the all-in cost', () => {
  const someLoan = fc.record({
    principal: fc.integer({ min: 50_000, max: 20_000_000 }),
    rate: fc.integer({ min: 0, max: 360_000 }),
    method: fc.constantFrom('equalInstalments', 'equalPrincipal', 'interestFirst', 'bullet'),
    instalments: fc.integer({ min: 1, max: 36 }),
    fee: fc.integer({ min: 100, max: 2_000 }),
    when: fc.constantFrom('upfront', 'perInstalment', 'atEnd'),
    day: fc.integer({ min: 0, max: 1_460 }),
  });

  const loanOf = (drawn: typeof someLoan extends fc.Arbitrary<infer T> ? T : never) =>
    aLoan({
      principalFen: fen(drawn.principal),
      annualRatePpm: ratePpm(drawn.rate),
      method: drawn.method as LoanTerms['method'],
      instalments: drawn.instalments,
      fees: [
        {
          code: 'fee',
          name: { zh: '费', en: 'fee' },
          payee: 'anybody',
          when: drawn.when as 'upfront',
          amountFen: fen(drawn.fee),
        },
      ],
    });

  it('is never below the contract rate when fees are charged', () => {
    fc.assert(
      fc.property(
        someLoan.filter(({ method }) => method !== 'bullet'),
        (drawn) => {
          const verdict = verdictOn(loanOf(drawn));
          if (verdict.nominal < drawn.rate / 1e6) throw new Error(`only ${verdict.nominal}`);
        },
      ),
      { numRuns: 10_000, seed: 20_261_122 },
    );
  });

  it('makes the flows of the loan worth nothing, to a billionth of the principal', () => {
    fc.assert(
      fc.property(someLoan, (drawn) => {
        const { effective, proof } = verdictOn(loanOf(drawn));
        const worth = Math.abs(netPresentValue(proof.flows, effective));
        if (worth > drawn.principal * 1e-9) throw new Error(`worth ${worth}`);
      }),
      { numRuns: 10_000, seed: 20_261_122 },
    );
  });
});

describe('a cost sheet', () => {
  it('says every fee, who takes it, and what default costs', () => {
    const { document } = aSheet();

    expect(document.fees).toEqual([
      {
        code: 'service',
        name: { zh: '服务费', en: 'Service fee' },
        payee: 'Sunlend',
        when: 'perInstalment',
        totalFen: 3_600,
      },
    ]);
    expect(document.payableFen).toBe(1_000_000 + 44_798 + 3_600);
    expect(document.inDefault).toMatchObject({ penaltyPpm: 219_000, annualisedPpm: 219_000 });
    expect(document.readingSeconds).toBeGreaterThan(0);
  });

  it('has one hash, whatever the order of its fields, and another for any other content', () => {
    const sheet = aSheet();
    const shuffled = Object.fromEntries(Object.entries(sheet.document).reverse());
    const changed = { ...sheet.document, payableFen: fen(sheet.document.payableFen - 1) };

    expect(verifyCostSheet(sheet)).toBe(true);
    expect(verifyCostSheet({ ...sheet, document: shuffled as never })).toBe(true);
    expect(verifyCostSheet({ ...sheet, document: changed })).toBe(false);
    expect(aSheet().sha256).toBe(sheet.sha256);
  });
});

function verdictOn(terms: LoanTerms) {
  const costed = quoteTerms(terms, 'licensedLender', capRules);
  if (!costed.ok) throw new Error(costed.error.message);
  return costed.value.cap;
}

function aSheet() {
  const choice = { grade: 'C', amountFen: fen(1_000_000), termMonths: 6 } as const;
  const quote = createQuote(
    flex as unknown as Product,
    { ...choice, disbursedOn: isoDate('2026-01-31') },
    capRules,
  );
  if (!quote.ok) throw new Error(quote.error.message);
  return costSheet(quote.value);
}

function aLoan(change: Partial<LoanTerms>): LoanTerms {
  return {
    principalFen: fen(1_000_000),
    annualRatePpm: ratePpm(180_000),
    method: 'equalInstalments',
    instalments: 12,
    frequency: { unit: 'months', every: 1 },
    disbursedOn: isoDate('2026-01-31'),
    dayCount: 'period',
    rounding: { mode: 'halfUp' },
    fees: [],
    penalty: { annualRatePpm: ratePpm(0), graceDays: 0, base: 'principal', daysPerYear: 365 },
    allocation: defaultAllocation,
    prepayment: { minimumFen: fen(1), effects: ['shorterTerm'], feePpm: 0 },
    ...change,
  };
}
