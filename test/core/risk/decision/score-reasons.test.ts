/** Points that rules take: told to the applicant where the score is what decided. */
import { MemoryStore } from '../../../../lambdas/adapters/memory-store';
import { ruleSetDocument } from '../../../../lambdas/contract/rule-set-document';
import { decide } from '../../../../lambdas/core/risk/decision/decision';
import type { Policy } from '../../../../lambdas/core/risk/decision/policy';
import { profileFields } from '../../../../lambdas/core/risk/profile/fields';
import type { Effect } from '../../../../lambdas/core/risk/rules/document';
import { compileRuleSet } from '../../../../lambdas/core/risk/rules/rule-set';
import { openPolicies } from '../../../../lambdas/platform/composition/policies';
import { reasonCodes } from '../../../../lambdas/platform/composition/reasons';
import { anApplication, type Known } from '../../../support/applications';

const now = Date.UTC(2026, 10, 22, 2);
let policy: Policy;
beforeAll(async () => {
  policy = await openPolicies(new MemoryStore({ now: () => now })).policyFor('cus_a', now);
});

describe('points that rules take', () => {
  it('are the reason told when they cost an applicant the approval', () => {
    expect(decided([])).toMatchObject({ outcome: 'approve' });
    const { outcome, reasons } = decided([takes(100, 'deviceRecent'), takes(45, 'accountRecent')]);

    expect(outcome).toBe('decline');
    expect(reasons.slice(0, 3)).toEqual([
      { code: 'scoreTooLow' },
      { code: 'deviceRecent', pointsLost: 100 },
      { code: 'accountRecent', pointsLost: 45 },
    ]);
    expect(reasons.length).toBeLessThanOrEqual(4);
  });

  it('stand among what the card took by how many they are', () => {
    const weak = { monthlyIncomeFen: 250_000, employedMonths: 8, debtServicePpm: 450_000 };
    const effects = [takes(63, 'deviceRecent'), takes(1, 'accountRecent')];

    expect(codesOf(effects, { ...weak, requestedInstalmentFen: 0 })).toEqual([
      'scoreTooLow',
      'debtServiceElevated',
      'deviceRecent',
      'incomeModest',
    ]);
  });

  it('are no reason when the applicant is approved all the same', () => {
    const { outcome, credit, reasons } = decided([takes(5, 'deviceRecent')]);

    expect([outcome, credit.score, reasons]).toEqual(['approve', 625, []]);
  });

  it('are no reason when something else decided', () => {
    expect(codesOf([takes(5, 'deviceRecent')], { overdueOrders: 1 })).toEqual(['loanOverdue']);
  });

  it('are no reason when as many were given for it', () => {
    const effects = [takes(150, 'phoneRecent'), takes(50, 'deviceRecent')];

    expect(codesOf([...effects, takes(-50, 'deviceRecent')])).not.toContain('deviceRecent');
  });
});

const takes = (points: number, reason: string): Effect => ({
  kind: 'score',
  points: -points,
  reason,
});

const codesOf = (effects: readonly Effect[], known?: Known) =>
  decided(effects, known).reasons.map(({ code }) => code);

/** By the rules in force, and one that hits everybody for each effect. */
function decided(effects: readonly Effect[], known: Known = {}) {
  const added = effects.map((effect, index) => ({
    rule: `added${index}`,
    when: { field: 'ageYears', is: 'present' } as const,
    missing: 'ignore' as const,
    effect,
  }));
  const { document } = policy.rules;
  const rules = [...document.rules, ...added];
  const compiled = compileRuleSet(
    ruleSetDocument.parse({ ...document, rules }),
    profileFields,
    reasonCodes,
  );
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.error));
  return decide({ ...policy, rules: compiled.value }, anApplication(known)).decision;
}
