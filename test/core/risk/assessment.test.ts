/** Decisions: they explain themselves, repeat exactly, and approve nothing they do not know. */
import * as fc from 'fast-check';
import { isoDate } from '../../../lambdas/core/calendar';
import { assess } from '../../../lambdas/core/risk/assessment';
import { type FactName, type Facts, factNames } from '../../../lambdas/core/risk/facts';
import { limitFrom } from '../../../lambdas/core/risk/limit';
import type { Rule, RuleSet } from '../../../lambdas/core/risk/rules';
import { openRiskModels } from '../../../lambdas/platform/composition/risk-models';
import type { aLimit } from '../../support/orders';

const models = openRiskModels();
const stages = ['limit', 'order'] as const;

/** Grade B: 20 for the income, 20 for three years of employment, 30 for having no debts. */
const solid: Facts = {
  ageYears: 30,
  monthlyIncomeFen: 1_000_000,
  monthlyDebtFen: 0,
  employedMonths: 36,
  debtServicePpm: 0,
  ordersLastDay: 0,
  overdueOrders: 0,
  settledOrders: 0,
};

const facts: fc.Arbitrary<Facts> = fc.record(
  {
    ageYears: fc.integer({ min: 10, max: 80 }),
    monthlyIncomeFen: fc.integer({ min: 0, max: 5_000_000 }),
    monthlyDebtFen: fc.integer({ min: 0, max: 1_000_000 }),
    employedMonths: fc.integer({ min: 0, max: 720 }),
    debtServicePpm: fc.integer({ min: 0, max: 2_000_000 }),
    ordersLastDay: fc.integer({ min: 0, max: 8 }),
    overdueOrders: fc.integer({ min: 0, max: 2 }),
    settledOrders: fc.integer({ min: 0, max: 5 }),
  },
  { requiredKeys: [] },
);

const rule: fc.Arbitrary<Rule> = fc.record({
  code: fc.constant('addedRule'),
  stages: fc.constant(stages),
  effect: fc.constant('decline' as const),
  any: fc.array(
    fc.record({
      fact: fc.constantFrom(...factNames),
      is: fc.constantFrom('below' as const, 'above' as const),
      value: fc.integer({ min: -1, max: 3_000_000 }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
});

describe('an assessment', () => {
  it('approves who breaks no rule and scores well, and grants by the matrix', () => {
    expect(assess(models, 'order', solid)).toMatchObject({
      outcome: 'approve',
      score: 630,
      grade: 'B',
      limitFen: 4_000_000,
      reasons: [],
    });
  });

  it('grants no more than so many incomes, in whole steps', () => {
    const modest = { ...solid, monthlyIncomeFen: 432_100 };

    // Grade C: 560 + 0 + 20 + 30 points; four incomes are 17,284 yuan.
    expect(assess(models, 'limit', modest)).toMatchObject({ grade: 'C', limitFen: 1_700_000 });
  });

  it('is the same for the same facts', () => {
    fc.assert(
      fc.property(fc.constantFrom(...stages), facts, (stage, known) => {
        expect(assess(models, stage, known)).toEqual(assess(models, stage, { ...known }));
      }),
    );
  });

  it('keeps the facts, the versions and a trace of every rule of its stage', () => {
    const decided = assess(models, 'order', solid);

    expect(decided.facts).toEqual(solid);
    expect(decided.versions).toEqual({
      rules: 'origination-1',
      card: 'application-1',
      limits: 'limit-1',
    });
    expect(decided.ruleTrace).toHaveLength(models.rules.rules.length);
    expect(decided.scoreTrace).toHaveLength(models.card.attributes.length);
  });
});

describe('a missing fact', () => {
  const asked = new Set<FactName>([
    ...models.rules.rules.flatMap(({ any }) => any.map(({ fact }) => fact)),
    ...models.card.attributes.map(({ fact }) => fact),
  ]);

  it.each([...asked])('refers an order without %s, which was approved with it', (fact) => {
    const { [fact]: _, ...unknown } = solid;

    expect(assess(models, 'order', unknown)).toMatchObject({
      outcome: 'refer',
      reasons: ['factMissing'],
    });
  });

  it('refers even when all are missing and no score could be good enough', () => {
    expect(assess(models, 'order', {})).toMatchObject({
      outcome: 'refer',
      reasons: ['factMissing'],
    });
  });

  it('never turns a decision into an approval', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...stages),
        facts,
        fc.constantFrom(...asked),
        (stage, known, fact) => {
          const { [fact]: _, ...less } = known;
          const relevant = ruleOrCardAsks(stage, fact);

          if (relevant) expect(assess(models, stage, less).outcome).not.toBe('approve');
        },
      ),
    );
  });

  it('does not soften a rule that hits by what is known', () => {
    const { employedMonths: _, ...known } = { ...solid, overdueOrders: 1 };

    expect(assess(models, 'order', known)).toMatchObject({
      outcome: 'decline',
      reasons: ['loanOverdue'],
    });
  });

  it('grants no limit, for nobody reviews one', () => {
    const { employedMonths: _, ...known } = solid;
    const assessment = assess(models, 'limit', known);

    expect(limitOf(assessment)).toMatchObject({ status: 'declined', reasons: ['factMissing'] });
    expect(limitOf(assessment).ledger.grantedFen).toBe(0);
  });
});

describe('rules', () => {
  it('approve nobody more when one that declines is added', () => {
    fc.assert(
      fc.property(fc.constantFrom(...stages), facts, rule, (stage, known, added) => {
        const stricter: RuleSet = { ...models.rules, rules: [...models.rules.rules, added] };
        const before = assess(models, stage, known).outcome;
        const after = assess({ ...models, rules: stricter }, stage, known).outcome;

        if (after === 'approve') expect(before).toBe('approve');
        if (before === 'decline') expect(after).toBe('decline');
      }),
    );
  });

  it('hold only in their stages', () => {
    const recent = { ...solid, employedMonths: 3 };

    expect(assess(models, 'limit', recent).outcome).toBe('approve');
    expect(assess(models, 'order', recent)).toMatchObject({
      outcome: 'refer',
      reasons: ['employmentShort'],
    });
  });

  it.each([
    ['ageYears', 17, 'ageOutOfRange'],
    ['ageYears', 61, 'ageOutOfRange'],
    ['monthlyIncomeFen', 199_999, 'incomeTooLow'],
    ['debtServicePpm', 550_001, 'debtServiceTooHigh'],
    ['ordersLastDay', 6, 'ordersTooFrequent'],
    ['overdueOrders', 1, 'loanOverdue'],
  ] as const)('decline %s of %d because of %s', (fact, value, reason) => {
    const decided = assess(models, 'order', { ...solid, [fact]: value });

    expect(decided).toMatchObject({ outcome: 'decline', limitFen: 0 });
    expect(decided.reasons[0]).toBe(reason);
  });

  it.each([
    ['ageYears', 18],
    ['ageYears', 60],
    ['monthlyIncomeFen', 200_000],
    ['debtServicePpm', 550_000],
    ['ordersLastDay', 5],
  ] as const)('let %s of %d pass', (fact, value) => {
    const { ruleTrace } = assess(models, 'order', { ...solid, [fact]: value });

    expect(
      ruleTrace.filter(({ effect, outcome }) => effect === 'decline' && outcome !== 'noHit'),
    ).toEqual([]);
  });

  it('leave a trace of each condition, with what it saw', () => {
    const { ruleTrace } = assess(models, 'order', { ...solid, ageYears: 61 });

    expect(ruleTrace.find(({ code }) => code === 'ageOutOfRange')).toEqual({
      code: 'ageOutOfRange',
      effect: 'decline',
      outcome: 'hit',
      conditions: [
        { fact: 'ageYears', is: 'below', value: 18, actual: 61, holds: false },
        { fact: 'ageYears', is: 'above', value: 60, actual: 61, holds: true },
      ],
    });
  });
});

describe('reasons', () => {
  it('are given for every refusal and referral, at most four, none twice', () => {
    fc.assert(
      fc.property(fc.constantFrom(...stages), facts, (stage, known) => {
        const { outcome, reasons } = assess(models, stage, known);

        expect(reasons.length === 0).toBe(outcome === 'approve');
        expect(reasons.length).toBeLessThanOrEqual(4);
        expect(new Set(reasons).size).toBe(reasons.length);
      }),
    );
  });

  it('name the points that were lost, the most first, when the score was too low', () => {
    const weak = {
      ...solid,
      monthlyIncomeFen: 250_000,
      employedMonths: 3,
      debtServicePpm: 500_000,
    };

    // 560 − 20 − 20 − 35: 65 points lost on the debts, 60 on the income, 55 on the employment.
    expect(assess(models, 'limit', weak)).toMatchObject({
      outcome: 'decline',
      score: 485,
      reasons: ['scoreTooLow', 'debtServiceElevated', 'incomeModest', 'employmentShort'],
    });
  });

  it('are not empty for a limit that was declined', () => {
    fc.assert(
      fc.property(facts, (known) => {
        const { status, reasons } = limitOf(assess(models, 'limit', known));

        expect(reasons.length > 0).toBe(status === 'declined');
      }),
    );
  });
});

function ruleOrCardAsks(stage: (typeof stages)[number], fact: FactName): boolean {
  return (
    models.card.attributes.some((attribute) => attribute.fact === fact) ||
    models.rules.rules.some(
      ({ stages, any }) => stages.includes(stage) && any.some((each) => each.fact === fact),
    )
  );
}

const limitOf = (assessment: ReturnType<typeof assess>, current?: ReturnType<typeof aLimit>) =>
  limitFrom(assessment, current, 'cus_one', isoDate('2026-11-22'), 12);
