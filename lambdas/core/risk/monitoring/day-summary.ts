/** A day's decisions as counts: what is watched, and what a report is drawn from. */
import type { DecisionRecord } from '../decision/decision-record';
import { type FieldName, fieldNames } from '../profile/fields';
import { addedShadows, countShadows, type ShadowCounts } from './shadow-counts';

/** Ten points wide, from 300 to 899; what lies outside counts in the outermost. */
export const scoreBins = 60;
const binWidth = 10;
const lowestScore = 300;

export const binOf = (score: number): number =>
  Math.max(0, Math.min(scoreBins - 1, Math.floor((score - lowestScore) / binWidth)));

/** The middle of a bin, in points. */
export const middleOf = (bin: number): number => lowestScore + bin * binWidth + binWidth / 2;

export interface RuleCount {
  readonly evaluated: number;
  readonly hit: number;
}

export interface FieldCount {
  /** How often the value was missing. */
  readonly missing: number;
  /** Known values by magnitude or text: see `groupOf`. */
  readonly groups: Readonly<Record<string, number>>;
}

export interface DaySummary {
  readonly decisions: number;
  readonly outcomes: Readonly<Record<'approve' | 'refer' | 'decline', number>>;
  /** By arm, as `arm outcome`. */
  readonly arms: Readonly<Record<string, number>>;
  readonly scores: readonly number[];
  readonly rules: Readonly<Record<string, RuleCount>>;
  readonly fields: Readonly<Partial<Record<FieldName, FieldCount>>>;
  readonly absentSources: Readonly<Record<string, number>>;
  /** Rule sets in shadow; days counted before there was such a count have none. */
  readonly shadows?: ShadowCounts;
  /** Microseconds of all decisions together. */
  readonly decidingMicros: number;
}

/** Only what the models look at is watched for a shift of its values. */
export function summarise(
  records: readonly DecisionRecord[],
  watched: ReadonlySet<string>,
): DaySummary {
  const outcomes = { approve: 0, refer: 0, decline: 0 };
  const [arms, absentSources] = [new Counter(), new Counter()];
  const scores = new Array<number>(scoreBins).fill(0);
  const rules = new Map<string, { evaluated: number; hit: number }>();
  let decidingMicros = 0;
  for (const { decision, timings } of records) {
    outcomes[decision.outcome] += 1;
    arms.add(`${decision.versions.arm} ${decision.outcome}`);
    scores[binOf(decision.credit.score)]! += 1;
    for (const source of decision.absentSources) absentSources.add(source);
    for (const { rule, outcome } of decision.rules.trace) {
      const count = rules.get(rule) ?? { evaluated: 0, hit: 0 };
      count.evaluated += 1;
      if (outcome === 'hit') count.hit += 1;
      rules.set(rule, count);
    }
    decidingMicros += timings.total;
  }
  return {
    decisions: records.length,
    outcomes,
    arms: arms.counts,
    scores,
    rules: Object.fromEntries(rules),
    fields: Object.fromEntries(
      fieldNames
        .filter((name) => watched.has(name))
        .map((name): [FieldName, FieldCount] => [name, fieldCount(name, records)]),
    ),
    absentSources: absentSources.counts,
    shadows: countShadows(records),
    decidingMicros,
  };
}

function fieldCount(name: FieldName, records: readonly DecisionRecord[]): FieldCount {
  const groups = new Counter();
  let missing = 0;
  for (const { application } of records) {
    const value = application.profile.values[name]?.value;
    if (value === undefined) missing += 1;
    else groups.add(groupOf(value));
  }
  return { missing, groups: groups.counts };
}

/** Numbers by doubling magnitude: the same groups for every field, without a table to keep. */
const groupOf = (value: number | string | boolean): string => {
  if (typeof value !== 'number') return String(value);
  return value <= 0 ? '0' : `2^${Math.floor(Math.log2(value))}`;
};

class Counter {
  private readonly map = new Map<string, number>();

  add(name: string): void {
    this.map.set(name, (this.map.get(name) ?? 0) + 1);
  }

  get counts(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.map].sort(([one], [other]) => (one < other ? -1 : 1)));
  }
}

/** Several days as one. */
export function added(one: DaySummary, other: DaySummary): DaySummary {
  return {
    decisions: one.decisions + other.decisions,
    outcomes: sums(one.outcomes, other.outcomes) as DaySummary['outcomes'],
    arms: sums(one.arms, other.arms),
    scores: one.scores.map((count, bin) => count + (other.scores[bin] ?? 0)),
    rules: merged(one.rules, other.rules, (left, right) => ({
      evaluated: (left?.evaluated ?? 0) + (right?.evaluated ?? 0),
      hit: (left?.hit ?? 0) + (right?.hit ?? 0),
    })),
    fields: merged(one.fields, other.fields, (left, right) => ({
      missing: (left?.missing ?? 0) + (right?.missing ?? 0),
      groups: sums(left?.groups ?? {}, right?.groups ?? {}),
    })),
    absentSources: sums(one.absentSources, other.absentSources),
    shadows: addedShadows(one.shadows ?? {}, other.shadows ?? {}),
    decidingMicros: one.decidingMicros + other.decidingMicros,
  };
}

type Named<T> = Readonly<Record<string, T | undefined>>;

function merged<T>(
  one: Named<T>,
  other: Named<T>,
  join: (left: T | undefined, right: T | undefined) => T,
): Record<string, T> {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])].sort();
  return Object.fromEntries(names.map((name) => [name, join(one[name], other[name])]));
}

const sums = (one: Named<number>, other: Named<number>): Record<string, number> =>
  merged(one, other, (left = 0, right = 0) => left + right);
