/** The documents in force: well formed, and every reason they may give has its words. */
import { canonicalJson } from '../../../lambdas/core/canonical';
import type { Result } from '../../../lambdas/core/result';
import {
  readLimitMatrix,
  readModelInUse,
  readPricing,
  readStrategy,
} from '../../../lambdas/core/risk/decision/documents';
import { featureReasonCodes, hasReason } from '../../../lambdas/core/risk/decision/feature-reasons';
import { priceOf } from '../../../lambdas/core/risk/decision/price';
import { profileCatalogue } from '../../../lambdas/core/risk/profile/fields';
import { deployedDocuments } from '../../../lambdas/platform/composition/policy-documents';
import { openProducts } from '../../../lambdas/platform/composition/products';
import firstRules from '../../../models/risk/origination-rule-set-1.json';
import secondRules from '../../../models/risk/origination-rule-set-2.json';
import texts from '../../../models/risk/reasons.json';

const [card] = deployedDocuments.applicationCard;
const [fraudCard] = deployedDocuments.fraudCard;
const matrix = presentIn(readLimitMatrix(deployedDocuments.limitMatrix[0]));
const pricing = presentIn(readPricing(deployedDocuments.pricing[0]));
const strategy = presentIn(readStrategy(deployedDocuments.strategy[0]));

/** Given by closing, cancelling and the stages themselves. */
const givenElsewhere = [
  'identityIncomplete',
  'reviewDeclined',
  'reviewExpired',
  'offerExpired',
  'disbursementFailed',
  'cancelledByBorrower',
  'scoreTooLow',
  'factMissing',
  'sourceUnavailable',
  'applicationUnusual',
  'applicationReferred',
  'debtServiceTooHigh',
  'amountTooHigh',
  'incomeModest',
  'costCapExceeded',
  'priceBelowRisk',
];

const ruleSets = [firstRules, secondRules] as readonly object[];
/** Whatever effect names it: a rule's, a row's or a band's. */
const givenByRules = ruleSets.flatMap((set) =>
  [...JSON.stringify(set).matchAll(/"reason":"(\w+)"/g)].map(([, code]) => code!),
);

describe('reasons', () => {
  const codes = [...featureReasonCodes, ...givenElsewhere, ...givenByRules, ...Object.keys(texts)];

  it.each([...new Set(codes)])('%s has words in English and Chinese', (code) => {
    const text = (texts as Record<string, { en: string; zh: string }>)[code];

    expect(text?.en).toMatch(/^[A-Z].*\.$/);
    expect(text?.zh).toMatch(/\p{Script=Han}.*。$/u);
  });

  it('are there for every field that may be scored, and for no protected one', () => {
    const notScored = ['stage', 'sourcesAbsent', 'onBlackList', 'onGreyList', 'onWhiteList'];
    for (const [name, field] of Object.entries(profileCatalogue))
      expect([name, hasReason(name)]).toEqual([
        name,
        !field.protectedAttribute && !notScored.includes(name),
      ]);
  });
});

describe('a model', () => {
  const given = card as { readonly vars: Record<string, unknown> };
  const withVariable = (name: string) => ({
    ...given,
    vars: { ...given.vars, [name]: given.vars.employedMonths },
  });

  it.each([
    ['ageYears', 'is protected'],
    ['shoeSize', 'no field'],
    ['onBlackList', 'no reason'],
    ['carrierStatus', 'must be a number, not a text'],
  ])('that scores %s is refused: it %s', (name, why) => {
    expect(readModelInUse(JSON.stringify(withVariable(name)))).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining(why) },
    });
  });

  it.each([
    ['application', card],
    ['fraud', fraudCard],
  ])('of %s in force can be used', (_, document) => {
    expect(readModelInUse(canonicalJson(document)).ok).toBe(true);
  });
});

describe('the limit matrix', () => {
  it('never allows more for a worse grade or a lower income', () => {
    const falling = (values: readonly number[]) =>
      values.every((value, at) => at === 0 || value <= values[at - 1]!);

    expect(falling(matrix.grades.map(({ incomes }) => incomes))).toBe(true);
    for (const { capsFen } of matrix.grades) expect(falling([...capsFen].reverse())).toBe(true);
    for (const band of matrix.grades[0]!.capsFen.keys())
      expect(falling(matrix.grades.map(({ capsFen }) => capsFen[band]!))).toBe(true);
  });

  it('grades everyone from the cutoff on', () => {
    for (const { cutoff } of strategy.arms) expect(matrix.grades.at(-1)!.from).toBe(cutoff);
  });

  it.each([
    ['grades out of order', { grades: [...matrix.grades].reverse() }],
    ['no step', { stepFen: 0 }],
    ['a cap too few', { incomesBelowFen: [1] }],
    ['bands that do not rise', { incomesBelowFen: [3, 2, 1] }],
  ])('with %s is refused', (_, change) => {
    expect(readLimitMatrix({ ...matrix, ...change }).ok).toBe(false);
  });
});

describe('the price', () => {
  it.each(openProducts().map((product) => [product.code, product] as const))(
    'of %s pays at every grade for the worst risk of the grade',
    (_, product) => {
      for (const { grade, from } of matrix.grades) {
        // 600 at 20 good to 1 bad, 50 points double the odds.
        const probability = 1 / (1 + 20 * 2 ** ((from - 600) / 50));
        for (const [term, ratePpm] of Object.entries(product.rateGrid[grade] ?? {})) {
          const offer = { ratesPpm: { [grade]: ratePpm }, capPpm: 240_000 } as never;
          const price = priceOf(probability, grade, offer, pricing)!;

          expect([grade, term, price.belowRequired]).toEqual([grade, term, false]);
        }
      }
    },
  );
});

describe('a strategy', () => {
  it.each([
    ['shares that do not add up', { arms: [{ ...strategy.arms[0], sharePpm: 999_999 }] }],
    [
      'two arms of one name',
      { arms: [500_000, 500_000].map((sharePpm) => ({ ...strategy.arms[0], sharePpm })) },
    ],
    ['a rule set that is no hash', { arms: [{ ...strategy.arms[0], rules: 'newest' }] }],
    ['more than everybody to learn from', { learningSharePpm: 1_000_001 }],
  ])('with %s is refused', (_, change) => {
    expect(readStrategy({ ...strategy, ...change }).ok).toBe(false);
  });

  it('accepts nobody below the cutoff until somebody decides so', () => {
    expect(strategy.learningSharePpm).toBe(0);
  });
});

function presentIn<T>(read: Result<T, { readonly message: string }>): T {
  if (!read.ok) throw new Error(read.error.message);
  return read.value;
}
