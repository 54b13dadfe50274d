/** Decisions: they explain themselves, repeat exactly, and approve nothing they do not know. */
import * as fc from 'fast-check';
import { MemoryStore } from '../../../../lambdas/adapters/memory-store';
import {
  type Application,
  type Decision,
  decide,
} from '../../../../lambdas/core/risk/decision/decision';
import type { Policy } from '../../../../lambdas/core/risk/decision/policy';
import { firstDifference } from '../../../../lambdas/core/risk/decision/replay';
import { type FieldName, profileFields } from '../../../../lambdas/core/risk/profile/fields';
import type { Rule } from '../../../../lambdas/core/risk/rules/document';
import { compileRuleSet } from '../../../../lambdas/core/risk/rules/rule-set';
import { openPolicies } from '../../../../lambdas/platform/composition/policies';
import reasonTexts from '../../../../models/risk/reasons.json';
import {
  anApplication,
  anOffer,
  type Circumstance,
  type Known,
  solid,
} from '../../../support/applications';

const now = Date.UTC(2026, 10, 22, 2);
let policy: Policy;
beforeAll(async () => {
  policy = await openPolicies(new MemoryStore({ now: () => now })).policyFor('cus_a', now);
});

describe('an approval', () => {
  it('comes with grade, limit and price, and no reasons', () => {
    expect(decided()).toMatchObject({
      outcome: 'approve',
      grade: 'B',
      limitFen: 4_000_000,
      price: { ratePpm: 128_000, requiredPpm: 103_661, aboveCap: false, belowRequired: false },
      reasons: [],
      credit: { score: 630 },
    });
  });

  it('names every version it was made by', () => {
    const hash = expect.stringMatching(/^[0-9a-f]{64}$/);

    expect(decided().versions).toEqual({
      engine: 1,
      strategy: hash,
      arm: 'champion',
      rules: policy.rules.hash,
      documents: { applicationCard: hash, fraudCard: hash, limitMatrix: hash, pricing: hash },
    });
  });
});

describe('the limit', () => {
  it('is the least of four parts, in whole steps', () => {
    const { limit } = decided();

    expect(limit).toMatchObject({
      parts: { productFen: 5_000_000, incomeFen: 5_000_000, matrixFen: 4_000_000 },
      bound: 'matrixFen',
      limitFen: 4_000_000,
    });
    // 5,500 yuan a month for twelve months at 12.8 %.
    expect(limit.parts.capacityFen).toBe(6_164_297);
  });

  it.each([
    ['incomeFen', { monthlyIncomeFen: 432_100, debtServicePpm: 0 }, 1_700_000],
    ['capacityFen', { monthlyDebtFen: 400_000 }, 1_600_000],
    ['matrixFen', {}, 4_000_000],
  ] as const)('is bound by %s for %j', (bound, known, limitFen) => {
    expect(decided({ ...known, requestedInstalmentFen: 0 }).limit).toMatchObject({
      bound,
      limitFen,
    });
  });

  it('counts of two figures for debts elsewhere the higher', () => {
    const { affordability } = decided({ monthlyDebtFen: 10_000, bureauMonthlyDebtFen: 90_000 });

    expect(affordability.capacityFen).toBe(550_000 - 90_000);
  });

  it('leaves something to live on, however little the debts are', () => {
    expect(decided({ monthlyIncomeFen: 210_000 }).affordability.capacityFen).toBe(110_000);
  });
});

describe('the price', () => {
  it('adds up funding, cost, expected loss, capital and margin', () => {
    const { parts, requiredPpm } = decided().price!;

    expect(Object.values(parts).reduce((sum, part) => sum + part)).toBe(requiredPpm);
    expect(parts).toMatchObject({ fundingPpm: 45_000, operatingPpm: 20_000, marginPpm: 12_000 });
  });

  it('refers an order whose rate no longer pays for the risk', () => {
    const worse = { employedMonths: 12, monthlyIncomeFen: 600_000, debtServicePpm: 300_000 };
    const quoted = { ...anOffer, quotedPpm: 102_000 };
    const application = anApplication(worse, {}, { offer: quoted });

    expect(decide(policy, application).decision).toMatchObject({
      outcome: 'refer',
      reasons: [{ code: 'priceBelowRisk' }],
    });
  });

  it('above the cap declines', () => {
    const application = anApplication({}, {}, { offer: { ...anOffer, capPpm: 100_000 } });

    expect(decide(policy, application).decision).toMatchObject({
      outcome: 'decline',
      limitFen: 0,
      reasons: [{ code: 'costCapExceeded' }],
    });
  });
});

describe('fraud', () => {
  it('declines an altered device of a ring, and names what spoke against it', () => {
    const { outcome, reasons } = decided({
      deviceEmulator: true,
      deviceCustomers24h: 3,
      linkedByDevice: 4,
      carrierRealNameMatched: false,
    });

    expect(outcome).toBe('decline');
    expect(reasons.map(({ code }) => code)).toEqual([
      'applicationUnusual',
      'phoneNotOwn',
      'deviceFrequent',
      'deviceAltered',
    ]);
  });

  it('refers what is only odd', () => {
    const odd = { deviceEmulator: true, deviceCustomers24h: 3, linkedByDevice: 1 };

    expect(decided(odd)).toMatchObject({
      outcome: 'refer',
      reasons: [
        { code: 'applicationUnusual' },
        { code: 'deviceFrequent' },
        { code: 'deviceAltered' },
        { code: 'deviceShared' },
      ],
    });
  });
});

describe('a low score', () => {
  const weak = { monthlyIncomeFen: 250_000, employedMonths: 8, debtServicePpm: 450_000 };

  it('declines, with what cost the most points first', () => {
    const { credit, outcome, reasons } = decided({ ...weak, requestedInstalmentFen: 0 });

    expect(credit.score).toBe(505);
    expect(outcome).toBe('decline');
    expect(reasons.map(({ code, pointsLost }) => [code, Math.round(pointsLost ?? 0)])).toEqual([
      ['scoreTooLow', 0],
      ['debtServiceElevated', 65],
      ['incomeModest', 60],
      ['employmentShort', 35],
    ]);
  });

  it('below the last grade is the reason, also where the cutoff would let it pass', () => {
    const lenient = { ...policy, arm: { ...policy.arm, cutoff: 0 } };
    const application = anApplication({ ...weak, requestedInstalmentFen: 0 });
    const { outcome, reasons } = decide(lenient, application).decision;

    expect(outcome).toBe('decline');
    expect(reasons[0]?.code).toBe('scoreTooLow');
    expect(reasons.map(({ code }) => code)).not.toContain('costCapExceeded');
  });

  it('is accepted to learn from only when a strategy says so', () => {
    const some = { ...policy, strategy: { ...policy.strategy, learningSharePpm: 1_000_000 } };
    const known = { ...weak, requestedInstalmentFen: 0, requestedAmountFen: 100_000 };
    const { quotedPpm: _, ...offer } = anOffer;
    const application = anApplication(known, {}, { stage: 'limit', offer });

    expect(decide(policy, application).decision).toMatchObject({ outcome: 'decline' });
    expect(decide(some, application).decision).toMatchObject({
      outcome: 'approve',
      learning: true,
      grade: 'E',
    });
  });
});

describe('what is not known', () => {
  it.each(['carrier', 'bureau', 'commerce', 'device', 'ip'] as const)(
    'refers when %s is down, whatever else speaks for or against',
    (source) => {
      for (const known of [{}, { employedMonths: 0, monthlyIncomeFen: 250_000 }])
        for (const how of ['down', 'timeout', 'noConsent', 'wrong'] as const) {
          const { outcome, reasons } = decided(known, { absent: { [source]: how } });

          expect(outcome).toBe('refer');
          expect(reasons[0]).toEqual({ code: 'sourceUnavailable' });
        }
    },
  );

  it('declines without a source whose policy says so, and with its answer does not', () => {
    const required = ['bureau'] as const;

    expect(decided({}, { required, absent: { bureau: 'down' } })).toMatchObject({
      outcome: 'decline',
      reasons: [{ code: 'sourceUnavailable' }],
    });
    expect(decided({}, { required, absent: { device: 'down' } }).outcome).toBe('refer');
    expect(decided({}, { required }).outcome).toBe('approve');
  });

  it.each(['monthlyIncomeFen', 'employedMonths', 'debtServicePpm', 'settledOrders'] as const)(
    'refers without %s',
    (field) => {
      expect(decided({}, { missing: { [field]: 'notGiven' } })).toMatchObject({
        outcome: 'refer',
        reasons: [{ code: 'factMissing' }],
      });
    },
  );

  it('is no reason to refer where the source answered that there is nothing', () => {
    expect(decided({}, { missing: { carrierMonthsInNet: 'notFound' } }).outcome).toBe('approve');
  });

  it('does not soften a rule that hits by what is known', () => {
    const { outcome, reasons } = decided({ overdueOrders: 1 }, { absent: { bureau: 'down' } });

    expect({ outcome, reasons }).toEqual({
      outcome: 'decline',
      reasons: [{ code: 'loanOverdue' }],
    });
  });

  it('never approves', () => {
    const holes = fc.subarray(['bureau', 'carrier', 'device', 'ip', 'commerce'] as const, {
      minLength: 1,
    });
    fc.assert(
      fc.property(applicants, holes, (known, absent) => {
        const sources = Object.fromEntries(absent.map((source) => [source, 'down' as const]));

        expect(decided(known, { absent: sources }).outcome).not.toBe('approve');
      }),
      { numRuns: 60 },
    );
  });
});

describe('decisions', () => {
  it('are the same for the same profile and versions, to the last bit', () => {
    fc.assert(
      fc.property(applicants, (known) => {
        const [first, second] = [decided(known), decided({ ...known })];

        expect(firstDifference(first, second, 'decision')).toBeUndefined();
      }),
      { numRuns: 60 },
    );
  });

  it('approve nobody more when a rule that declines is added', () => {
    fc.assert(
      fc.property(applicants, addedRule, (known, rule) => {
        const { document } = policy.rules;
        const stricter = compileRuleSet(
          { ...document, rules: [...document.rules, rule] },
          profileFields,
        );
        if (!stricter.ok) throw new Error(JSON.stringify(stricter.error));
        const before = decided(known).outcome;
        const application = anApplication(known);
        const after = decide({ ...policy, rules: stricter.value }, application).decision.outcome;

        if (before === 'decline') expect(after).toBe('decline');
        if (after === 'approve') expect(before).toBe('approve');
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['monthlyIncomeFen', 'up', 2_000_000],
    ['employedMonths', 'up', 100],
    ['settledOrders', 'up', 5],
    ['debtServicePpm', 'down', 900_000],
  ] as const)('score %s one way: %s', (field, way, most) => {
    fc.assert(
      fc.property(applicants, fc.nat(most), fc.nat(most), (known, one, other) => {
        const [low, high] = [Math.min(one, other), Math.max(one, other)];
        const scoreOf = (value: number) => decided({ ...known, [field]: value }).credit.score;
        const difference = scoreOf(high) - scoreOf(low);

        expect(way === 'up' ? difference : -difference).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 40 },
    );
  });

  it('give every refusal and referral its reasons: one to four, none twice, each with words', () => {
    fc.assert(
      fc.property(applicants, (known) => {
        const { outcome, reasons } = decided(known);
        const codes = reasons.map(({ code }) => code);

        expect(codes.length === 0).toBe(outcome === 'approve');
        expect(codes.length).toBeLessThanOrEqual(4);
        expect(new Set(codes).size).toBe(codes.length);
        expect(codes.filter((code) => !(code in reasonTexts))).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it('are made again from a profile of before a source was added', () => {
    const application = anApplication();
    const { ip: _, ...sources } = application.profile.sources;
    const earlier = { ...application, profile: { ...application.profile, sources } } as Application;

    expect(decide(policy, earlier).decision).toEqual(decide(policy, application).decision);
  });

  it('say what the scores alone would have decided', () => {
    expect(decided({ overdueOrders: 1 })).toMatchObject({
      outcome: 'decline',
      outcomeWithoutRules: 'approve',
    });
  });
});

/** Applicants of every kind, also unlikely ones. */
const applicants: fc.Arbitrary<Known> = fc.record({
  ageYears: fc.integer({ min: 16, max: 70 }),
  monthlyIncomeFen: fc.integer({ min: 100_000, max: 3_000_000 }),
  monthlyDebtFen: fc.integer({ min: 0, max: 500_000 }),
  employedMonths: fc.integer({ min: 0, max: 120 }),
  debtServicePpm: fc.integer({ min: 0, max: 700_000 }),
  overdueOrders: fc.constantFrom(0, 0, 0, 1),
  settledOrders: fc.integer({ min: 0, max: 4 }),
  deviceEmulator: fc.constantFrom(false, false, true),
  deviceCustomers24h: fc.integer({ min: 0, max: 4 }),
  carrierMonthsInNet: fc.integer({ min: 0, max: 100 }),
  linkedOverduePpm: fc.constantFrom(0, 0, 300_000),
});

const numbers = (Object.keys(solid) as FieldName[]).filter(
  (name) => profileFields[name] === 'number',
);

const addedRule: fc.Arbitrary<Rule> = fc.record({
  rule: fc.constant('added'),
  when: fc.record({
    field: fc.constantFrom(...numbers),
    is: fc.constantFrom('below' as const, 'above' as const),
    value: fc.integer({ min: 0, max: 1_000_000 }),
  }),
  missing: fc.constantFrom('refer' as const, 'ignore' as const, 'hit' as const),
  effect: fc.constant({ kind: 'decline' as const, reason: 'scoreTooLow' }),
});

const decided = (known: Known = {}, circumstance: Circumstance = {}): Decision =>
  decide(policy, anApplication(known, circumstance)).decision;
