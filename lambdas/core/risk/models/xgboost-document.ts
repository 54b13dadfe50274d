/** XGBoost's own JSON (`save_model`, versions 1 to 3) as checked, typed trees. */
import { failure, type Result, success } from '../../result';
import { Field, isRecord } from './document';
import type { ModelError } from './risk-model';

export interface TreeDocument {
  /** −1: the node is a leaf. */
  readonly left: Float64Array;
  readonly right: Float64Array;
  readonly feature: Float64Array;
  /** Threshold of a split, value of a leaf. */
  readonly condition: Float64Array;
  readonly defaultLeft: Float64Array;
  /** Sum of hessians: how much training data came by. */
  readonly cover: Float64Array;
  /** Of categorical splits: the categories that go right. */
  readonly categories: ReadonlyMap<number, Float64Array>;
}

/** What a base score is: a probability, a mean that is predicted on a log scale, or a margin. */
export type BaseScoreKind = 'probability' | 'mean' | 'margin';

export interface Objective {
  readonly baseScoreKind: BaseScoreKind;
  /** Whether the margin is the log odds of a probability. */
  readonly logOdds: boolean;
}

export interface EnsembleDocument {
  readonly featureNames: readonly string[];
  /** XGBoost's types: float, int, i (indicator), c (categorical); empty if not recorded. */
  readonly featureTypes: readonly string[];
  readonly objective: Objective;
  readonly baseScore: number;
  readonly trees: readonly TreeDocument[];
  readonly attributes: Readonly<Record<string, unknown>>;
}

const value: Objective = { baseScoreKind: 'margin', logOdds: false };
const mean: Objective = { baseScoreKind: 'mean', logOdds: false };
const probability: Objective = { baseScoreKind: 'probability', logOdds: true };

/** Objectives with one output. */
const objectives: Readonly<Record<string, Objective | undefined>> = {
  'binary:logistic': probability,
  'binary:logitraw': { baseScoreKind: 'margin', logOdds: true },
  'reg:logistic': probability,
  'reg:squarederror': value,
  'reg:linear': value,
  'reg:squaredlogerror': value,
  'reg:absoluteerror': value,
  'reg:pseudohubererror': value,
  'reg:gamma': mean,
  'reg:tweedie': mean,
  'count:poisson': mean,
};

/** Every tree of the file counts: early stopping's best iteration is for its own library. */
export function readEnsemble(json: unknown): Result<EnsembleDocument, ModelError> {
  const problems: string[] = [];
  const learner = new Field(json, '', problems).at('learner');
  const unsupported = unsupportedPart(learner);
  if (unsupported) return failure({ code: 'modelUnsupported', message: unsupported });
  const parameters = learner.at('learner_model_param');
  const featureCount = parameters.at('num_feature').number();
  const objective = objectives[learner.at('objective').at('name').text()] ?? value;
  const baseScore = parameters.at('base_score');
  const names = learner.at('feature_names');
  const types = learner.at('feature_types');
  const attributes = learner.at('attributes');
  const ensemble: EnsembleDocument = {
    featureNames:
      names.exists && names.list().length > 0
        ? names.texts()
        : Array.from({ length: Math.min(featureCount, 100_000) }, (_, index) => `f${index}`),
    featureTypes: types.exists ? types.texts() : [],
    objective,
    baseScore: readBaseScore(baseScore, objective.baseScoreKind),
    trees: learner.at('gradient_booster').at('model').at('trees').list().map(readTree),
    attributes: isRecord(attributes.value) ? attributes.value : {},
  };
  if (problems.length === 0 && ensemble.featureNames.length !== featureCount) {
    problems.push(`${ensemble.featureNames.length} feature names for ${featureCount} features`);
  }
  const [problem] = problems;
  return problem === undefined
    ? success(ensemble)
    : failure({ code: 'modelInvalid', message: problem });
}

/** One output, plain gradient-boosted trees: anything else is said to be unsupported. */
function unsupportedPart(learner: Field): string | undefined {
  const booster = learner.at('gradient_booster').at('name');
  if (booster.exists && booster.value !== 'gbtree') return `booster ${booster.value}`;
  const objective = learner.at('objective').at('name');
  const name = objective.value;
  if (typeof name === 'string' && !Object.hasOwn(objectives, name)) return `objective ${name}`;
  const parameters = learner.at('learner_model_param');
  for (const [parameter, most] of [
    ['num_class', 1],
    ['num_target', 1],
  ] as const) {
    const field = parameters.at(parameter);
    if (field.exists && field.number() > most) return `${parameter} ${field.value}`;
  }
  return undefined;
}

/** A number, a number as text, or since XGBoost 3.1 a list of one, itself written as text. */
function readBaseScore(field: Field, kind: BaseScoreKind): number {
  if (!field.exists) return 0.5;
  const { value: stored } = field;
  const bare = typeof stored === 'string' ? stored.replace(/^\s*\[([^,]*)\]\s*$/, '$1') : stored;
  const inner = Array.isArray(bare) && bare.length === 1 ? bare[0] : bare;
  const number = typeof inner === 'string' && inner.trim() !== '' ? Number(inner) : inner;
  if (typeof number !== 'number' || !Number.isFinite(number)) return field.wrong('one number', 0.5);
  if (kind === 'probability' && !(Math.fround(number) > 0 && Math.fround(number) < 1)) {
    return field.wrong('between 0 and 1', 0.5);
  }
  return kind === 'mean' && number <= 0 ? field.wrong('above 0', 1) : number;
}

function readTree(tree: Field): TreeDocument {
  const left = tree.at('left_children').numbers();
  const column = (name: string): Float64Array => {
    const field = tree.at(name);
    const values = field.numbers();
    return values.length === left.length
      ? values
      : field.wrong(`of ${left.length} numbers, one a node`, new Float64Array(left.length));
  };
  if (left.length === 0) tree.at('left_children').wrong('a tree with a node', 0);
  return {
    left,
    right: column('right_children'),
    feature: column('split_indices'),
    condition: column('split_conditions'),
    defaultLeft: column('default_left'),
    cover: column('sum_hessian'),
    categories: readCategories(tree),
  };
}

/** Categorical splits stand apart: the node, where its categories begin, and how many there are. */
function readCategories(tree: Field): ReadonlyMap<number, Float64Array> {
  if (!tree.at('categories_nodes').exists) return new Map();
  const nodes = tree.at('categories_nodes').numbers();
  const all = tree.at('categories').numbers();
  const starts = tree.at('categories_segments').numbers();
  const sizes = tree.at('categories_sizes').numbers();
  if (starts.length !== nodes.length || sizes.length !== nodes.length) {
    return tree.at('categories_segments').wrong('as long as categories_nodes', new Map());
  }
  const entries = Array.from(nodes, (node, index): [number, Float64Array] => {
    const start = starts[index]!;
    return [node, all.subarray(start, start + sizes[index]!)];
  });
  const splitTypes = tree.at('split_type');
  const listed = splitTypes.exists ? splitTypes.numbers().filter((type) => type === 1).length : 0;
  return listed === nodes.length
    ? new Map(entries)
    : splitTypes.wrong('in agreement with categories_nodes', new Map());
}
