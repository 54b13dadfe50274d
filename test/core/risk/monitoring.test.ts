/** What is watched of decisions: shifts, silent rules, and predicted against observed. */
import { MemoryStore } from '../../../lambdas/adapters/memory-store';
import { decide } from '../../../lambdas/core/risk/decision/decision';
import type { DecisionRecord } from '../../../lambdas/core/risk/decision/decision-record';
import type { Policy } from '../../../lambdas/core/risk/decision/policy';
import { added, summarise } from '../../../lambdas/core/risk/monitoring/day-summary';
import { signalsOf } from '../../../lambdas/core/risk/monitoring/signals';
import { addedVintages, qualityOf, vintageOf } from '../../../lambdas/core/risk/monitoring/vintage';
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

describe('signals', () => {
  const fourWeeks = () => summarise([...many(90), ...many(10, { overdueOrders: 1 })], watched);

  it('are quiet on a day like those before', () => {
    const day = summarise([...many(54), ...many(6, { overdueOrders: 1 })], watched);

    expect(signalsOf(day, fourWeeks())).toMatchObject({
      scoreShift: 0,
      silentRules: [],
      approvedPpm: 900_000,
      referredPpm: 0,
    });
  });

  it('name a rule that hit before and does no more', () => {
    expect(signalsOf(summarise(many(60), watched), fourWeeks()).silentRules).toEqual([
      'loanOverdue',
    ]);
  });

  it('do not call a rule silent that could hardly be expected to hit', () => {
    expect(signalsOf(summarise(many(10), watched), fourWeeks()).silentRules).toEqual([]);
  });

  it('show a shift of scores, and which value moved', () => {
    const day = summarise(many(60, { monthlyIncomeFen: 250_000 }), watched);
    const { scoreShift, fieldShifts } = signalsOf(day, fourWeeks());

    expect(scoreShift).toBeGreaterThan(0.25);
    expect(fieldShifts.monthlyIncomeFen).toBeGreaterThan(0.25);
    expect(fieldShifts.employedMonths).toBe(0);
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
