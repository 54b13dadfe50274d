/** A rule set tried on decisions that were made: how often each rule hits, what would change. */
import { verdictOf } from './comparison';
import type { DecisionStage, Values } from './document';
import type { RuleTrace } from './evaluation';
import type { CompiledRuleSet } from './rule-set';

export type CaseOutcome = 'approve' | 'refer' | 'decline';

/** What a backtest needs to know of a decision. */
export interface DecidedCase {
  readonly stage: DecisionStage;
  readonly values: Values;
  readonly outcome: CaseOutcome;
  /** What would have been decided if no rule had hit: by scores, affordability and price. */
  readonly outcomeWithoutRules: CaseOutcome;
  readonly trace: readonly RuleTrace[];
}

export interface RuleHits {
  /** As decided. */
  readonly live: number;
  readonly candidate: number;
}

/** Sums only, so that a backtest can stop and go on. */
export interface BacktestCounts {
  readonly decisions: number;
  readonly approvals: RuleHits;
  /** Decisions by what they were and would be, e.g. `approve>decline`. Equal ones are left out. */
  readonly changes: Readonly<Record<string, number>>;
  readonly hits: Readonly<Record<string, RuleHits>>;
}

export const noBacktestCounts: BacktestCounts = {
  decisions: 0,
  approvals: { live: 0, candidate: 0 },
  changes: {},
  hits: {},
};

/** Adds the cases to the counts. Points a rule adds to a score are not carried into the score. */
export function backtest(
  candidate: CompiledRuleSet,
  cases: readonly DecidedCase[],
  counts: BacktestCounts = noBacktestCounts,
): BacktestCounts {
  const hits = new Map(Object.entries(counts.hits).map(([rule, both]) => [rule, { ...both }]));
  const changes = new Map(Object.entries(counts.changes));
  const approvals = { ...counts.approvals };
  const count = (side: keyof RuleHits, trace: readonly RuleTrace[]): void => {
    for (const { rule, outcome } of trace) {
      const both = hits.get(rule) ?? { live: 0, candidate: 0 };
      hits.set(rule, outcome === 'hit' ? { ...both, [side]: both[side] + 1 } : both);
    }
  };
  for (const decided of cases) {
    const evaluation = candidate.evaluate(decided.values, decided.stage);
    const verdict = verdictOf(evaluation);
    const would = strictest(verdict === 'pass' ? 'approve' : verdict, decided.outcomeWithoutRules);
    count('live', decided.trace);
    count('candidate', evaluation.trace);
    if (decided.outcome === 'approve') approvals.live += 1;
    if (would === 'approve') approvals.candidate += 1;
    const change = `${decided.outcome}>${would}`;
    if (would !== decided.outcome) changes.set(change, (changes.get(change) ?? 0) + 1);
  }
  return {
    decisions: counts.decisions + cases.length,
    approvals,
    changes: Object.fromEntries(changes),
    hits: Object.fromEntries(hits),
  };
}

const severity: readonly CaseOutcome[] = ['approve', 'refer', 'decline'];

const strictest = (one: CaseOutcome, other: CaseOutcome): CaseOutcome =>
  severity.indexOf(one) > severity.indexOf(other) ? one : other;
