/** Ordered groups of rows with their good and bad counts, and what monotone order does to them. */

export interface Group {
  /** The highest value in the group; the highest group is open above. */
  readonly upTo: number;
  readonly good: number;
  readonly bad: number;
}

const mostGroups = 50;

/** Groups of neighbouring values: each value by itself if there are few, otherwise by quantiles. */
export function fineGroups(values: Float64Array, bad: Uint8Array): readonly Group[] {
  const order = Int32Array.from(values.keys()).sort((one, other) => values[one]! - values[other]!);
  const smallest = new Set(values).size <= mostGroups ? 1 : Math.ceil(order.length / mostGroups);
  const groups: Group[] = [];
  let start = 0;
  for (let place = 0; place < order.length; place += 1) {
    const value = values[order[place]!]!;
    const isLast = place + 1 === order.length;
    const enough = place + 1 - start >= smallest;
    if (!isLast && (!enough || values[order[place + 1]!]! === value)) continue;
    let badCount = 0;
    for (let row = start; row <= place; row += 1) badCount += bad[order[row]!]!;
    groups.push({ upTo: value, good: place + 1 - start - badCount, bad: badCount });
    start = place + 1;
  }
  return groups;
}

export const joined = (one: Group, other: Group): Group => ({
  upTo: other.upTo,
  good: one.good + other.good,
  bad: one.bad + other.bad,
});

/** The log likelihood of a group under its own bad rate. */
export function logLikelihood({ good, bad }: Group): number {
  const all = good + bad;
  return (good > 0 ? good * Math.log(good / all) : 0) + (bad > 0 ? bad * Math.log(bad / all) : 0);
}

export const totalLikelihood = (groups: readonly Group[]): number =>
  groups.reduce((sum, group) => sum + logLikelihood(group), 0);

const badRate = ({ good, bad }: Group): number => bad / (good + bad);

/**
 * The likeliest groups whose bad rate only rises (direction 1) or only falls (−1): neighbours out
 * of order are joined until none is left (Ayer et al., 1955: pool adjacent violators).
 */
export function monotoneGroups(groups: readonly Group[], direction: 1 | -1): readonly Group[] {
  const pooled: Group[] = [];
  for (const group of groups) {
    pooled.push(group);
    while (pooled.length > 1) {
      const [lower, upper] = pooled.slice(-2) as [Group, Group];
      if ((badRate(upper) - badRate(lower)) * direction > 0) break;
      pooled.splice(-2, 2, joined(lower, upper));
    }
  }
  return pooled;
}

export interface Trend {
  readonly direction: 1 | -1;
  readonly groups: readonly Group[];
  /** Whether the data contradict nothing monotone, and the trend is no accident. */
  readonly clear: boolean;
}

/** The direction that fits better, with a likelihood-ratio test on both sides of it. */
export function trendOf(groups: readonly Group[]): Trend {
  const rising = monotoneGroups(groups, 1);
  const falling = monotoneGroups(groups, -1);
  const direction = totalLikelihood(rising) >= totalLikelihood(falling) ? 1 : -1;
  const monotone = direction === 1 ? rising : falling;
  const flat = groups.reduce((sum, group) => joined(sum, group), { upTo: 0, good: 0, bad: 0 });
  const free = totalLikelihood(groups);
  const kept = totalLikelihood(monotone);
  const lost = 2 * (free - kept);
  const gained = 2 * (kept - logLikelihood(flat));
  const clear = gained > 20 && lost <= chiSquareLimit(groups.length - monotone.length);
  return { direction, groups: monotone, clear };
}

/** The 95th percentile of χ² (Wilson and Hilferty's approximation). */
function chiSquareLimit(degrees: number): number {
  if (degrees === 0) return 0;
  const spread = 2 / (9 * degrees);
  return degrees * (1 - spread + 1.645 * Math.sqrt(spread)) ** 3;
}
