/** Hard rules as data: every condition's outcome is kept, so that a decision can be explained. */
import type { FactName, Facts } from './facts';

export type DecisionStage = 'limit' | 'order';
export type RuleEffect = 'decline' | 'refer';

export interface Condition {
  readonly fact: FactName;
  readonly is: 'below' | 'above';
  readonly value: number;
}

export interface Rule {
  readonly code: string;
  readonly stages: readonly DecisionStage[];
  readonly effect: RuleEffect;
  /** The rule hits when any of these holds. */
  readonly any: readonly Condition[];
}

export interface RuleSet {
  readonly ruleSet: string;
  readonly version: number;
  readonly rules: readonly Rule[];
}

export interface RuleTrace {
  readonly code: string;
  readonly effect: RuleEffect;
  readonly outcome: 'hit' | 'noHit' | 'missing';
  readonly conditions: readonly (Condition & {
    readonly actual: number | null;
    readonly holds: boolean | null;
  })[];
}

/** Evaluates every rule of the stage, also after a hit: the trace is whole. */
export const evaluateRules = (
  ruleSet: RuleSet,
  stage: DecisionStage,
  facts: Facts,
): readonly RuleTrace[] =>
  ruleSet.rules
    .filter((rule) => rule.stages.includes(stage))
    .map((rule) => evaluateRule(rule, facts));

function evaluateRule(rule: Rule, facts: Facts): RuleTrace {
  const conditions = rule.any.map((condition) => {
    const actual = facts[condition.fact] ?? null;
    return { ...condition, actual, holds: actual === null ? null : holds(condition, actual) };
  });
  const outcome = conditions.some((condition) => condition.holds)
    ? 'hit'
    : conditions.some((condition) => condition.holds === null)
      ? 'missing'
      : 'noHit';
  return { code: rule.code, effect: rule.effect, outcome, conditions };
}

const holds = (condition: Condition, actual: number): boolean =>
  condition.is === 'below' ? actual < condition.value : actual > condition.value;
