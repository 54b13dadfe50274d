/** Writes grown trees as XGBoost's own JSON (`save_model` of 1.7), in float32. */
import { categoriesAttribute } from '../../lambdas/core/risk/models/boosted-trees';
import type { BinnedFeature } from './binned-features';
import type { Calibration } from './calibration';
import type { GrownNode, GrownTree } from './tree-growing';

export interface Ensemble {
  readonly features: readonly BinnedFeature[];
  readonly trees: readonly GrownTree[];
  readonly baseMargin: number;
  readonly learningRate: number;
  /** Folded into the leaves and the base score, so that any reader of the file applies it. */
  readonly calibration: Calibration;
}

/** The text of the file; floats are the shortest decimals that read back as the same float32. */
export function xgboostFile(ensemble: Ensemble): string {
  const { features, trees, calibration } = ensemble;
  const baseMargin = calibration.intercept + calibration.slope * ensemble.baseMargin;
  const count = String(trees.length);
  const texts = Object.fromEntries(
    features.flatMap(({ name, texts: list }) => (list ? [[name, list]] : [])),
  );
  return write({
    learner: {
      attributes: { [categoriesAttribute]: JSON.stringify(texts) },
      feature_names: features.map(({ name }) => name),
      feature_types: features.map(({ texts: list }) => (list ? 'c' : 'float')),
      gradient_booster: {
        model: {
          gbtree_model_param: { num_parallel_tree: '1', num_trees: count, size_leaf_vector: '0' },
          tree_info: trees.map(() => 0),
          trees: trees.map((tree, id) => treeJson(ensemble, tree, id)),
        },
        name: 'gbtree',
      },
      learner_model_param: {
        base_score: shortestFloat(1 / (1 + Math.exp(-baseMargin))),
        boost_from_average: '0',
        num_class: '0',
        num_feature: String(features.length),
        num_target: '1',
      },
      objective: { name: 'binary:logistic', reg_loss_param: { scale_pos_weight: '1' } },
    },
    version: [1, 7, 4],
  });
}

/** XGBoost's mark for "no parent". */
const noParent = 2147483647;

function treeJson(ensemble: Ensemble, tree: GrownTree, id: number): object {
  const { features, learningRate, calibration } = ensemble;
  const scale = learningRate * calibration.slope;
  const categorical = tree.flatMap(({ split }, node) =>
    split?.rightBins
      ? [{ node, categories: split.rightBins.map((bin) => bin - 1).sort(ascending) }]
      : [],
  );
  const sizes = categorical.map(({ categories }) => categories.length);
  return {
    base_weights: floats(tree, ({ weight }) => weight),
    categories: categorical.flatMap(({ categories }) => categories),
    categories_nodes: categorical.map(({ node }) => node),
    categories_segments: sizes.map((_, index) =>
      sizes.slice(0, index).reduce((sum, size) => sum + size, 0),
    ),
    categories_sizes: sizes,
    default_left: tree.map(({ split }) => (split?.missingLeft ? 1 : 0)),
    id,
    left_children: tree.map(({ left }) => left ?? -1),
    loss_changes: floats(tree, ({ split }) => split?.gain ?? 0),
    parents: tree.map(({ parent }) => (parent < 0 ? noParent : parent)),
    right_children: tree.map(({ left }) => (left === undefined ? -1 : left + 1)),
    split_conditions: floats(tree, (node) => conditionOf(features, node, scale)),
    split_indices: tree.map(({ split }) => split?.feature ?? 0),
    split_type: tree.map(({ split }) => (split?.rightBins ? 1 : 0)),
    sum_hessian: floats(tree, ({ cover }) => cover),
    tree_param: {
      num_deleted: '0',
      num_feature: String(features.length),
      num_nodes: String(tree.length),
      size_leaf_vector: '0',
    },
  };
}

const ascending = (one: number, other: number): number => one - other;

/** A leaf's value, a threshold, or nothing: a set of categories stands elsewhere. */
function conditionOf(
  features: readonly BinnedFeature[],
  { split, weight }: GrownNode,
  scale: number,
): number {
  if (!split) return scale * weight;
  return split.rightBins ? 0 : features[split.feature]!.cuts[split.lastLeftBin - 1]!;
}

const floats = (tree: GrownTree, of: (node: GrownNode) => number): readonly Float[] =>
  tree.map((node) => new Float(of(node)));

/** A number that is written as a float32. */
class Float {
  constructor(private readonly value: number) {}

  toString(): string {
    return shortestFloat(this.value);
  }
}

/** XGBoost's parser tells floats from integers by their exponent. */
function shortestFloat(value: number): string {
  const float = Math.fround(value);
  for (let digits = 0; digits <= 8; digits += 1) {
    const text = float.toExponential(digits);
    if (Math.fround(Number(text)) === float) return text.replace('e+', 'E').replace('e', 'E');
  }
  return float.toExponential(8).replace('e+', 'E').replace('e', 'E');
}

/** JSON.stringify would write floats as text or as doubles. */
function write(value: unknown): string {
  if (value instanceof Float) return value.toString();
  if (Array.isArray(value)) return `[${value.map(write).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(
      ([name, part]) => `${JSON.stringify(name)}:${write(part)}`,
    );
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(value);
}
