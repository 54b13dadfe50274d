/** Trains gradient-boosted trees: monotone where the data are, as many as help, calibrated. */
import { binFeature, type Direction } from './binned-features';
import { Boosting, type BoostingSettings } from './boosting';
import { type Calibration, calibrationOf } from './calibration';
import { crossValidate } from './cross-validation';
import type { Dataset } from './dataset';
import { fineGroups, trendOf } from './fine-groups';
import type { Column } from './table';
import { xgboostFile } from './xgboost-file';

export interface TrainedTrees {
  /** XGBoost's JSON. */
  readonly file: string;
  readonly settings: BoostingSettings;
  readonly rounds: number;
  readonly calibration: Calibration;
  /** By feature: 1 risk rises with it, −1 falls; absent: free. */
  readonly monotone: Readonly<Record<string, Direction>>;
}

const standardSettings: BoostingSettings = {
  depth: 4,
  learningRate: 0.05,
  lambda: 10,
  minimumHessian: 5,
  minimumGain: 0,
  rowShare: 0.7,
  featureShare: 0.5,
};

const search = { folds: 5, mostRounds: 800, patience: 30 };

/** On little data a shallower tree may do better, and trying costs little. */
const littleData = 10_000;

/** The same data and seed give the same file. */
export function trainTrees(
  dataset: Dataset,
  train: Int32Array,
  seed: number,
  onProgress: (share: number) => void,
): TrainedTrees {
  const { bad } = dataset;
  const features = dataset.features.map((column) =>
    binFeature(column, train, directionOf(column, train, bad)),
  );
  const depths = train.length < littleData ? [3, 4] : [4];
  const trials = depths.map((depth, index) => {
    const settings = { ...standardSettings, depth };
    const onRound = (round: number): void =>
      onProgress((0.8 * (index + round / search.mostRounds)) / depths.length);
    const found = crossValidate(features, bad, train, settings, { ...search, seed }, onRound);
    return { settings, found };
  });
  const { settings, found } = trials.reduce((best, trial) =>
    trial.found.loss < best.found.loss ? trial : best,
  );
  const boosting = new Boosting(features, bad, train, train, settings, seed);
  for (let round = 1; round <= found.rounds; round += 1) {
    boosting.step();
    onProgress(0.8 + (0.2 * round) / found.rounds);
  }
  const outcomes = Uint8Array.from(train, (row) => bad[row]!);
  const calibration = calibrationOf(found.unseenMargins, outcomes);
  const { trees, baseMargin } = boosting;
  const { learningRate } = settings;
  const file = xgboostFile({ features, trees, baseMargin, learningRate, calibration });
  const monotone = Object.fromEntries(
    features.filter(({ direction }) => direction !== 0).map((each) => [each.name, each.direction]),
  );
  onProgress(1);
  return { file, settings, rounds: found.rounds, calibration, monotone };
}

/** Monotone if the training data show a clear trend and nothing against it. */
function directionOf(column: Column, train: Int32Array, bad: Uint8Array): Direction {
  if (column.kind === 'category') return 0;
  const known = train.filter((row) => !Number.isNaN(column.values[row]!));
  if (known.length === 0) return 0;
  const values = Float64Array.from(known, (row) => column.values[row]!);
  const trend = trendOf(
    fineGroups(
      values,
      Uint8Array.from(known, (row) => bad[row]!),
    ),
  );
  return trend.clear ? trend.direction : 0;
}
