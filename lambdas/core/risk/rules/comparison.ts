/** Two evaluations of the same values side by side, rule by rule: the live one and a shadow. */
import type { RuleEvaluation, RuleOutcome, RuleTrace } from './evaluation';

/** What the rules alone say; `pass` leaves it to the scores. */
export type Verdict = 'decline' | 'refer' | 'pass';

export interface RuleDifference {
  readonly rule: string;
  /** `absent`: the other set has no such rule at this stage. */
  readonly live: RuleOutcome | 'absent';
  readonly shadow: RuleOutcome | 'absent';
}

export interface EvaluationComparison {
  readonly live: Verdict;
  readonly shadow: Verdict;
  /** The shadow's points less the live ones. */
  readonly scorePointsMore: number;
  /** Only rules whose outcomes differ, by name. */
  readonly differences: readonly RuleDifference[];
}

export const verdictOf = ({ declines, refers }: RuleEvaluation): Verdict => {
  if (declines.length > 0) return 'decline';
  return refers.length > 0 ? 'refer' : 'pass';
};

export function compareEvaluations(
  live: RuleEvaluation,
  shadow: RuleEvaluation,
): EvaluationComparison {
  const [before, after] = [outcomesOf(live.trace), outcomesOf(shadow.trace)];
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return {
    live: verdictOf(live),
    shadow: verdictOf(shadow),
    scorePointsMore: shadow.scorePoints - live.scorePoints,
    differences: names
      .map((rule) => ({
        rule,
        live: before.get(rule) ?? ('absent' as const),
        shadow: after.get(rule) ?? ('absent' as const),
      }))
      .filter((both) => both.live !== both.shadow),
  };
}

const outcomesOf = (trace: readonly RuleTrace[]): ReadonlyMap<string, RuleOutcome> =>
  new Map(trace.map(({ rule, outcome }) => [rule, outcome]));
