/** The best split of a node over its histogram: numbers by threshold, categories by set. */
import type { BinnedFeature } from './binned-features';
import type { HistogramLayout } from './histogram';

export interface Regularisation {
  /** Added to the hessian: shrinks what little data says. */
  readonly lambda: number;
  /** The least sum of hessians in a child. */
  readonly minimumHessian: number;
}

/** What is known of a node before it is split. */
export interface NodeSums {
  readonly gradient: number;
  readonly hessian: number;
  /** Monotone ancestors bound the weights below them. */
  readonly lowest: number;
  readonly highest: number;
}

export interface Split {
  readonly feature: number;
  readonly gain: number;
  /** Of numbers: bins up to this one (missing aside) go left. */
  readonly lastLeftBin: number;
  /** Of categories: the bins that go right. */
  readonly rightBins?: readonly number[];
  readonly missingLeft: boolean;
  readonly left: NodeSums;
  readonly right: NodeSums;
}

/** The weight that lowers the loss most: −G ÷ (H + λ), kept within the node's bounds. */
export const weightOf = (node: NodeSums, { lambda }: Regularisation): number =>
  boundedWeight(node, node.gradient, node.hessian + lambda);

const boundedWeight = (node: NodeSums, gradient: number, curvature: number): number =>
  Math.min(node.highest, Math.max(node.lowest, -gradient / curvature));

/** How far the loss falls with that weight, twice over (as XGBoost counts gains). */
const gainOf = (gradient: number, curvature: number, weight: number): number =>
  -(2 * gradient + curvature * weight) * weight;

/** The split that gains most, if any gains at all; equal gains keep the first feature. */
export function bestSplit(
  layout: HistogramLayout,
  chosen: Int32Array,
  histogram: Float64Array,
  node: NodeSums,
  regularisation: Regularisation,
): Split | undefined {
  let best: Cut | undefined;
  for (const index of chosen) {
    const feature = layout.features[index]!;
    const start = layout.starts[index]!;
    const bins = histogram.subarray(start, start + 2 * feature.binCount);
    const cut = bestCut(index, feature, bins, node, regularisation);
    if (cut && cut.gain > (best?.gain ?? leastGain)) best = cut;
  }
  return best && splitAt(best, layout.features[best.feature]!, node, regularisation);
}

/** Less is rounding. */
const leastGain = 1e-6;

/** A cut after the bin at `place` of the order in which the feature's bins are tried. */
interface Cut {
  readonly feature: number;
  readonly order: Int32Array;
  readonly place: number;
  readonly missingLeft: boolean;
  readonly someMissing: boolean;
  readonly gain: number;
  readonly gradient: number;
  readonly hessian: number;
}

/** This loop is where training spends its time: it makes no objects. */
function bestCut(
  index: number,
  feature: BinnedFeature,
  bins: Float64Array,
  node: NodeSums,
  regularisation: Regularisation,
): Cut | undefined {
  const { lambda, minimumHessian } = regularisation;
  const order = feature.texts ? orderedCategories(bins) : occupiedBins(bins);
  const someMissing = bins[1]! > emptyBin;
  const parent = gainOf(node.gradient, node.hessian + lambda, weightOf(node, regularisation));
  const cuts = order.length - (someMissing ? 0 : 1);
  const best = { gain: leastGain, place: -1, missingLeft: false, gradient: 0, hessian: 0 };
  for (let withMissing = 0; withMissing <= (someMissing ? 1 : 0); withMissing += 1) {
    let gradient = withMissing * bins[0]!;
    let hessian = withMissing * bins[1]!;
    for (let place = 0; place < cuts; place += 1) {
      const bin = order[place]!;
      gradient += bins[2 * bin]!;
      hessian += bins[2 * bin + 1]!;
      const rest = node.hessian - hessian;
      if (hessian < minimumHessian || rest < minimumHessian) continue;
      const left = boundedWeight(node, gradient, hessian + lambda);
      const right = boundedWeight(node, node.gradient - gradient, rest + lambda);
      if ((right - left) * feature.direction < 0) continue;
      const gain =
        gainOf(gradient, hessian + lambda, left) +
        gainOf(node.gradient - gradient, rest + lambda, right) -
        parent;
      if (gain <= best.gain) continue;
      Object.assign(best, { gain, place, missingLeft: withMissing === 1, gradient, hessian });
    }
  }
  return best.place < 0 ? undefined : { ...best, feature: index, order, someMissing };
}

/** What no row of the node fell into; subtraction leaves rounding behind. */
const emptyBin = 1e-9;

function occupiedBins(bins: Float64Array): Int32Array {
  const occupied = new Int32Array(bins.length / 2 - 1);
  let count = 0;
  for (let bin = 1; 2 * bin < bins.length; bin += 1) {
    if (bins[2 * bin + 1]! > emptyBin) occupied[count++] = bin;
  }
  return occupied.subarray(0, count);
}

function splitAt(
  cut: Cut,
  feature: BinnedFeature,
  node: NodeSums,
  regularisation: Regularisation,
): Split {
  const { gradient, hessian, order, place } = cut;
  const left = { ...node, gradient, hessian };
  const right = {
    ...node,
    gradient: node.gradient - gradient,
    hessian: node.hessian - hessian,
  };
  const middle = (weightOf(left, regularisation) + weightOf(right, regularisation)) / 2;
  return {
    feature: cut.feature,
    gain: cut.gain,
    lastLeftBin: order[place]!,
    ...(feature.texts && { rightBins: Array.from(order.subarray(place + 1)) }),
    // Where nothing was missing, what is missing later goes the way most went.
    missingLeft: cut.someMissing ? cut.missingLeft : 2 * hessian >= node.hessian,
    ...bounded(feature, left, right, middle),
  };
}

/** Below a monotone split neither side may ever cross the middle. */
function bounded(
  feature: BinnedFeature,
  left: NodeSums,
  right: NodeSums,
  middle: number,
): Pick<Split, 'left' | 'right'> {
  if (feature.direction === 0) return { left, right };
  return feature.direction > 0
    ? { left: { ...left, highest: middle }, right: { ...right, lowest: middle } }
    : { left: { ...left, lowest: middle }, right: { ...right, highest: middle } };
}

/** How many hessians of average evidence a category is mixed with before it is ranked. */
const categorySmoothing = 10;

/** Categories by the weight they call for: the best two sets are neighbours in that order. */
function orderedCategories(bins: Float64Array): Int32Array {
  const rank = (bin: number): number => bins[2 * bin]! / (bins[2 * bin + 1]! + categorySmoothing);
  return occupiedBins(bins).sort((one, other) => rank(one) - rank(other) || one - other);
}
