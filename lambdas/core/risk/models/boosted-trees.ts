/** Gradient-boosted trees as a risk model: features by name in, score and reasons out. */
import { failure, type Result, success } from '../../result';
import { isRecord } from './document';
import { compileForest, type Forest, sigmoid } from './forest';
import {
  type FeatureError,
  type Features,
  type FeatureValue,
  featureValue,
  kindOf,
  type ModelError,
  type ModelReason,
  type ModelScore,
  type Prediction,
  principalReasons,
  type RiskModel,
} from './risk-model';
import { scoreOfMargin, standardScale } from './score-scale';
import { type Contributions, compileContributions } from './shapley';
import { type EnsembleDocument, readEnsemble } from './xgboost-document';

/**
 * Where our training keeps the texts of categories, as JSON by feature: XGBoost ignores attributes
 * it does not know, and knows categories by number only. The number after the last is any other.
 */
export const categoriesAttribute = 'sunlend.categories';

/** Compiles the JSON of XGBoost's `save_model`. */
export function readBoostedTrees(json: unknown): Result<RiskModel, ModelError> {
  const read = readEnsemble(json);
  if (!read.ok) return read;
  const forest = compileForest(read.value);
  if (!forest.ok) return forest;
  const codings = codingsOf(read.value);
  if (!codings.ok) return codings;
  return success(new BoostedTrees(read.value, codings.value, forest.value));
}

class BoostedTrees implements RiskModel {
  readonly kind = 'trees';
  readonly featureNames: readonly string[];
  private readonly values: Float32Array;
  private readonly predictsProbability: boolean;
  /** Compiled when first asked: a prediction alone does not wait for it. */
  private explain: ((values: Float32Array) => Contributions) | undefined;

  constructor(
    ensemble: EnsembleDocument,
    private readonly codings: readonly Coding[],
    private readonly forest: Forest,
  ) {
    this.featureNames = ensemble.featureNames;
    this.values = new Float32Array(codings.length);
    this.predictsProbability = ensemble.objective.logOdds;
  }

  predict(features: Features): Result<Prediction, FeatureError> {
    const problem = encode(this.codings, features, this.values);
    if (problem) return failure(problem);
    const margin = this.forest.marginOf(this.values);
    return success({
      margin,
      probability: this.predictsProbability ? sigmoid(margin) : null,
      score: this.predictsProbability ? scoreOfMargin(margin, standardScale) : null,
    });
  }

  /** Contributions to the margin are points lost, by the scale of the score. */
  score(features: Features): Result<ModelScore, FeatureError> {
    const predicted = this.predict(features);
    if (!predicted.ok) return predicted;
    this.explain ??= compileContributions(this.forest);
    const { byFeature } = this.explain(this.values);
    const losses = this.codings.map(
      ({ feature }, index): ModelReason => ({
        feature,
        value: featureValue(features, feature),
        pointsLost: standardScale.factor * byFeature[index]!,
      }),
    );
    return success({ ...predicted.value, reasons: principalReasons(losses) });
  }
}

/** How a feature's value becomes a number. */
interface Coding {
  readonly feature: string;
  /** An indicator: truth values are 0 and 1. */
  readonly indicator: boolean;
  /** The number of each category by its text, if the model knows texts. */
  readonly categories?: ReadonlyMap<string, number>;
}

function codingsOf(ensemble: EnsembleDocument): Result<readonly Coding[], ModelError> {
  const texts = categoryTextsOf(ensemble.attributes);
  if (!texts.ok) return texts;
  return success(
    ensemble.featureNames.map((feature, index): Coding => {
      const known = Object.hasOwn(texts.value, feature) ? texts.value[feature] : undefined;
      return {
        feature,
        indicator: ensemble.featureTypes[index] === 'i',
        ...(known && { categories: new Map(known.map((text, code) => [text, code])) }),
      };
    }),
  );
}

function categoryTextsOf(
  attributes: Readonly<Record<string, unknown>>,
): Result<Readonly<Record<string, readonly string[]>>, ModelError> {
  const attribute = attributes[categoriesAttribute];
  if (typeof attribute !== 'string') return success({});
  const invalid = (): Result<never, ModelError> =>
    failure({ code: 'modelInvalid', message: `attribute ${categoriesAttribute} lists no texts` });
  try {
    const parsed: unknown = JSON.parse(attribute);
    const lists = isRecord(parsed) ? Object.values(parsed) : [null];
    const wellFormed = lists.every(
      (list) => Array.isArray(list) && list.every((text) => typeof text === 'string'),
    );
    return wellFormed ? success(parsed as Record<string, string[]>) : invalid();
  } catch {
    return invalid();
  }
}

/** Fills the values in place; answers the first feature that cannot be one. */
function encode(
  codings: readonly Coding[],
  features: Features,
  values: Float32Array,
): FeatureError | undefined {
  for (const [index, coding] of codings.entries()) {
    const value = featureValue(features, coding.feature);
    const number = value === null ? Number.NaN : numberOf(coding, value);
    if (number === undefined) {
      const message = `${coding.feature} must be a number, not ${kindOf(value)}`;
      return { code: 'featureWrongType', message };
    }
    values[index] = number;
    if (value !== null && !Number.isFinite(values[index])) {
      const message = `${coding.feature} is beyond what float32 can hold`;
      return { code: 'featureOutOfRange', message };
    }
  }
  return undefined;
}

function numberOf(coding: Coding, value: NonNullable<FeatureValue>): number | undefined {
  if (coding.categories && typeof value !== 'object') {
    return coding.categories.get(String(value)) ?? coding.categories.size;
  }
  if (typeof value === 'boolean') return coding.indicator ? Number(value) : undefined;
  return typeof value === 'number' ? value : undefined;
}
