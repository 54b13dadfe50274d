/**
 * Exact Shapley values of tree ensembles (path-dependent TreeSHAP): how far each feature moved the
 * margin from the average of the training data.
 *
 * Source: Lundberg et al., "Consistent individualized feature attribution for tree ensembles"
 * (2018), in the form that looks at each leaf by itself. A leaf's value is its own times, for each
 * feature on its path, 1 or 0 if the feature is known (whether it follows the path) or the share z
 * of training data that follows it if it is not. With those known features that follow the path
 * (F) and those that stray from it (S), the sum over all coalitions needs only the coefficients of
 * Π (y + z) over F, which take the place of the algorithm's permutation weights.
 */
import { type Forest, fillSlots, goesLeft } from './forest';
import type { ForestLayout } from './forest-layout';
import { type LeafPaths, leafPathsOf, shareOf } from './leaf-paths';

export interface Contributions {
  /** Per feature, in units of the margin. */
  readonly byFeature: Float64Array;
  /**
   * The average margin; with all contributions it adds up to the margin (to float32's
   * precision).
   */
  readonly average: number;
}

/** Compiles the paths once; the answer explains one vector of values (NaN: missing) at a time. */
export function compileContributions(forest: Forest): (values: Float32Array) => Contributions {
  const { layout } = forest;
  const paths = leafPathsOf(layout);
  const average = layout.roots.reduce((sum, root) => sum + meanOf(layout, root), forest.baseMargin);
  const slots = new Float32Array(2 * layout.featureCount);
  const wentLeft = new Uint8Array(layout.left.length);
  const workspace = workspaceOf(paths);
  return (values) => {
    fillSlots(values, slots);
    for (let node = 0; node < wentLeft.length; node += 1) {
      if (layout.left[node] !== 0) wentLeft[node] = goesLeft(layout, node, slots) ? 1 : 0;
    }
    const byFeature = new Float64Array(layout.featureCount);
    for (let leaf = 0; leaf < paths.leafValue.length; leaf += 1) {
      addLeaf(paths, leaf, wentLeft, workspace, byFeature);
    }
    return { byFeature, average };
  };
}

/** The average leaf below a node, weighed by cover. */
function meanOf(layout: ForestLayout, node: number): number {
  const left = layout.left[node]!;
  if (left === 0) return layout.value[node]!;
  return (
    shareOf(layout, node, left) * meanOf(layout, left) +
    shareOf(layout, node, left + 1) * meanOf(layout, left + 1)
  );
}

/** Room for the longest path, and the weight of a coalition by path length and coalition size. */
interface Workspace {
  readonly shares: Float64Array;
  readonly features: Int32Array;
  readonly strays: Int32Array;
  readonly coefficients: Float64Array;
  readonly weights: readonly Float64Array[];
}

function workspaceOf({ firstElement }: LeafPaths): Workspace {
  let longest = 0;
  for (let leaf = 1; leaf < firstElement.length; leaf += 1) {
    longest = Math.max(longest, firstElement[leaf]! - firstElement[leaf - 1]!);
  }
  return {
    shares: new Float64Array(longest),
    features: new Int32Array(longest),
    strays: new Int32Array(longest),
    coefficients: new Float64Array(longest + 1),
    weights: Array.from({ length: longest + 1 }, (_, players) => coalitionWeights(players)),
  };
}

/**
 * Shapley's weight of a coalition of s among n players that one more joins: s! (n − s − 1)! ÷
 * n!
 */
function coalitionWeights(players: number): Float64Array {
  const weights = new Float64Array(players + 1);
  weights[0] = 1 / players;
  for (let size = 1; size < players; size += 1) {
    weights[size] = (weights[size - 1]! * size) / (players - size);
  }
  return weights;
}

function addLeaf(
  paths: LeafPaths,
  leaf: number,
  wentLeft: Uint8Array,
  workspace: Workspace,
  byFeature: Float64Array,
): void {
  const { shares, features, strays, coefficients } = workspace;
  const begin = paths.firstElement[leaf]!;
  const end = paths.firstElement[leaf + 1]!;
  let followers = 0;
  let strayCount = 0;
  let scale = paths.leafValue[leaf]!;
  for (let element = begin; element < end; element += 1) {
    if (follows(paths, element, wentLeft)) {
      shares[followers] = paths.share[element]!;
      features[followers] = paths.feature[element]!;
      followers += 1;
    } else {
      scale *= paths.share[element]!;
      strays[strayCount] = paths.feature[element]!;
      strayCount += 1;
    }
  }
  if (scale === 0) return;
  expand(shares, followers, coefficients);
  const weights = workspace.weights[end - begin]!;
  if (strayCount > 0) {
    let sum = 0;
    for (let size = 0; size <= followers; size += 1) sum += weights[size]! * coefficients[size]!;
    for (let stray = 0; stray < strayCount; stray += 1) byFeature[strays[stray]!]! -= scale * sum;
  }
  for (let follower = 0; follower < followers; follower += 1) {
    const share = shares[follower]!;
    // The coefficients without this follower, by synthetic division from the highest down.
    let quotient = 0;
    let sum = 0;
    for (let size = followers - 1; size >= 0; size -= 1) {
      quotient = coefficients[size + 1]! - share * quotient;
      sum += weights[size]! * quotient;
    }
    byFeature[features[follower]!]! += scale * (1 - share) * sum;
  }
}

function follows(paths: LeafPaths, element: number, wentLeft: Uint8Array): boolean {
  const end = paths.firstTurn[element + 1]!;
  for (let index = paths.firstTurn[element]!; index < end; index += 1) {
    const turn = paths.turn[index]!;
    if (wentLeft[turn >> 1] !== (turn & 1)) return false;
  }
  return true;
}

/** The coefficients of Π (y + share), lowest power first. */
function expand(shares: Float64Array, count: number, coefficients: Float64Array): void {
  coefficients[0] = 1;
  for (let degree = 0; degree < count; degree += 1) {
    const share = shares[degree]!;
    coefficients[degree + 1] = coefficients[degree]!;
    for (let power = degree; power > 0; power -= 1) {
      coefficients[power] = coefficients[power]! * share + coefficients[power - 1]!;
    }
    coefficients[0] = coefficients[0]! * share;
  }
}
