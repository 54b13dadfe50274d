/** Calibration: the line over the margins that makes probabilities true to what happened. */
import { fitLogistic } from './logistic-regression';

export interface Calibration {
  readonly intercept: number;
  readonly slope: number;
}

/** From margins predicted for rows that the model never saw (Platt, 1999). */
export function calibrationOf(unseenMargins: Float64Array, bad: Uint8Array): Calibration {
  const known = unseenMargins.some((margin) => margin !== unseenMargins[0]);
  if (!known) return { intercept: 0, slope: 1 };
  const { intercept, coefficients } = fitLogistic([unseenMargins], bad);
  return { intercept, slope: coefficients[0]! };
}
