/** A scorecard: each attribute's bin has a weight of evidence; a regression adds them up. */
import { failure, type Result, success } from '../../result';
import { Field } from './document';
import {
  type FeatureError,
  type Features,
  type FeatureValue,
  featureValue,
  kindOf,
  type ModelError,
  type ModelReason,
  principalReasons,
  type RiskModel,
} from './risk-model';
import { type ScoreScale, scoreOfMargin, scoreScale } from './score-scale';
import { type Bins, readBins } from './woe-bins';

interface Attribute extends Bins {
  readonly feature: string;
  readonly coefficient: number;
  /** The weight of evidence that earns the most points. */
  readonly best: number;
}

/**
 * Reads a card: `intercept`, `scaling`, and per variable `coef` and `bins` with their `woe`
 * (ln of % good ÷ % bad); see `readBins`.
 */
export function readWoeCard(json: unknown): Result<RiskModel, ModelError> {
  const problems: string[] = [];
  const card = new Field(json, '', problems);
  const intercept = card.at('intercept').number();
  const scale = readScale(card.at('scaling'));
  const attributes = card.at('vars').members().map(readAttribute);
  const [problem] = problems;
  if (problem !== undefined) return failure({ code: 'modelInvalid', message: problem });
  return success({
    kind: 'card',
    featureNames: attributes.map(({ feature }) => feature),
    predict: (features) => {
      const scored = scoreFeatures({ intercept, scale, attributes }, features);
      if (!scored.ok) return scored;
      const { reasons: _, ...prediction } = scored.value;
      return success(prediction);
    },
    score: (features) => scoreFeatures({ intercept, scale, attributes }, features),
  });
}

function readScale(scaling: Field): ScoreScale {
  if (scaling.at('factor').exists && scaling.at('offset').exists) {
    return { factor: scaling.at('factor').number(), offset: scaling.at('offset').number() };
  }
  const part = (name: string, standard: number): number =>
    scaling.at(name).exists ? scaling.at(name).number() : standard;
  return scoreScale(part('pdo', 50), part('base_score', 600), part('base_odds_good_to_bad', 20));
}

function readAttribute([feature, variable]: readonly [string, Field]): Attribute {
  const coefficient = variable.at('coef').number();
  const bins = readBins(variable);
  const best = coefficient < 0 ? Math.max(...bins.all) : Math.min(...bins.all);
  return { ...bins, feature, coefficient, best };
}

interface Card {
  readonly intercept: number;
  readonly scale: ScoreScale;
  readonly attributes: readonly Attribute[];
}

function scoreFeatures(card: Card, features: Features): ReturnType<RiskModel['score']> {
  const { scale } = card;
  let margin = card.intercept;
  const losses: ModelReason[] = [];
  for (const attribute of card.attributes) {
    const { feature, coefficient, best } = attribute;
    const value = featureValue(features, feature);
    const woe = woeOf(attribute, value);
    if (!woe.ok) return woe;
    margin += coefficient * woe.value;
    const pointsLost = scale.factor * coefficient * (woe.value - best);
    losses.push({ feature, value, pointsLost });
  }
  return success({
    margin,
    probability: 1 / (1 + Math.exp(-margin)),
    score: scoreOfMargin(margin, scale),
    reasons: principalReasons(losses),
  });
}

function woeOf(attribute: Attribute, value: FeatureValue): Result<number, FeatureError> {
  if (value === null) return success(attribute.missing);
  const named = attribute.named.get(String(value));
  if (named !== undefined) return success(named);
  if (!attribute.numeric) return success(attribute.unseen);
  const { feature } = attribute;
  if (typeof value !== 'number') {
    const message = `${feature} must be a number, not ${kindOf(value)}`;
    return failure({ code: 'featureWrongType', message });
  }
  if (!Number.isFinite(value)) {
    return failure({ code: 'featureOutOfRange', message: `${feature} is not finite` });
  }
  const interval = attribute.intervals.find(({ above, upTo }) => value > above && value <= upTo);
  return success(interval?.woe ?? attribute.unseen);
}
