/** The models in force: well formed, and every reason they may give has its words. */
import { factNames } from '../../../lambdas/core/risk/facts';
import { scoreOf } from '../../../lambdas/core/risk/scorecard';
import { openRiskModels } from '../../../lambdas/platform/composition/risk-models';
import texts from '../../../models/risk/reasons.json';

const { rules, card, limits } = openRiskModels();

/** Given by closing, cancelling and the assessment itself. */
const givenElsewhere = [
  'identityIncomplete',
  'reviewDeclined',
  'reviewExpired',
  'offerExpired',
  'disbursementFailed',
  'cancelledByBorrower',
  'scoreTooLow',
  'factMissing',
];

describe('reasons', () => {
  const codes = [
    ...rules.rules.map(({ code }) => code),
    ...card.attributes.map(({ reason }) => reason),
    ...givenElsewhere,
  ];

  it.each([...new Set(codes)])('%s has words in English and Chinese', (code) => {
    const text = (texts as Record<string, { en: string; zh: string }>)[code];

    expect(text?.en).toMatch(/^[A-Z].*\.$/);
    expect(text?.zh).toMatch(/^\p{Script=Han}.*。$/u);
  });
});

describe('the rule set', () => {
  it('names each rule once and asks for known facts only', () => {
    const codes = rules.rules.map(({ code }) => code);

    expect(new Set(codes).size).toBe(codes.length);
    for (const { any, stages } of rules.rules) {
      expect(any.length).toBeGreaterThan(0);
      expect(stages.length).toBeGreaterThan(0);
      for (const { fact, value } of any) {
        expect(factNames).toContain(fact);
        expect(Number.isSafeInteger(value)).toBe(true);
      }
    }
  });
});

describe('the card', () => {
  it('has bins that rise and end without a bound', () => {
    for (const { fact, bins, missing } of card.attributes) {
      expect(factNames).toContain(fact);
      const bounds = bins.map(({ below }) => below ?? Number.POSITIVE_INFINITY);
      expect(bounds).toEqual([...bounds].sort((one, other) => one - other));
      expect(bounds.at(-1)).toBe(Number.POSITIVE_INFINITY);
      // What is unknown never scores like the best that could be known.
      expect(missing).toBeLessThan(Math.max(...bins.map(({ points }) => points)));
    }
  });

  it('puts a bound into the next bin', () => {
    const points = (monthlyIncomeFen: number) =>
      scoreOf(card, { monthlyIncomeFen }).attributes.find(({ fact }) => fact === 'monthlyIncomeFen')
        ?.points;

    expect([399_999, 400_000, 1_499_999, 1_500_000].map(points)).toEqual([-20, 0, 20, 40]);
  });

  it('grades from best to worst, and everyone from the cutoff on', () => {
    const from = card.grades.map((grade) => grade.from);

    expect(from).toEqual([...from].sort((one, other) => other - one));
    expect(from.at(-1)).toBe(card.cutoff);
  });
});

describe('the limit matrix', () => {
  it('has a row for every grade of the card, never more for a worse one', () => {
    const rows = card.grades.map(({ grade }) => limits.grades[grade]);

    for (const row of rows) expect(row?.capFen).toBeGreaterThanOrEqual(limits.stepFen);
    const caps = rows.map((row) => row?.capFen ?? 0);
    expect(caps).toEqual([...caps].sort((one, other) => other - one));
  });
});
