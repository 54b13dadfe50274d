/** Whether applicants are still those the model was trained on: population stability (PSI, CSI). */

/** An empty bin would count infinitely; this share stands for "hardly any". */
const smallestShare = 0.0001;

/**
 * Σ (actual − expected) · ln (actual ÷ expected) over the shares of the bins. Below 0.1 nothing
 * moved, above 0.25 the model must be looked at. Over a score it is called PSI, over the bins of
 * one characteristic CSI.
 */
export function stabilityIndex(expected: ArrayLike<number>, actual: ArrayLike<number>): number {
  const expectedTotal = totalOf(expected);
  const actualTotal = totalOf(actual);
  let index = 0;
  for (let bin = 0; bin < expected.length; bin += 1) {
    const was = Math.max(expected[bin]! / expectedTotal, smallestShare);
    const is = Math.max(actual[bin]! / actualTotal, smallestShare);
    index += (is - was) * Math.log(is / was);
  }
  return index;
}

const totalOf = (counts: ArrayLike<number>): number =>
  Array.from(counts).reduce((sum, count) => sum + count, 0);

/** The inner edges of ten bins of equal size: quantiles, interpolated linearly. */
export function decileEdges(values: ArrayLike<number>): readonly number[] {
  const sorted = Float64Array.from(values).sort();
  return Array.from({ length: 9 }, (_, index) => {
    const position = ((index + 1) / 10) * (sorted.length - 1);
    const low = sorted[Math.floor(position)]!;
    const high = sorted[Math.ceil(position)]!;
    return low + (high - low) * (position - Math.floor(position));
  });
}

/** How many values fall into each bin; a value on an edge belongs to the bin above it. */
export function countByBin(values: ArrayLike<number>, edges: readonly number[]): Float64Array {
  const counts = new Float64Array(edges.length + 1);
  for (let index = 0; index < values.length; index += 1) {
    let bin = 0;
    while (bin < edges.length && values[index]! >= edges[bin]!) bin += 1;
    counts[bin]! += 1;
  }
  return counts;
}
