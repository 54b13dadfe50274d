/** A scorecard: each attribute's bin has a weight of evidence, a logistic regression adds them up. */
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

/** A bin of numbers: above `above`, up to and including `upTo`. */
interface Interval {
  readonly above: number;
  readonly upTo: number;
  readonly woe: number;
}

interface Attribute {
  readonly feature: string;
  readonly coefficient: number;
  readonly numeric: boolean;
  readonly intervals: readonly Interval[];
  /** Categories, or special numbers that mean something of their own (−9: no record). */
  readonly named: ReadonlyMap<string, number>;
  readonly missing: number;
  /** Of a category, or a number, that no bin holds. */
  readonly unseen: number;
  /** The weight of evidence that earns the most points. */
  readonly best: number;
}

/**
 * Reads a card: `intercept`, `scaling`, and per variable `coef` and `bins` with their `woe`
 * (ln of % good ÷ % bad). A bin is an interval (`gt` < value ≤ `le`), a list of `values`
 * (categories, special numbers), `missing`, or `other` (unseen). Without a bin of its own, what is
 * missing or unseen weighs 0: the card has no evidence either way.
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
  const bins = variable.at('bins').list();
  const intervals = bins.filter(isInterval).map((bin) => ({
    above: boundOf(bin.at('gt'), Number.NEGATIVE_INFINITY),
    upTo: boundOf(bin.at('le'), Number.POSITIVE_INFINITY),
    woe: bin.at('woe').number(),
  }));
  const named = bins.flatMap((bin) => {
    const woe = bin.at('woe').number();
    return namesOf(bin).map((name): [string, number] => [name, woe]);
  });
  const woeOf = (mark: string): number =>
    bins
      .find((bin) => bin.at(mark).value === true)
      ?.at('woe')
      .number() ?? 0;
  const points = bins.map((bin) => -coefficient * bin.at('woe').number());
  const best = points.indexOf(Math.max(...points));
  if (bins.length === 0) variable.at('bins').wrong('a list of at least one bin', 0);
  return {
    feature,
    coefficient,
    numeric: variable.at('type').value !== 'cat' && (intervals.length > 0 || named.length === 0),
    intervals,
    named: new Map(named),
    missing: woeOf('missing'),
    unseen: woeOf('other'),
    best: bins[best]?.at('woe').number() ?? 0,
  };
}

const isInterval = (bin: Field): boolean =>
  (bin.at('gt').value !== undefined || bin.at('le').value !== undefined) &&
  bin.at('missing').value !== true &&
  bin.at('other').value !== true;

const boundOf = (bound: Field, open: number): number =>
  bound.exists && bound.value !== open ? bound.number() : open;

/** Other tools call the list of categories by other names. */
const listNames = ['values', 'categories', 'cats', 'levels', 'in', 'value'] as const;

function namesOf(bin: Field): readonly string[] {
  const list = listNames.map((name) => bin.at(name)).find((field) => field.exists);
  if (!list) return [];
  return Array.isArray(list.value) ? list.value.map(String) : [String(list.value)];
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
