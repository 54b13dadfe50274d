/** What every model answers, whatever it is made of: margin, probability, score, reasons. */
import type { Result } from '../../result';

export type FeatureValue = number | string | boolean | null;

/** Values by feature name; null, NaN or absent is missing. Names the model lacks are ignored. */
export type Features = Readonly<Record<string, FeatureValue | undefined>>;

export interface ModelReason {
  readonly feature: string;
  /** The value as it was given; null: missing. */
  readonly value: FeatureValue;
  /** In the card: against its best bin. In trees: against the average of the training data. */
  readonly pointsLost: number;
}

export interface Prediction {
  /** The log odds of default; for trees exactly the float32 that XGBoost answers. */
  readonly margin: number;
  /** Null when the model's objective predicts no probability. */
  readonly probability: number | null;
  /** 600 at 20:1, 50 points double the odds; higher is better. Null without a probability. */
  readonly score: number | null;
}

export interface ModelScore extends Prediction {
  /** What cost the most points, the most first: at most four. */
  readonly reasons: readonly ModelReason[];
}

export interface FeatureError {
  readonly code: 'featureWrongType' | 'featureOutOfRange';
  readonly message: string;
}

export interface ModelError {
  /**
   * Invalid: no model of the kind it claims to be. Unsupported: a kind that cannot be
   * evaluated.
   */
  readonly code: 'modelInvalid' | 'modelUnsupported';
  readonly message: string;
}

export interface RiskModel {
  readonly kind: 'trees' | 'card';
  readonly featureNames: readonly string[];
  /** The same features always give the same answer, bit for bit. */
  predict(features: Features): Result<Prediction, FeatureError>;
  /** The prediction with its reasons. */
  score(features: Features): Result<ModelScore, FeatureError>;
}

/** A regulator asks for the principal reasons, and more than four say nothing (Reg B, § 1002.9). */
const maximumReasons = 4;

/** Only what cost points is a reason; equal losses keep the model's own order. */
export const principalReasons = (losses: readonly ModelReason[]): readonly ModelReason[] =>
  losses
    .filter(({ pointsLost }) => pointsLost > 0)
    .sort((one, other) => other.pointsLost - one.pointsLost)
    .slice(0, maximumReasons);

/** The value of a feature, null if missing; inherited properties are no features. */
export function featureValue(features: Features, name: string): FeatureValue {
  const value = Object.hasOwn(features, name) ? features[name] : null;
  return value === undefined || (typeof value === 'number' && Number.isNaN(value)) ? null : value;
}

/** What a value is, without saying it: values are personal data. */
export const kindOf = (value: unknown): string =>
  typeof value === 'string' ? 'a text' : typeof value === 'boolean' ? 'a truth value' : 'a list';
