/** Lays trees out for evaluation: typed arrays, siblings side by side, categories as bits. */
import { failure, type Result, success } from '../../result';
import type { ModelError } from './risk-model';
import type { TreeDocument } from './xgboost-document';

/**
 * All trees in one set of arrays. Children stand side by side: the right one is the left one + 1.
 * A missing value needs no test of its own: each feature has two slots, one in which missing is −∞
 * (it goes left everywhere) and one in which it is +∞ (it goes right), and a node reads the slot of
 * its default direction.
 */
export interface ForestLayout {
  readonly featureCount: number;
  /** The root of each tree, in the order in which their leaves are added. */
  readonly roots: Int32Array;
  /** 2 × feature, + 1 if missing goes right. */
  readonly slot: Int32Array;
  /** The left child; 0: this is a leaf (0 itself is the root of the first tree). */
  readonly left: Int32Array;
  /** Threshold of a split, value of a leaf. */
  readonly value: Float32Array;
  readonly cover: Float32Array;
  /** 1: the split is categorical. */
  readonly categorical: Uint8Array;
  /** Of a categorical split: its first word of 32 categories, and how many words. */
  readonly firstWord: Int32Array;
  readonly wordCount: Int32Array;
  /** A bit is set if the category goes right. */
  readonly words: Uint32Array;
  readonly hasCategories: boolean;
}

/** Deeper trees explain nothing, and paths are walked recursively. */
const maximumDepth = 64;

/** XGBoost's own bound: float32 holds no larger whole number exactly. */
const maximumCategory = 1 << 24;

/** Adding a node's place in the document to its place in the layout, tree by tree. */
interface Draft {
  readonly slot: number[];
  readonly left: number[];
  readonly value: number[];
  readonly cover: number[];
  readonly categorical: number[];
  readonly firstWord: number[];
  readonly wordCount: number[];
  readonly words: number[];
}

export function layOut(
  trees: readonly TreeDocument[],
  featureCount: number,
): Result<ForestLayout, ModelError> {
  const draft: Draft = {
    slot: [],
    left: [],
    value: [],
    cover: [],
    categorical: [],
    firstWord: [],
    wordCount: [],
    words: [],
  };
  const roots: number[] = [];
  for (const [index, tree] of trees.entries()) {
    roots.push(draft.left.length);
    const problem = layOutTree(draft, tree, featureCount);
    if (problem) return failure({ code: 'modelInvalid', message: `tree ${index}: ${problem}` });
  }
  return success({
    featureCount,
    roots: Int32Array.from(roots),
    slot: Int32Array.from(draft.slot),
    left: Int32Array.from(draft.left),
    value: Float32Array.from(draft.value),
    cover: Float32Array.from(draft.cover),
    categorical: Uint8Array.from(draft.categorical),
    firstWord: Int32Array.from(draft.firstWord),
    wordCount: Int32Array.from(draft.wordCount),
    words: Uint32Array.from(draft.words),
    hasCategories: draft.categorical.includes(1),
  });
}

/**
 * Breadth first, so that what is visited most lies together. Answers what is wrong, if
 * anything.
 */
function layOutTree(draft: Draft, tree: TreeDocument, featureCount: number): string | undefined {
  const start = draft.left.length;
  const order = [0];
  const depths = [0];
  const seen = new Set(order);
  for (let index = 0; index < order.length; index += 1) {
    const node = order[index]!;
    const left = tree.left[node]!;
    if (left === -1) {
      const leaf = tree.condition[node]!;
      if (!Number.isFinite(leaf)) return `leaf ${node} has no finite value`;
      addNode(draft, { slot: 0, left: 0, value: leaf, cover: tree.cover[node]! });
      continue;
    }
    const right = tree.right[node]!;
    const depth = depths[index]! + 1;
    if (depth > maximumDepth) return `deeper than ${maximumDepth}`;
    for (const child of [left, right]) {
      const exists = Number.isInteger(child) && child >= 0 && child < tree.left.length;
      if (!exists || seen.has(child)) return `node ${node} has no child ${child} of its own`;
      seen.add(child);
    }
    const problem = addSplit(draft, tree, node, start + order.length, featureCount);
    if (problem) return problem;
    order.push(left, right);
    depths.push(depth, depth);
  }
  return undefined;
}

function addSplit(
  draft: Draft,
  tree: TreeDocument,
  node: number,
  left: number,
  featureCount: number,
): string | undefined {
  const feature = tree.feature[node]!;
  if (!Number.isInteger(feature) || feature < 0 || feature >= featureCount) {
    return `node ${node} splits on feature ${feature} of ${featureCount}`;
  }
  const slot = 2 * feature + (tree.defaultLeft[node] === 0 ? 1 : 0);
  const cover = tree.cover[node]!;
  const categories = tree.categories.get(node);
  if (categories) {
    if (categories.some((item) => !(item >= 0 && item < maximumCategory))) {
      return `node ${node} has a category that is none`;
    }
    addNode(draft, { slot, left, value: 0, cover, categories });
    return undefined;
  }
  const threshold = tree.condition[node]!;
  if (Number.isNaN(threshold)) return `node ${node} has no threshold`;
  addNode(draft, { slot, left, value: Math.max(threshold, lowestFloat), cover });
  return undefined;
}

/** No finite value is less than it: it splits like −∞, and lets a missing value (−∞) go left. */
const lowestFloat = -3.4028234663852886e38;

interface NewNode {
  readonly slot: number;
  readonly left: number;
  readonly value: number;
  readonly cover: number;
  readonly categories?: Float64Array;
}

function addNode(draft: Draft, node: NewNode): void {
  const words = node.categories ? bitsOf(node.categories) : [];
  draft.slot.push(node.slot);
  draft.left.push(node.left);
  draft.value.push(node.value);
  draft.cover.push(node.cover);
  draft.categorical.push(node.categories ? 1 : 0);
  draft.firstWord.push(draft.words.length);
  draft.wordCount.push(words.length);
  for (const word of words) draft.words.push(word);
}

function bitsOf(categories: Float64Array): number[] {
  const highest = categories.reduce((most, category) => Math.max(most, category), 0);
  const words = new Array<number>((highest >> 5) + 1).fill(0);
  for (const category of categories) words[category >> 5]! |= 1 << (category & 31);
  return words;
}
