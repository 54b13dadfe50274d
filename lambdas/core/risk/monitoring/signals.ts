/** What a day says against the weeks before: shifts, rates, and rules that fell silent. */
import { stabilityIndex } from '../models/stability';
import type { DaySummary, FieldCount } from './day-summary';
import type { Windows } from './windows';

export interface Signals {
  /**
   * Of the day or, where it had too few decisions, of the week that ends with it: below 0.1
   * nothing moved; above 0.25 the model must be looked at.
   */
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

/**
 * With fewer the index tells of chance: of fifty scores drawn as those before them it lies above
 * 0.25 on one day in five, of two hundred on less than one in a thousand.
 */
const leastDecisions = 200;
/** A rule is silent when fewer than this share of the hits came that were to be expected … */
const silentShare = 0.1;
/**
 * … and so few would come by chance less than once in a thousand times: hits are taken to be
 * Poisson with the mean of the four weeks before. Without any hit that is a mean of 6.9.
 */
const chanceOfSilence = 0.001;

const million = 1_000_000;

export function signalsOf({ day, before, week, earlier }: Windows): Signals {
  const judged = [
    { now: day, was: before },
    { now: week, was: earlier },
  ].find(areEnough);
  const share = (count: number): number =>
    day.decisions === 0 ? 0 : Math.round((count * million) / day.decisions);
  const missing = Object.values(day.fields).map((field) => field?.missing ?? 0);
  return {
    scoreShift: judged ? stabilityIndex(tens(judged.was.scores), tens(judged.now.scores)) : 0,
    fieldShifts: judged ? fieldShifts(judged.now, judged.was) : {},
    silentRules: [...new Set([...silentRules(day, before), ...silentRules(week, earlier)])],
    approvedPpm: share(day.outcomes.approve),
    referredPpm: share(day.outcomes.refer),
    mostMissingPpm: share(Math.max(0, ...missing)),
  };
}

const areEnough = (both: { readonly now: DaySummary; readonly was: DaySummary }): boolean =>
  both.now.decisions >= leastDecisions && both.was.decisions >= leastDecisions;

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

/**
 * A rule that stops firing is broken, or its fraud has moved: both must be looked at. One that hits
 * often is known to be silent after a day, one that hits once a day after a week.
 */
function silentRules(now: DaySummary, before: DaySummary): string[] {
  return Object.entries(before.rules)
    .filter(([rule, { evaluated, hit }]) => {
      const count = now.rules[rule];
      if (!count || evaluated === 0) return false;
      const expected = (hit / evaluated) * count.evaluated;
      return (
        count.hit < expected * silentShare && poissonAtMost(count.hit, expected) < chanceOfSilence
      );
    })
    .map(([rule]) => rule);
}

/** The probability of so many or fewer, where so many on average are to be expected. */
export function poissonAtMost(count: number, mean: number): number {
  let term = Math.exp(-mean);
  let sum = term;
  for (let each = 1; each <= count; each += 1) {
    term *= mean / each;
    sum += term;
  }
  return sum;
}
