import * as fc from 'fast-check';
import { compileForest, type Forest } from '../../../../lambdas/core/risk/models/forest';
import { compileContributions } from '../../../../lambdas/core/risk/models/shapley';
import type { TreeDocument } from '../../../../lambdas/core/risk/models/xgboost-document';
import { expectValue } from './vectors';

const featureCount = 4;

it('is what the definition says: the mean over all orders in which features become known', () => {
  fc.assert(
    fc.property(aTree(4), someValues(), (tree, values) => {
      const forest = forestOf([documentOf(tree)]);

      const { byFeature } = compileContributions(forest)(values);

      const expected = shapleyByDefinition(tree, values);
      for (const [feature, value] of expected.entries()) {
        expect(byFeature[feature]).toBeCloseTo(value, 9);
      }
    }),
    { numRuns: 300 },
  );
});

it('adds up to the margin whatever the trees and the values are', () => {
  fc.assert(
    fc.property(fc.array(aTree(5), { maxLength: 6 }), someValues(), (trees, values) => {
      const forest = forestOf(trees.map(documentOf));

      const { byFeature, average } = compileContributions(forest)(values);

      const sum = byFeature.reduce((total, each) => total + each, average);
      expect(sum).toBeCloseTo(forest.marginOf(values), 4);
    }),
    { numRuns: 300 },
  );
});

it('gives nothing to a feature that no tree asks for', () => {
  const tree: Node = split(0, 1, leaf(-1, 3), split(2, 0, leaf(1, 2), leaf(2, 5)));

  const { byFeature } = compileContributions(forestOf([documentOf(tree)]))(
    Float32Array.of(5, 5, 5, 5),
  );

  expect(byFeature[1]).toBe(0);
  expect(byFeature[3]).toBe(0);
});

interface Leaf {
  readonly value: number;
  readonly cover: number;
}

interface SplitNode {
  readonly feature: number;
  readonly threshold: number;
  readonly missingLeft: boolean;
  readonly left: Node;
  readonly right: Node;
}

type Node = Leaf | SplitNode;

const leaf = (value: number, cover: number): Leaf => ({ value, cover });

const split = (feature: number, threshold: number, left: Node, right: Node): SplitNode => ({
  feature,
  threshold,
  missingLeft: true,
  left,
  right,
});

const isSplit = (node: Node): node is SplitNode => 'left' in node;

function aTree(depth: number): fc.Arbitrary<Node> {
  const leaves = fc.record({
    value: fc.integer({ min: -64, max: 64 }).map((value) => value / 32),
    cover: fc.integer({ min: 1, max: 50 }),
  });
  if (depth === 0) return leaves;
  const splits = fc.record({
    feature: fc.integer({ min: 0, max: featureCount - 1 }),
    threshold: fc.integer({ min: -3, max: 3 }),
    missingLeft: fc.boolean(),
    left: aTree(depth - 1),
    right: aTree(depth - 1),
  });
  return fc.oneof({ weight: 1, arbitrary: leaves }, { weight: 3, arbitrary: splits });
}

const someValues = (): fc.Arbitrary<Float32Array> =>
  fc
    .array(fc.option(fc.integer({ min: -4, max: 4 }), { nil: Number.NaN }), {
      minLength: featureCount,
      maxLength: featureCount,
    })
    .map((values) => Float32Array.from(values));

const coverOf = (node: Node): number =>
  isSplit(node) ? coverOf(node.left) + coverOf(node.right) : node.cover;

/** What the tree is expected to answer if only some features are known. */
function expectation(node: Node, values: Float32Array, known: ReadonlySet<number>): number {
  if (!isSplit(node)) return node.value;
  if (known.has(node.feature)) {
    const value = values[node.feature]!;
    const goesLeft = Number.isNaN(value) ? node.missingLeft : value < node.threshold;
    return expectation(goesLeft ? node.left : node.right, values, known);
  }
  const share = coverOf(node.left) / coverOf(node);
  return (
    share * expectation(node.left, values, known) +
    (1 - share) * expectation(node.right, values, known)
  );
}

function shapleyByDefinition(tree: Node, values: Float32Array): readonly number[] {
  const orders = permutations([...Array(featureCount).keys()]);
  const sums = new Array<number>(featureCount).fill(0);
  for (const order of orders) {
    const known = new Set<number>();
    let before = expectation(tree, values, known);
    for (const feature of order) {
      known.add(feature);
      const after = expectation(tree, values, known);
      sums[feature]! += after - before;
      before = after;
    }
  }
  return sums.map((sum) => sum / orders.length);
}

const permutations = (items: readonly number[]): readonly (readonly number[])[] =>
  items.length === 0
    ? [[]]
    : items.flatMap((item) =>
        permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]),
      );

function documentOf(tree: Node): TreeDocument {
  const nodes: Node[] = [tree];
  const left: number[] = [];
  for (let index = 0; index < nodes.length; index += 1) {
    const node = nodes[index]!;
    left.push(isSplit(node) ? nodes.length : -1);
    if (isSplit(node)) nodes.push(node.left, node.right);
  }
  const column = (of: (node: Node) => number): Float64Array => Float64Array.from(nodes, of);
  return {
    left: Float64Array.from(left),
    right: Float64Array.from(left, (child) => (child < 0 ? -1 : child + 1)),
    feature: column((node) => (isSplit(node) ? node.feature : 0)),
    condition: column((node) => (isSplit(node) ? node.threshold : node.value)),
    defaultLeft: column((node) => (isSplit(node) && node.missingLeft ? 1 : 0)),
    cover: column(coverOf),
    categories: new Map(),
  };
}

const forestOf = (trees: readonly TreeDocument[]): Forest =>
  expectValue(
    compileForest({
      featureNames: ['a', 'b', 'c', 'd'],
      featureTypes: [],
      objective: { baseScoreKind: 'margin', logOdds: false },
      baseScore: 0.25,
      trees,
      attributes: {},
    }),
  );
