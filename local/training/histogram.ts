/** Sums of gradients and hessians per bin of each feature, for the rows of one node. */
import type { BinnedFeature } from './binned-features';

/** Where each feature's bins begin; a bin has two places, gradient and hessian. */
export interface HistogramLayout {
  readonly features: readonly BinnedFeature[];
  readonly starts: Int32Array;
  readonly length: number;
}

export function histogramLayout(features: readonly BinnedFeature[]): HistogramLayout {
  const starts = new Int32Array(features.length);
  let length = 0;
  for (const [index, feature] of features.entries()) {
    starts[index] = length;
    length += 2 * feature.binCount;
  }
  return { features, starts, length };
}

export interface Derivatives {
  readonly gradients: Float64Array;
  readonly hessians: Float64Array;
}

/** Counts the rows for the chosen features. */
export function fillHistogram(
  layout: HistogramLayout,
  chosen: Int32Array,
  rows: Int32Array,
  derivatives: Derivatives,
): Float64Array {
  const histogram = new Float64Array(layout.length);
  const gradients = new Float64Array(rows.length);
  const hessians = new Float64Array(rows.length);
  for (let place = 0; place < rows.length; place += 1) {
    gradients[place] = derivatives.gradients[rows[place]!]!;
    hessians[place] = derivatives.hessians[rows[place]!]!;
  }
  for (let index = 0; index < chosen.length; index += 1) {
    const { bins } = layout.features[chosen[index]!]!;
    const start = layout.starts[chosen[index]!]!;
    for (let place = 0; place < rows.length; place += 1) {
      const at = start + 2 * bins[rows[place]!]!;
      histogram[at]! += gradients[place]!;
      histogram[at + 1]! += hessians[place]!;
    }
  }
  return histogram;
}

/** A parent is the sum of its children: the larger child need not be counted. */
export function subtract(parent: Float64Array, child: Float64Array): Float64Array {
  const other = new Float64Array(parent.length);
  for (let at = 0; at < parent.length; at += 1) other[at] = parent[at]! - child[at]!;
  return other;
}
