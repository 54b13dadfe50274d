/** What rule sets in shadow would have said of a day's decisions, rule by rule, as sums. */
import type { DecisionRecord } from '../decision/decision-record';
import type { ShadowFinding } from '../decision/shadows';
import type { RuleTrace } from '../rules/evaluation';

export interface ShadowHits {
  /** Of the rule set in force, or of the arm's own. */
  readonly live: number;
  readonly shadow: number;
}

export interface ShadowCount {
  /** Beside which it ran. */
  readonly decisions: number;
  /** Of decisions that the rules alone would have ended otherwise: `pass>decline`. */
  readonly changes: Readonly<Record<string, number>>;
  /** Decisions to whose score it would have added other points. */
  readonly otherPoints: number;
  /** By rule; a rule that only one of the two has hits never in the other. */
  readonly hits: Readonly<Record<string, ShadowHits>>;
}

/** By the hash of the rule set. */
export type ShadowCounts = Readonly<Record<string, ShadowCount>>;

const nothing: ShadowCount = { decisions: 0, changes: {}, otherPoints: 0, hits: {} };
const noHits: ShadowHits = { live: 0, shadow: 0 };

export function countShadows(records: readonly DecisionRecord[]): ShadowCounts {
  const counts = new Map<string, ShadowCount>();
  for (const { decision, shadows } of records) {
    for (const finding of shadows) {
      if (finding.kind !== 'rules') continue;
      const { hash } = finding;
      counts.set(hash, plus(counts.get(hash) ?? nothing, countOf(finding, decision.rules.trace)));
    }
  }
  return Object.fromEntries(counts);
}

/** Several days as one; a shadow that ran on one of them alone keeps its counts. */
export const addedShadows = (one: ShadowCounts, other: ShadowCounts): ShadowCounts =>
  merged(one, other, nothing, plus);

type Rules = Extract<ShadowFinding, { kind: 'rules' }>;

/** Only differences are recorded: where there is none, the shadow's rule did as the live one. */
function countOf({ comparison }: Rules, trace: readonly RuleTrace[]): ShadowCount {
  const { live, shadow, scorePointsMore, differences } = comparison;
  const hits = new Map<string, ShadowHits>();
  const one = (outcome: string): number => (outcome === 'hit' ? 1 : 0);
  for (const { rule, outcome } of trace)
    hits.set(rule, { live: one(outcome), shadow: one(outcome) });
  for (const { rule, live, shadow } of differences)
    hits.set(rule, { live: one(live), shadow: one(shadow) });
  return {
    decisions: 1,
    changes: live === shadow ? {} : { [`${live}>${shadow}`]: 1 },
    otherPoints: scorePointsMore === 0 ? 0 : 1,
    hits: Object.fromEntries(hits),
  };
}

const plus = (one: ShadowCount, other: ShadowCount): ShadowCount => ({
  decisions: one.decisions + other.decisions,
  changes: merged(one.changes, other.changes, 0, (left, right) => left + right),
  otherPoints: one.otherPoints + other.otherPoints,
  hits: merged(one.hits, other.hits, noHits, (left, right) => ({
    live: left.live + right.live,
    shadow: left.shadow + right.shadow,
  })),
});

type Named<T> = Readonly<Record<string, T>>;

function merged<T>(
  one: Named<T>,
  other: Named<T>,
  none: T,
  join: (left: T, right: T) => T,
): Named<T> {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])].sort();
  return Object.fromEntries(
    names.map((name) => [name, join(one[name] ?? none, other[name] ?? none)]),
  );
}
