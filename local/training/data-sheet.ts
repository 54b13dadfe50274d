/** The data sheet of a model: what it was made from, and how good, true, stable and fair it is. */
import { createHash } from 'node:crypto';
import type { RiskModel } from '../../lambdas/core/risk/models/risk-model';
import type { Dataset, Exclusion } from './dataset';
import {
  type CalibrationReport,
  calibrationReport,
  characteristicStability,
  type Measures,
  measuresOf,
  populationStability,
  predictRows,
} from './evaluation';
import { type FairnessReport, fairnessOf } from './fairness';
import type { Split } from './split';

/** Where the data come from, as far as whoever trains says so. */
export interface Provenance {
  readonly file: string;
  readonly sha256: string;
  readonly source: string | null;
  readonly licence: string | null;
  /** When the rows were observed; null if the data do not say. */
  readonly period: string | null;
  readonly target: string;
}

export interface SplitNote {
  readonly method: string;
  readonly seed: number;
}

export interface DataSheet {
  readonly model: string;
  readonly modelSha256: string;
  readonly card: string;
  readonly kind: 'woe' | 'trees';
  readonly data: Provenance & { readonly rows: number; readonly badRate: number };
  readonly split: SplitNote & { readonly trainRows: number; readonly testRows: number };
  readonly features: readonly string[];
  readonly excluded: readonly Exclusion[];
  /** How it was trained: settings, number of trees, monotone features, calibration. */
  readonly training: Readonly<Record<string, unknown>>;
  readonly train: Measures;
  readonly test: Measures;
  readonly calibration: CalibrationReport;
  readonly psi: number;
  readonly csi: Readonly<Record<string, number>>;
  /** If the best of the training rows, by that share, were approved. */
  readonly fairnessAtApprovalShare: number;
  readonly fairness: readonly FairnessReport[];
}

/** A cutoff to compare groups at; the true one is a matter of policy, not of the model. */
const approvalShare = 0.8;

export interface SheetInput {
  readonly model: RiskModel;
  readonly modelText: string;
  readonly modelName: string;
  readonly card: string;
  readonly dataset: Dataset;
  readonly provenance: Provenance;
  readonly split: Split;
  readonly splitNote: SplitNote;
  readonly training: Readonly<Record<string, unknown>>;
}

/** Everything is measured on the finished file, read back as the runtime reads it. */
export function dataSheetOf(input: SheetInput): DataSheet {
  const { model, dataset, split } = input;
  const train = predictRows(model, dataset, split.train);
  const test = predictRows(model, dataset, split.test);
  const sorted = train.probability.slice().sort();
  const highestApproved = sorted[Math.floor(approvalShare * (sorted.length - 1))]!;
  const used = dataset.features.filter(({ name }) => model.featureNames.includes(name));
  return {
    model: input.modelName,
    modelSha256: sha256(input.modelText),
    card: input.card,
    kind: model.kind === 'card' ? 'woe' : 'trees',
    data: {
      ...input.provenance,
      rows: dataset.rowCount,
      badRate: dataset.bad.reduce((sum, bad) => sum + bad, 0) / dataset.rowCount,
    },
    split: { ...input.splitNote, trainRows: split.train.length, testRows: split.test.length },
    features: model.featureNames,
    excluded: dataset.excluded,
    training: input.training,
    train: measuresOf(train),
    test: measuresOf(test),
    calibration: calibrationReport(test),
    psi: populationStability(train, test),
    csi: characteristicStability(used, split.train, split.test),
    fairnessAtApprovalShare: approvalShare,
    fairness: fairnessOf(dataset, test, highestApproved),
  };
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
