/** Trains a scorecard: bins, weights of evidence, and a logistic regression over them. */
import { standardScale } from '../../lambdas/core/risk/models/score-scale';
import { type Calibration, calibrationOf } from './calibration';
import type { Dataset } from './dataset';
import { fitLogistic } from './logistic-regression';
import { foldsOf } from './split';
import { type Column, cellOf } from './table';
import {
  type BinnedAttribute,
  type BinningSettings,
  binAttribute,
  type CardBin,
} from './weight-binning';

/** The file of a card; see lambdas/core/risk/models/woe-card.ts, which reads it. */
export interface CardFile {
  readonly card: string;
  readonly woe: string;
  readonly intercept: number;
  readonly scaling: Readonly<Record<string, number | string>>;
  readonly vars: Readonly<Record<string, CardVariable>>;
}

interface CardVariable {
  readonly coef: number;
  readonly iv: number;
  readonly type: 'num' | 'cat';
  readonly bins: readonly CardBin[];
}

/** Less information than this is noise (Siddiqi, "Credit risk scorecards": unpredictive). */
const leastInformation = 0.02;

const folds = 5;

/**
 * Trains on the rows, then calibrates by cross-validation; the same data and seed, the same
 * file.
 */
export function trainCard(
  name: string,
  dataset: Dataset,
  train: Int32Array,
  settings: BinningSettings,
  seed: number,
  onProgress: (share: number) => void,
): CardFile {
  const outcomes = Uint8Array.from(train, (row) => dataset.bad[row]!);
  const foldOf = foldsOf(outcomes, folds, seed);
  const unseen = new Float64Array(train.length);
  for (let fold = 0; fold < folds; fold += 1) {
    const seen = train.filter((_row, place) => foldOf[place] !== fold);
    const card = fitCard(dataset, seen, settings);
    for (const [place, row] of train.entries()) {
      if (foldOf[place] === fold) unseen[place] = marginOf(card, row);
    }
    onProgress((fold + 1) / (folds + 1));
  }
  const card = fitCard(dataset, train, settings);
  onProgress(1);
  return cardFile(name, calibrated(card, calibrationOf(unseen, outcomes)));
}

interface FittedCard {
  readonly intercept: number;
  readonly attributes: readonly FittedAttribute[];
}

interface FittedAttribute {
  readonly column: Column;
  readonly binned: BinnedAttribute;
  readonly coefficient: number;
}

/**
 * An attribute whose coefficient has the wrong sign would reward worse evidence: it is dropped,
 * the worst first, until all agree with their bins.
 */
function fitCard(dataset: Dataset, train: Int32Array, settings: BinningSettings): FittedCard {
  const all = dataset.features.map((column) => ({
    column,
    binned: binAttribute(column, train, dataset.bad, settings),
  }));
  const bad = Uint8Array.from(train, (row) => dataset.bad[row]!);
  const informative = all.filter(({ binned }) => binned.informationValue >= leastInformation);
  let chosen = informative.length > 0 ? informative : all;
  for (;;) {
    const columns = chosen.map(({ column, binned }) =>
      Float64Array.from(train, (row) => weightOfEvidence(binned, column, row)),
    );
    const { intercept, coefficients } = fitLogistic(columns, bad);
    const worst = coefficients.indexOf(Math.max(...coefficients));
    if (chosen.length === 1 || coefficients[worst]! < 0) {
      const attributes = chosen.map((each, index) => ({
        ...each,
        coefficient: coefficients[index]!,
      }));
      return { intercept, attributes };
    }
    chosen = chosen.filter((_, index) => index !== worst);
  }
}

const marginOf = ({ intercept, attributes }: FittedCard, row: number): number =>
  attributes.reduce(
    (margin, { column, binned, coefficient }) =>
      margin + coefficient * weightOfEvidence(binned, column, row),
    intercept,
  );

const calibrated = (card: FittedCard, { intercept, slope }: Calibration): FittedCard => ({
  intercept: intercept + slope * card.intercept,
  attributes: card.attributes.map((each) => ({ ...each, coefficient: slope * each.coefficient })),
});

function weightOfEvidence({ bins }: BinnedAttribute, column: Column, row: number): number {
  const value = cellOf(column, row);
  const bin =
    value === null
      ? bins.find(({ missing }) => missing)
      : (bins.find(({ values }) => values?.includes(value)) ??
        bins.find((each) => holds(each, value)) ??
        bins.find(({ other }) => other));
  return bin?.woe ?? 0;
}

const holds = ({ gt, le }: CardBin, value: number | string): boolean =>
  gt !== undefined &&
  le !== undefined &&
  typeof value === 'number' &&
  (gt === null || value > gt) &&
  (le === null || value <= le);

function cardFile(name: string, { intercept, attributes }: FittedCard): CardFile {
  return {
    card: name,
    woe: 'ln(%good/%bad), +0.5 smoothing',
    intercept,
    scaling: {
      pdo: 50,
      base_score: 600,
      base_odds_good_to_bad: 20,
      factor: standardScale.factor,
      offset: standardScale.offset,
      formula: 'score = offset - factor * logit(PD)',
    },
    vars: Object.fromEntries(
      attributes.map(({ binned, coefficient }) => [
        binned.name,
        { coef: coefficient, iv: binned.informationValue, type: binned.type, bins: binned.bins },
      ]),
    ),
  };
}
