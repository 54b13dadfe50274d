/** A rule set tried on decisions that were made: how often each rule hits, what would change. */
import { decide, type Outcome } from '../decision/decision';
import type { DecisionRecord } from '../decision/decision-record';
import type { Policy } from '../decision/policy';
import type { UnusablePart } from '../decision/unusable';
import type { RuleTrace } from '../rules/evaluation';
import type { CompiledRuleSet } from '../rules/rule-set';

/** A decision with all it was made by, so that only the rules differ. */
export interface DecidedCase {
  readonly record: DecisionRecord;
  readonly policy: Policy;
}

export interface Both {
  /** As it was decided. */
  readonly live: number;
  /** As the candidate would have it. */
  readonly candidate: number;
}

/** Sums only, so that a backtest can stop and go on. */
export interface BacktestCounts {
  readonly decisions: number;
  /** Of decisions that cannot be made again, by what is no more: `pricing missing 3f…`. */
  readonly notReplayable: Readonly<Record<string, number>>;
  readonly approvals: Both;
  /** Of decisions that would differ, by what they were and would be: `approve>decline`. */
  readonly changes: Readonly<Record<string, number>>;
  /** By rule; a rule that only one of the two has hits never in the other. */
  readonly hits: Readonly<Record<string, Both>>;
}

export const noCounts: BacktestCounts = {
  decisions: 0,
  notReplayable: {},
  approvals: { live: 0, candidate: 0 },
  changes: {},
  hits: {},
};

/** One more decision that cannot be made again. */
export function countNotReplayable(
  counts: BacktestCounts,
  { part, why, version }: UnusablePart,
): BacktestCounts {
  const name = `${part} ${why} ${version}`;
  const { notReplayable } = counts;
  return {
    ...counts,
    notReplayable: { ...notReplayable, [name]: (notReplayable[name] ?? 0) + 1 },
  };
}

/** Decisions that were looked at. */
export const triedOf = ({ decisions, notReplayable }: BacktestCounts): number =>
  Object.values(notReplayable).reduce((sum, count) => sum + count, decisions);

/** Decides every case anew with the candidate's rules and adds up what is found. */
export function countCases(
  candidate: CompiledRuleSet,
  cases: readonly DecidedCase[],
  counts: BacktestCounts,
): BacktestCounts {
  const changes = new Map(Object.entries(counts.changes));
  const hits = new Map(Object.entries(counts.hits));
  const approvals = { ...counts.approvals };
  for (const { record, policy } of cases) {
    const { decision } = decide({ ...policy, rules: candidate }, record.application);
    const was: Outcome = record.decision.outcome;
    const would: Outcome = decision.outcome;
    if (was === 'approve') approvals.live += 1;
    if (would === 'approve') approvals.candidate += 1;
    if (would !== was) {
      const change = `${was}>${would}`;
      changes.set(change, (changes.get(change) ?? 0) + 1);
    }
    addHits(hits, 'live', record.decision.rules.trace);
    addHits(hits, 'candidate', decision.rules.trace);
  }
  return {
    ...counts,
    decisions: counts.decisions + cases.length,
    approvals,
    changes: Object.fromEntries(changes),
    hits: Object.fromEntries(hits),
  };
}

function addHits(hits: Map<string, Both>, side: keyof Both, trace: readonly RuleTrace[]): void {
  for (const { rule, outcome } of trace) {
    const both = hits.get(rule) ?? { live: 0, candidate: 0 };
    hits.set(rule, outcome === 'hit' ? { ...both, [side]: both[side] + 1 } : both);
  }
}
