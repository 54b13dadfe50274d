/** Measures a finished model file on rows: separation, truth of its probabilities, stability. */
import { brierOf, separationOf } from '../../lambdas/core/risk/models/metrics';
import type { RiskModel } from '../../lambdas/core/risk/models/risk-model';
import { countByBin, decileEdges, stabilityIndex } from '../../lambdas/core/risk/models/stability';
import type { Dataset } from './dataset';
import { fitLogistic } from './logistic-regression';
import { type Column, cellOf } from './table';

/** What the model says of each row; row by row as the runtime would be asked. */
export interface Predictions {
  readonly rows: Int32Array;
  readonly bad: Uint8Array;
  readonly margin: Float64Array;
  readonly probability: Float64Array;
}

export function predictRows(model: RiskModel, dataset: Dataset, rows: Int32Array): Predictions {
  const margin = new Float64Array(rows.length);
  const probability = new Float64Array(rows.length);
  for (const [place, row] of rows.entries()) {
    const features = Object.fromEntries(
      dataset.features.map((column) => [column.name, cellOf(column, row)]),
    );
    const predicted = model.predict(features);
    if (!predicted.ok) throw new Error(`row ${row + 1}: ${predicted.error.message}`);
    margin[place] = predicted.value.margin;
    probability[place] = predicted.value.probability ?? Number.NaN;
  }
  return { rows, bad: Uint8Array.from(rows, (row) => dataset.bad[row]!), margin, probability };
}

export interface Measures {
  readonly rows: number;
  readonly badRate: number;
  readonly auc: number;
  readonly ks: number;
  readonly brier: number;
}

export const measuresOf = (predictions: Predictions): Measures => ({
  rows: predictions.bad.length,
  badRate: meanOf(predictions.bad),
  ...separationOf(predictions),
  brier: brierOf(predictions),
});

/** A slope of 1 and an intercept of 0 are a model whose probabilities are true. */
export interface CalibrationReport {
  readonly slope: number;
  readonly intercept: number;
  /** From the least risky tenth to the most risky one. */
  readonly tenths: readonly { readonly predicted: number; readonly observed: number }[];
}

/** The outcomes regressed on the margin (Cox, 1958), and predicted against observed by tenths. */
export function calibrationReport(predictions: Predictions): CalibrationReport {
  const { bad, margin, probability } = predictions;
  const { intercept, coefficients } = fitLogistic([margin], bad);
  const order = Int32Array.from(bad.keys()).sort(
    (one, other) => probability[one]! - probability[other]!,
  );
  const tenths = Array.from({ length: 10 }, (_, tenth) => {
    const part = order.subarray(
      Math.floor((tenth * order.length) / 10),
      Math.floor(((tenth + 1) * order.length) / 10),
    );
    return {
      predicted: meanOf(Float64Array.from(part, (place) => probability[place]!)),
      observed: meanOf(Float64Array.from(part, (place) => bad[place]!)),
    };
  });
  return { slope: coefficients[0]!, intercept, tenths };
}

export const meanOf = (values: ArrayLike<number>): number => {
  let sum = 0;
  for (let index = 0; index < values.length; index += 1) sum += values[index]!;
  return sum / values.length;
};

/** How far the test rows' probabilities moved from those of training (PSI). */
export function populationStability(train: Predictions, test: Predictions): number {
  const edges = decileEdges(train.probability);
  return stabilityIndex(countByBin(train.probability, edges), countByBin(test.probability, edges));
}

/** How far each feature moved (CSI); missing is a bin of its own. */
export function characteristicStability(
  features: readonly Column[],
  train: Int32Array,
  test: Int32Array,
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    features.map((column) => {
      const edges = column.kind === 'number' ? knownEdges(column.values, train) : [];
      return [
        column.name,
        stabilityIndex(countCells(column, train, edges), countCells(column, test, edges)),
      ];
    }),
  );
}

const knownEdges = (values: Float64Array, rows: Int32Array): readonly number[] => [
  ...new Set(
    decileEdges(
      Float64Array.from(rows, (row) => values[row]!).filter((value) => !Number.isNaN(value)),
    ),
  ),
];

function countCells(column: Column, rows: Int32Array, edges: readonly number[]): Float64Array {
  const missing = rows.filter((row) => cellOf(column, row) === null).length;
  if (column.kind === 'number') {
    const known = Float64Array.from(rows, (row) => column.values[row]!).filter(
      (value) => !Number.isNaN(value),
    );
    return Float64Array.of(...countByBin(known, edges), missing);
  }
  const counts = new Float64Array(column.texts.length + 1);
  for (const row of rows) if (column.codes[row]! >= 0) counts[column.codes[row]!]! += 1;
  counts[column.texts.length] = missing;
  return counts;
}
