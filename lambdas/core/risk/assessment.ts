/** One decision: hard rules, score, grade, limit and the reasons, stored whole and repeatable. */
import type { Facts } from './facts';
import { type DecisionStage, evaluateRules, type RuleSet, type RuleTrace } from './rules';
import { type Score, type Scorecard, scoreOf } from './scorecard';

export interface LimitMatrix {
  readonly matrix: string;
  readonly version: number;
  readonly stepFen: number;
  readonly validMonths: number;
  readonly grades: Readonly<
    Record<string, { readonly incomes: number; readonly capFen: number } | undefined>
  >;
}

export interface RiskModels {
  readonly rules: RuleSet;
  readonly card: Scorecard;
  readonly limits: LimitMatrix;
}

export type Outcome = 'approve' | 'refer' | 'decline';

export interface Assessment {
  readonly stage: DecisionStage;
  readonly outcome: Outcome;
  readonly score: number;
  /** Absent below the cutoff. */
  readonly grade?: string;
  /** 0 unless a grade was reached and nothing declined. */
  readonly limitFen: number;
  /** At most four codes, the weightiest first; empty when approved. */
  readonly reasons: readonly string[];
  readonly facts: Facts;
  readonly versions: { readonly rules: string; readonly card: string; readonly limits: string };
  readonly ruleTrace: readonly RuleTrace[];
  readonly scoreTrace: Score['attributes'];
}

/** The same facts and models always give the same assessment. */
export function assess(models: RiskModels, stage: DecisionStage, facts: Facts): Assessment {
  const ruleTrace = evaluateRules(models.rules, stage, facts);
  const score = scoreOf(models.card, facts);
  const belowCutoff = score.score < models.card.cutoff || score.grade === undefined;
  const outcome = outcomeOf(ruleTrace, belowCutoff);
  return {
    stage,
    outcome,
    score: score.score,
    ...(score.grade !== undefined && { grade: score.grade }),
    limitFen: outcome === 'decline' ? 0 : limitOf(models.limits, score.grade, facts),
    reasons: outcome === 'approve' ? [] : reasonsOf(ruleTrace, outcome, belowCutoff, score),
    facts,
    versions: {
      rules: `${models.rules.ruleSet}-${models.rules.version}`,
      card: `${models.card.card}-${models.card.version}`,
      limits: `${models.limits.matrix}-${models.limits.version}`,
    },
    ruleTrace,
    scoreTrace: score.attributes,
  };
}

function outcomeOf(trace: readonly RuleTrace[], belowCutoff: boolean): Outcome {
  const hit = (effect: string) => trace.some((t) => t.outcome === 'hit' && t.effect === effect);
  if (hit('decline') || belowCutoff) return 'decline';
  return hit('refer') || trace.some((t) => t.outcome === 'missing') ? 'refer' : 'approve';
}

function limitOf(matrix: LimitMatrix, grade: string | undefined, facts: Facts): number {
  const row = grade === undefined ? undefined : matrix.grades[grade];
  if (!row) return 0;
  const limitFen = Math.min(row.capFen, (facts.monthlyIncomeFen ?? 0) * row.incomes);
  return limitFen - (limitFen % matrix.stepFen);
}

/** Reasons are true to what decided: the rules that hit, then the points that were lost. */
function reasonsOf(
  trace: readonly RuleTrace[],
  outcome: Outcome,
  belowCutoff: boolean,
  score: Score,
): readonly string[] {
  const hits = trace.filter((t) => t.outcome === 'hit' && t.effect === outcome);
  const missing = outcome === 'refer' && trace.some((t) => t.outcome === 'missing');
  const lost = belowCutoff
    ? [...score.attributes]
        .filter(({ lostPoints }) => lostPoints > 0)
        .sort((a, b) => b.lostPoints - a.lostPoints)
    : [];
  const codes = [
    ...hits.map(({ code }) => code),
    ...(missing ? ['factMissing'] : []),
    ...(belowCutoff ? ['scoreTooLow'] : []),
    ...lost.map(({ reason }) => reason),
  ];
  return [...new Set(codes)].slice(0, 4);
}
