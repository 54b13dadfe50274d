/** What is watched of decisions: shifts, silent rules, and predicted against observed. */
import { MemoryStore } from '../../../lambdas/adapters/memory-store';
import { addDays, type IsoDate, isoDate } from '../../../lambdas/core/calendar';
import { decide } from '../../../lambdas/core/risk/decision/decision';
import type { DecisionRecord } from '../../../lambdas/core/risk/decision/decision-record';
import type { Policy } from '../../../lambdas/core/risk/decision/policy';
import {
  added,
  type DaySummary,
  summarise,
} from '../../../lambdas/core/risk/monitoring/day-summary';
import { aucShiftOf } from '../../../lambdas/core/risk/monitoring/separation';
import { poissonAtMost, signalsOf } from '../../../lambdas/core/risk/monitoring/signals';
import {
  addedVintages,
  maturedBy,
  maturingOn,
  qualityOf,
  type Vintage,
  vintageOf,
} from '../../../lambdas/core/risk/monitoring/vintage';
import { windowsOf } from '../../../lambdas/core/risk/monitoring/windows';
import { compareEvaluations } from '../../../lambdas/core/risk/rules/comparison';
import { openPolicies } from '../../../lambdas/platform/composition/policies';
import { anApplication, type Known } from '../../support/applications';

const now = Date.UTC(2026, 10, 22, 2);
let policy: Policy;
beforeAll(async () => {
  policy = await openPolicies(new MemoryStore({ now: () => now })).policyFor('cus_a', now);
});
const watched = new Set(['monthlyIncomeFen', 'employedMonths', 'carrierMonthsInNet']);

describe('a day', () => {
  it('counts outcomes, arms, rules, scores and what was missing', () => {
    const day = summarise([...many(3), ...many(1, { overdueOrders: 1 })], watched);

    expect(day).toMatchObject({
      decisions: 4,
      outcomes: { approve: 3, refer: 0, decline: 1 },
      arms: { 'champion approve': 3, 'champion decline': 1 },
      rules: { loanOverdue: { evaluated: 4, hit: 1 }, ageOutOfRange: { evaluated: 4, hit: 0 } },
      fields: { employedMonths: { missing: 0, groups: { '2^5': 4 } } },
    });
    expect(day.scores.reduce((sum, count) => sum + count)).toBe(4);
    expect(Object.keys(day.fields)).toHaveLength(watched.size);
  });

  it('added to others is the same as all of them counted at once', () => {
    const [one, other] = [many(2), many(3, { monthlyIncomeFen: 500_000 })];

    expect(added(summarise(one, watched), summarise(other, watched))).toEqual(
      summarise([...one, ...other], watched),
    );
  });
});

describe('a rule set in shadow', () => {
  const [live, candidate] = ['a', 'b'].map((name) => name.repeat(64));
  const beside = (overdueOrders: number): DecisionRecord => {
    const [record] = many(1, { overdueOrders });
    const { rules } = record!.decision;
    const trace = rules.trace
      .filter(({ rule }) => rule !== 'ageOutOfRange')
      .map((each) => (each.rule === 'loanOverdue' ? { ...each, outcome: 'noHit' as const } : each));
    const added = { rule: 'brandNew', outcome: 'hit' as const, conditions: [] };
    const evaluation = {
      ...rules,
      declines: [],
      scorePoints: rules.scorePoints - 5,
      trace: [...trace, added],
    };
    const comparison = compareEvaluations(rules, evaluation);
    const same = compareEvaluations(rules, rules);
    return {
      ...record!,
      shadows: [
        { kind: 'rules', hash: candidate!, comparison },
        { kind: 'rules', hash: live!, comparison: same },
        { kind: 'fraudCard', hash: 'c'.repeat(64), score: 600, probability: 0.01 },
      ],
    };
  };

  it('is counted rule by rule, and by what would have ended otherwise', () => {
    const { shadows } = summarise([beside(1), beside(0), beside(1)], watched);

    expect(shadows?.[candidate!]).toMatchObject({
      decisions: 3,
      changes: { 'decline>pass': 2 },
      otherPoints: 3,
      hits: {
        loanOverdue: { live: 2, shadow: 0 },
        brandNew: { live: 0, shadow: 3 },
        ageOutOfRange: { live: 0, shadow: 0 },
      },
    });
    expect(shadows?.[live!]).toMatchObject({
      decisions: 3,
      changes: {},
      otherPoints: 0,
      hits: { loanOverdue: { live: 2, shadow: 2 } },
    });
    expect(Object.keys(shadows ?? {})).toEqual([candidate, live]);
  });

  it('adds up over days, also over one that was counted before shadows were', () => {
    const [one, other] = [[beside(1)], [beside(0), ...many(1)]];
    const { shadows: _, ...old } = summarise(many(2), watched);
    const days: DaySummary[] = [summarise(one, watched), summarise(other, watched), old];

    expect(days.reduce(added).shadows).toEqual(summarise([...one, ...other], watched).shadows);
  });
});

describe('signals', () => {
  const fourWeeks = () => summarise([...many(180), ...many(20, { overdueOrders: 1 })], watched);
  const against = (day: DaySummary, before: DaySummary) =>
    signalsOf({ day, before, week: day, earlier: before });

  it('are quiet on a day like those before', () => {
    const day = summarise([...many(180), ...many(20, { overdueOrders: 1 })], watched);

    expect(against(day, fourWeeks())).toMatchObject({
      scoreShift: 0,
      silentRules: [],
      approvedPpm: 900_000,
      referredPpm: 0,
    });
  });

  it('show a shift of scores, and which value moved', () => {
    const day = summarise(many(200, { monthlyIncomeFen: 250_000 }), watched);
    const { scoreShift, fieldShifts } = against(day, fourWeeks());

    expect(scoreShift).toBeGreaterThan(0.25);
    expect(fieldShifts.monthlyIncomeFen).toBeGreaterThan(0.25);
    expect(fieldShifts.employedMonths).toBe(0);
  });
});

describe('a day of few decisions', () => {
  const moved = (count: number) => summarise(many(count, { monthlyIncomeFen: 250_000 }), watched);

  it('shows no shift, which may be chance', () => {
    const usual = summarise(many(200), watched);
    const windows = { day: moved(50), before: usual, week: moved(199), earlier: usual };

    expect(signalsOf(windows)).toMatchObject({ scoreShift: 0, fieldShifts: {} });
  });

  it('shows that of its week', () => {
    const usual = summarise(many(200), watched);
    const windows = { day: moved(50), before: usual, week: moved(200), earlier: usual };

    expect(signalsOf(windows).scoreShift).toBeGreaterThan(0.25);
  });
});

describe('a rule that hit before', () => {
  const day = (hits: number, rest: number) =>
    summarise([...many(rest), ...many(hits, { overdueOrders: 1 })], watched);
  const last = isoDate('2026-11-22');
  /** Of every day back from the last, the number of hits among ten decisions. */
  const silentAfter = (hitsOn: (daysBack: number) => number): readonly string[] => {
    const days = Array.from({ length: 35 }, (_, back): [IsoDate, DaySummary] => [
      addDays(last, -back),
      day(hitsOn(back), 10 - hitsOn(back)),
    ]);
    return signalsOf(windowsOf(last, new Map(days))).silentRules;
  };

  it('often, is silent after a day without', () => {
    // 8 hits a day: none comes by chance three times in ten thousand days.
    expect(silentAfter((back) => (back === 0 ? 0 : 8))).toEqual(['loanOverdue']);
  });

  it('once a day, is silent after a week without, and not before', () => {
    expect(silentAfter((back) => (back < 7 ? 0 : 1))).toEqual(['loanOverdue']);
    expect(silentAfter((back) => (back < 6 ? 0 : 1))).toEqual([]);
  });

  it('less than once a day, proves nothing by a week without', () => {
    // 27 hits in four weeks: a week without any comes by chance in 12 of ten thousand weeks.
    expect(silentAfter((back) => (back < 8 ? 0 : 1))).toEqual([]);
  });

  it('is silent with hardly any hits, and not with a tenth of them', () => {
    expect(silentAfter((back) => (back < 7 ? Number(back === 0) : 3))).toEqual(['loanOverdue']);
    expect(silentAfter((back) => (back < 7 ? Number(back < 3) : 3))).toEqual([]);
  });

  it('is not called silent when it is asked no more', () => {
    const before = day(10, 20);
    const { loanOverdue: _, ...rules } = day(0, 30).rules;
    const week = { ...day(0, 30), rules };

    expect(signalsOf({ day: week, week, before, earlier: before }).silentRules).toEqual([]);
  });

  it('is judged by the Poisson distribution', () => {
    expect(poissonAtMost(0, 6.9077)).toBeGreaterThan(0.001);
    expect(poissonAtMost(0, 6.9078)).toBeLessThan(0.001);
    // Tabulated: P(X ≤ 3 | 10) = 0.010336, P(X ≤ 10 | 10) = 0.583040.
    expect(poissonAtMost(3, 10)).toBeCloseTo(0.010336, 6);
    expect(poissonAtMost(10, 10)).toBeCloseTo(0.58304, 5);
  });
});

describe('a matured day', () => {
  const loans = [640, 650, 660, 670].map((score) => ({ score, probability: 0.1, bad: false }));
  const bad = [500, 510].map((score) => ({ score, probability: 0.4, bad: true }));

  it('compares predicted with observed, and separates good from bad', () => {
    const quality = qualityOf(vintageOf([...loans, ...bad]));

    expect(quality).toMatchObject({ loans: 6, auc: 1, ks: 1 });
    expect(quality.observedRate).toBeCloseTo(1 / 3);
    expect(quality.predictedRate).toBeCloseTo(0.2);
  });

  it('says nothing of separation while all are good', () => {
    expect(qualityOf(vintageOf(loans)).auc).toBeNaN();
  });

  it('matures exactly once, also at the end of a month', () => {
    const mornings = Array.from({ length: 800 }, (_, at) => addDays(isoDate('2027-01-01'), at));
    const matured = mornings.flatMap(maturingOn);

    expect(matured).toEqual(matured.map((_, at) => addDays(isoDate('2026-07-01'), at)));
    expect(maturingOn(isoDate('2027-02-28'))).toHaveLength(4);
    expect(maturingOn(isoDate('2027-08-31'))).toEqual([]);
    expect(maturedBy(isoDate('2027-08-31'))).toBe('2027-02-28');
    expect(maturedBy(isoDate('2027-02-28'))).toBe('2026-08-31');
  });

  it('is compared with those before it: how far the score separates', () => {
    const last = isoDate('2026-11-22');
    const known = (now: number, before: number, loansADay: number) =>
      new Map(
        Array.from({ length: 250 }, (_, back): [IsoDate, Vintage] => [
          addDays(last, -back),
          vintageOf(separating(back < 28 ? now : before, loansADay)),
        ]),
      );

    expect(aucShiftOf(last, known(0.6, 0.8, 40))).toBeCloseTo(-0.2);
    expect(aucShiftOf(last, known(0.8, 0.8, 40))).toBeCloseTo(0);
    // Twenty-eight days with six bad loans each: what they say may be chance.
    expect(aucShiftOf(last, known(0.6, 0.8, 12))).toBeUndefined();
    expect(aucShiftOf(last, new Map([...known(0.6, 0.8, 40)].slice(0, 28)))).toBeUndefined();
  });

  it('is added to others loan by loan', () => {
    expect(addedVintages(vintageOf(loans), vintageOf(bad))).toEqual(vintageOf([...loans, ...bad]));
  });
});

function many(count: number, known: Known = {}): DecisionRecord[] {
  const application = anApplication(known);
  const { decision, timings } = decide(policy, application);
  return Array.from({ length: count }, (_, at) => ({
    subjectId: `ord_${at}`,
    customerId: 'cus_a',
    decidedAt: '2026-11-22T02:00:00.000Z',
    application,
    listHits: [],
    decision,
    shadows: [],
    timings,
  }));
}

/** Half of them bad, scored below the good ones in so many pairs that the AUC is as asked. */
const separating = (auc: number, count: number) =>
  Array.from({ length: count }, (_, at) => ({
    score: at % 2 === 0 ? 600 : at < count * (2 * auc - 1) ? 500 : 600,
    probability: 0.1,
    bad: at % 2 === 1,
  }));
