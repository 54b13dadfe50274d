/** Grows one tree, level by level, over histograms. */
import type { BinnedFeature } from './binned-features';
import { type Derivatives, fillHistogram, type HistogramLayout, subtract } from './histogram';
import {
  bestSplit,
  type NodeSums,
  type Regularisation,
  type Split,
  weightOf,
} from './split-search';

export interface GrowthLimits extends Regularisation {
  readonly depth: number;
  /** The least gain a split must bring. */
  readonly minimumGain: number;
}

export interface GrownNode {
  readonly parent: number;
  /** Of a split. */
  readonly split?: Split;
  /** The children of a split stand side by side: left, left + 1. */
  readonly left?: number;
  readonly weight: number;
  readonly cover: number;
}

export type GrownTree = readonly GrownNode[];

/** A node still to be split, with its rows. */
interface OpenNode {
  readonly place: number;
  readonly sums: NodeSums;
  readonly rows: Int32Array;
  readonly histogram: Float64Array;
}

/** Weights are those of Newton's step, not yet shrunk by a learning rate. */
export function growTree(
  layout: HistogramLayout,
  chosen: Int32Array,
  rows: Int32Array,
  derivatives: Derivatives,
  limits: GrowthLimits,
): GrownTree {
  const nodes: GrownNode[] = [];
  const addNode = (parent: number, sums: NodeSums): number =>
    nodes.push({ parent, weight: weightOf(sums, limits), cover: sums.hessian }) - 1;
  const sums = rootSums(rows, derivatives);
  const histogram = fillHistogram(layout, chosen, rows, derivatives);
  let level: readonly OpenNode[] = [{ place: addNode(-1, sums), sums, rows, histogram }];
  for (let depth = 0; depth < limits.depth; depth += 1) {
    const next: OpenNode[] = [];
    for (const node of level) {
      const split = bestSplit(layout, chosen, node.histogram, node.sums, limits);
      if (!split || split.gain < limits.minimumGain) continue;
      const left = addNode(node.place, split.left);
      addNode(node.place, split.right);
      nodes[node.place] = { ...nodes[node.place]!, split, left };
      if (depth + 1 < limits.depth) {
        next.push(...openChildren(layout, chosen, node, split, left, derivatives));
      }
    }
    level = next;
  }
  return nodes;
}

function rootSums(rows: Int32Array, { gradients, hessians }: Derivatives): NodeSums {
  let gradient = 0;
  let hessian = 0;
  for (let place = 0; place < rows.length; place += 1) {
    gradient += gradients[rows[place]!]!;
    hessian += hessians[rows[place]!]!;
  }
  return {
    gradient,
    hessian,
    lowest: Number.NEGATIVE_INFINITY,
    highest: Number.POSITIVE_INFINITY,
  };
}

function openChildren(
  layout: HistogramLayout,
  chosen: Int32Array,
  node: OpenNode,
  split: Split,
  left: number,
  derivatives: Derivatives,
): readonly OpenNode[] {
  const [leftRows, rightRows] = partition(layout.features[split.feature]!, split, node.rows);
  const leftIsSmaller = leftRows.length < rightRows.length;
  const smaller = leftIsSmaller ? leftRows : rightRows;
  const counted = fillHistogram(layout, chosen, smaller, derivatives);
  const rest = subtract(node.histogram, counted);
  return [
    {
      place: left,
      sums: split.left,
      rows: leftRows,
      histogram: leftIsSmaller ? counted : rest,
    },
    {
      place: left + 1,
      sums: split.right,
      rows: rightRows,
      histogram: leftIsSmaller ? rest : counted,
    },
  ];
}

function partition(
  feature: BinnedFeature,
  split: Split,
  rows: Int32Array,
): readonly [Int32Array, Int32Array] {
  const goesLeft = leftBins(feature, split);
  const parted = new Int32Array(rows.length);
  let left = 0;
  let right = rows.length;
  for (let place = 0; place < rows.length; place += 1) {
    const row = rows[place]!;
    if (goesLeft[feature.bins[row]!]) parted[left++] = row;
    else parted[--right] = row;
  }
  return [parted.subarray(0, left), parted.subarray(left).reverse()];
}

/** 1 for each bin that goes left. */
export function leftBins(feature: BinnedFeature, split: Split): Uint8Array {
  const goesLeft = new Uint8Array(feature.binCount);
  if (split.rightBins) {
    goesLeft.fill(1);
    for (const bin of split.rightBins) goesLeft[bin] = 0;
  } else {
    goesLeft.fill(1, 1, split.lastLeftBin + 1);
  }
  goesLeft[0] = split.missingLeft ? 1 : 0;
  return goesLeft;
}
