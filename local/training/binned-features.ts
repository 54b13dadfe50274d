/** Features in at most 256 bins: what histogram boosting counts over. Bin 0 is "missing". */
import type { CategoryColumn, Column, NumberColumn } from './table';

export interface BinnedFeature {
  readonly name: string;
  /** Per row of the whole table. */
  readonly bins: Uint8Array;
  /** With bin 0. */
  readonly binCount: number;
  /** Of numbers: bin b + 1 holds values below cuts[b], and from cuts[b − 1] on. */
  readonly cuts: Float32Array;
  /** Of categories: their texts in order; bin c + 1 holds category c, the last bin any other. */
  readonly texts?: readonly string[];
  /** 1: risk must not fall as the value rises; −1: must not rise; 0: free. */
  readonly direction: Direction;
}

export type Direction = -1 | 0 | 1;

const maximumCuts = 254;
/** More categories than this cannot be told apart from noise. */
const maximumCategories = 64;
/** A rarer category is "any other". */
const rarestCategory = 10;

/** Cuts come from the training rows alone; every row is then put into its bin. */
export const binFeature = (
  column: Column,
  train: Int32Array,
  direction: Direction,
): BinnedFeature =>
  column.kind === 'number' ? binNumbers(column, train, direction) : binCategories(column, train);

function binNumbers(column: NumberColumn, train: Int32Array, direction: Direction): BinnedFeature {
  const values = Float32Array.from(column.values);
  const known = Float32Array.from(train, (row) => values[row]!)
    .filter((value) => !Number.isNaN(value))
    .sort();
  const cuts = cutsOf(known);
  const bins = Uint8Array.from(values, (value) =>
    Number.isNaN(value) ? 0 : 1 + below(cuts, value),
  );
  return { name: column.name, bins, binCount: cuts.length + 2, cuts, direction };
}

/** How many cuts are at or below the value. */
function below(cuts: Float32Array, value: number): number {
  let low = 0;
  let high = cuts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cuts[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Halfway between neighbours; between quantiles where there are too many values for that. */
function cutsOf(sorted: Float32Array): Float32Array {
  const distinct = sorted.filter((value, index) => index === 0 || value !== sorted[index - 1]);
  const edges =
    distinct.length <= maximumCuts + 1
      ? distinct
      : new Float32Array(
          new Set(
            Array.from(
              { length: maximumCuts },
              (_, index) => sorted[Math.floor(((index + 0.5) * sorted.length) / maximumCuts)]!,
            ),
          ),
        );
  return Float32Array.from({ length: Math.max(0, edges.length - 1) }, (_, index) =>
    between(edges[index]!, edges[index + 1]!),
  );
}

/** A float32 above the lower value and at most the upper one. */
function between(lower: number, upper: number): number {
  const middle = Math.fround(lower + (upper - lower) / 2);
  return middle > lower ? middle : upper;
}

function binCategories(column: CategoryColumn, train: Int32Array): BinnedFeature {
  const counts = new Int32Array(column.texts.length);
  for (const row of train) if (column.codes[row]! >= 0) counts[column.codes[row]!]! += 1;
  const kept = Array.from(counts.keys())
    .filter((code) => counts[code]! >= rarestCategory)
    .sort((one, other) => counts[other]! - counts[one]! || one - other)
    .slice(0, maximumCategories)
    .sort((one, other) => one - other);
  const binOf = new Map(kept.map((code, index) => [code, index + 1]));
  return {
    name: column.name,
    bins: Uint8Array.from(column.codes, (code) =>
      code < 0 ? 0 : (binOf.get(code) ?? kept.length + 1),
    ),
    binCount: kept.length + 2,
    cuts: new Float32Array(),
    texts: kept.map((code) => column.texts[code]!),
    direction: 0,
  };
}
