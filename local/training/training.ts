/** From a data file to models with their data sheets. */
import { readModel } from '../../lambdas/core/risk/models/model-reading';
import { type CardFile, trainCard } from './card-training';
import { type DataSheet, dataSheetOf, type Provenance, sha256 } from './data-sheet';
import { type Dataset, datasetOf } from './dataset';
import { type Split, splitByIds, stratifiedSplit } from './split';
import { readTable, TrainingError } from './table';
import { trainTrees } from './tree-training';
import { standardBinning } from './weight-binning';

export type ModelKind = 'woe' | 'trees';

export interface TrainingRequest {
  /** What it is for: application (before a loan) or behaviour (during one). */
  readonly card: string;
  readonly kinds: readonly ModelKind[];
  readonly dataText: string;
  readonly provenance: Omit<Provenance, 'sha256'>;
  /** The texts of two files of row ids; without them 70 % are drawn, the same for the same seed. */
  readonly splitTexts?: readonly [train: string, test: string];
  readonly seed: number;
  readonly exclude: readonly string[];
  /** Numbers that are no amounts, for the card: −9 for "no record". */
  readonly special: readonly number[];
  /** The name of the model's file. */
  readonly nameOf: (kind: ModelKind) => string;
  readonly onProgress: (kind: ModelKind, share: number) => void;
}

export interface TrainedModel {
  readonly kind: ModelKind;
  readonly name: string;
  readonly text: string;
  readonly sheet: DataSheet;
}

/** Throws a TrainingError for what is wrong with the data or the split. */
export function trainModels(request: TrainingRequest): readonly TrainedModel[] {
  const { provenance, splitTexts, seed } = request;
  const dataset = datasetOf(readTable(request.dataText), provenance.target, request.exclude);
  const split = splitTexts ? splitByIds(dataset, ...splitTexts) : stratifiedSplit(dataset, seed);
  requireBothClasses(dataset, split);
  return request.kinds.map((kind) => {
    const { text, training } = trainOne(kind, request, dataset, split);
    const read = readModel(text);
    if (!read.ok) throw new Error(`the trained model cannot be read: ${read.error.message}`);
    const name = request.nameOf(kind);
    const sheet = dataSheetOf({
      model: read.value,
      modelText: text,
      modelName: name,
      card: request.card,
      dataset,
      provenance: { ...provenance, sha256: sha256(request.dataText) },
      split,
      splitNote: { method: splitTexts ? 'by given row ids' : 'drawn within good and bad', seed },
      training,
    });
    return { kind, name, text, sheet };
  });
}

/** Nothing can be learned from, or measured on, rows of one class. */
function requireBothClasses(dataset: Dataset, split: Split): void {
  for (const [name, rows] of Object.entries(split)) {
    const badCount = rows.filter((row: number) => dataset.bad[row] === 1).length;
    if (badCount === 0 || badCount === rows.length) {
      throw new TrainingError(`the ${name} rows are all ${badCount === 0 ? 'good' : 'bad'}`);
    }
  }
}

interface Trained {
  readonly text: string;
  readonly training: Readonly<Record<string, unknown>>;
}

function trainOne(
  kind: ModelKind,
  request: TrainingRequest,
  dataset: Dataset,
  split: Split,
): Trained {
  const onProgress = (share: number): void => request.onProgress(kind, share);
  if (kind === 'trees') {
    const { file, settings, rounds, calibration, monotone } = trainTrees(
      dataset,
      split.train,
      request.seed,
      onProgress,
    );
    return { text: `${file}\n`, training: { trees: rounds, ...settings, monotone, calibration } };
  }
  const binning = { ...standardBinning, special: request.special };
  const file = trainCard(request.card, dataset, split.train, binning, request.seed, onProgress);
  return { text: `${JSON.stringify(file, null, 1)}\n`, training: { ...binning, ...summary(file) } };
}

const summary = ({ vars }: CardFile): Readonly<Record<string, unknown>> => ({
  informationValues: Object.fromEntries(
    Object.entries(vars).map(([name, { iv }]) => [name, Number(iv.toFixed(4))]),
  ),
});
