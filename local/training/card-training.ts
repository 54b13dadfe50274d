/** Trains a scorecard: bins, weights of evidence, and a logistic regression over them. */
import { standardScale } from '../../lambdas/core/risk/models/score-scale';
import type { Dataset } from './dataset';
import { fitLogistic } from './logistic-regression';
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

/**
 * An attribute whose coefficient has the wrong sign would reward worse evidence: it is dropped,
 * the worst first, until all agree with their bins.
 */
export function trainCard(
  name: string,
  dataset: Dataset,
  train: Int32Array,
  settings: BinningSettings,
  onProgress: (share: number) => void,
): CardFile {
  const attributes = dataset.features.map((column, index) => {
    const attribute = binAttribute(column, train, dataset.bad, settings);
    onProgress((index + 1) / (dataset.features.length + 1));
    return { column, attribute };
  });
  const bad = Uint8Array.from(train, (row) => dataset.bad[row]!);
  let chosen = attributes.filter(({ attribute }) => attribute.informationValue >= leastInformation);
  if (chosen.length === 0) chosen = attributes;
  for (;;) {
    const columns = chosen.map(({ column, attribute }) =>
      Float64Array.from(train, (row) => weightOfEvidence(attribute, column, row)),
    );
    const { intercept, coefficients } = fitLogistic(columns, bad);
    const worst = coefficients.indexOf(Math.max(...coefficients));
    if (chosen.length === 1 || coefficients[worst]! < 0) {
      onProgress(1);
      return cardFile(
        name,
        intercept,
        chosen.map(({ attribute }) => attribute),
        coefficients,
      );
    }
    chosen = chosen.filter((_, index) => index !== worst);
  }
}

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

function cardFile(
  name: string,
  intercept: number,
  attributes: readonly BinnedAttribute[],
  coefficients: Float64Array,
): CardFile {
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
      attributes.map(({ name: attribute, type, bins, informationValue }, index) => [
        attribute,
        { coef: coefficients[index]!, iv: informationValue, type, bins },
      ]),
    ),
  };
}
