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

/** What speaks against an approval. */
interface Findings {
  readonly ruleTrace: readonly RuleTrace[];
  readonly score: Score;
  readonly belowCutoff: boolean;
  /** A rule or the card asked for a fact that nobody knows. */
  readonly factMissing: boolean;
}

/** The same facts and models always give the same assessment. */
export function assess(models: RiskModels, stage: DecisionStage, facts: Facts): Assessment {
  const ruleTrace = evaluateRules(models.rules, stage, facts);
  const score = scoreOf(models.card, facts);
  const findings: Findings = {
    ruleTrace,
    score,
    belowCutoff: score.score < models.card.cutoff || score.grade === undefined,
    factMissing:
      ruleTrace.some((trace) => trace.outcome === 'missing') ||
      models.card.attributes.some(({ fact }) => facts[fact] === undefined),
  };
  const outcome = outcomeOf(findings);
  return {
    stage,
    outcome,
    score: score.score,
    ...(score.grade !== undefined && { grade: score.grade }),
    limitFen: outcome === 'decline' ? 0 : limitOf(models.limits, score.grade, facts),
    reasons: reasonsOf(findings, outcome),
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

const hitsOf = (trace: readonly RuleTrace[], effect: Outcome): readonly RuleTrace[] =>
  trace.filter((rule) => rule.outcome === 'hit' && rule.effect === effect);

/** A missing fact costs points too: that score proves nothing, so it refers and never declines. */
function outcomeOf({ ruleTrace, belowCutoff, factMissing }: Findings): Outcome {
  if (hitsOf(ruleTrace, 'decline').length > 0) return 'decline';
  if (factMissing) return 'refer';
  if (belowCutoff) return 'decline';
  return hitsOf(ruleTrace, 'refer').length > 0 ? 'refer' : 'approve';
}

function limitOf(matrix: LimitMatrix, grade: string | undefined, facts: Facts): number {
  const row = grade === undefined ? undefined : matrix.grades[grade];
  if (!row) return 0;
  const limitFen = Math.min(row.capFen, (facts.monthlyIncomeFen ?? 0) * row.incomes);
  return limitFen - (limitFen % matrix.stepFen);
}

/** Reasons are true to what decided: the rules that hit, then the points that were lost. */
function reasonsOf(findings: Findings, outcome: Outcome): readonly string[] {
  if (outcome === 'approve') return [];
  const { ruleTrace, score, factMissing } = findings;
  const scored = outcome === 'decline' && findings.belowCutoff && !factMissing;
  const lost = score.attributes
    .filter(({ lostPoints }) => lostPoints > 0)
    .sort((one, other) => other.lostPoints - one.lostPoints);
  const codes = [
    ...hitsOf(ruleTrace, outcome).map(({ code }) => code),
    ...(outcome === 'refer' && factMissing ? ['factMissing'] : []),
    ...(scored ? ['scoreTooLow', ...lost.map(({ reason }) => reason)] : []),
  ];
  return [...new Set(codes)].slice(0, 4);
}
