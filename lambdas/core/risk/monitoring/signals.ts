/** What a day says against the weeks before: shifts, rates, and rules that fell silent. */
import { stabilityIndex } from '../models/stability';
import type { DaySummary, FieldCount } from './day-summary';

export interface Signals {
  /** Below 0.1 nothing moved; above 0.25 the model must be looked at. */
  readonly scoreShift: number;
  /** Of each feature (CSI), missing counting as a group of its own. */
  readonly fieldShifts: Readonly<Record<string, number>>;
  /** Rules that hit before and have all but stopped. */
  readonly silentRules: readonly string[];
  /** Shares of all decisions, in parts per million. */
  readonly approvedPpm: number;
  readonly referredPpm: number;
  /** The feature missing most often. */
  readonly mostMissingPpm: number;
}

/** With fewer a day says nothing about shares. */
const leastDecisions = 50;
/** A rule is silent when so many hits were to be expected and hardly any came. */
const expectedHits = 5;
const silentShare = 0.1;

const million = 1_000_000;

export function signalsOf(day: DaySummary, before: DaySummary): Signals {
  const share = (count: number): number =>
    day.decisions === 0 ? 0 : Math.round((count * million) / day.decisions);
  const missing = Object.values(day.fields).map((field) => field?.missing ?? 0);
  return {
    scoreShift: enough(day, before) ? stabilityIndex(tens(before.scores), tens(day.scores)) : 0,
    fieldShifts: enough(day, before) ? fieldShifts(day, before) : {},
    silentRules: silentRules(day, before),
    approvedPpm: share(day.outcomes.approve),
    referredPpm: share(day.outcomes.refer),
    mostMissingPpm: share(Math.max(0, ...missing)),
  };
}

const enough = (day: DaySummary, before: DaySummary): boolean =>
  day.decisions >= leastDecisions && before.decisions >= leastDecisions;

/** Bins of sixty points: an index over many empty bins would tell of chance alone. */
const tens = (scores: readonly number[]): number[] =>
  Array.from({ length: scores.length / 6 }, (_, at) =>
    scores.slice(at * 6, at * 6 + 6).reduce((sum, count) => sum + count, 0),
  );

function fieldShifts(day: DaySummary, before: DaySummary): Record<string, number> {
  const names = Object.keys(day.fields) as (keyof DaySummary['fields'])[];
  return Object.fromEntries(
    names.map((name) => [name, fieldShift(before.fields[name], day.fields[name])]),
  );
}

function fieldShift(was: FieldCount | undefined, is: FieldCount | undefined): number {
  if (!was || !is) return 0;
  const groups = [...new Set([...Object.keys(was.groups), ...Object.keys(is.groups)])];
  const counts = ({ missing, groups: by }: FieldCount) => [
    missing,
    ...groups.map((group) => by[group] ?? 0),
  ];
  return stabilityIndex(counts(was), counts(is));
}

/** A rule that stops firing is broken, or its fraud has moved: both must be looked at. */
function silentRules(day: DaySummary, before: DaySummary): string[] {
  return Object.entries(before.rules)
    .filter(([rule, { evaluated, hit }]) => {
      const now = day.rules[rule];
      if (!now || evaluated === 0) return false;
      const expected = (hit / evaluated) * now.evaluated;
      return expected >= expectedHits && now.hit < expected * silentShare;
    })
    .map(([rule]) => rule);
}
