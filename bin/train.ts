/** `npm run train -- --card application --data FILE`: trains a scorecard and trees from data. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { readCommand, type TrainCommand, usage } from '../local/training/command-line';
import { dataSheetText } from '../local/training/data-sheet-text';
import { progressBar } from '../local/training/progress';
import { TrainingError } from '../local/training/table';
import { type ModelKind, type TrainedModel, trainModels } from '../local/training/training';

function main(words: readonly string[]): void {
  const command = readCommand(words);
  const bars = new Map(
    command.kinds.map((kind) => [kind, progressBar(process.stderr, stages[kind])]),
  );
  const models = trainModels({
    ...command,
    dataText: read(command.data),
    provenance: {
      file: basename(command.data),
      source: command.source,
      licence: command.licence,
      period: command.period,
      target: command.target,
    },
    ...(command.split && { splitTexts: [read(command.split[0]), read(command.split[1])] }),
    nameOf: (kind) => `${basename(command.outOf(kind))}.json`,
    onProgress: (kind, share) => bars.get(kind)?.(share),
  });
  for (const model of models) write(command, model);
  console.log(JSON.stringify(answerOf(command, models), null, 2));
}

const stages: Readonly<Record<ModelKind, string>> = {
  woe: 'scorecard',
  trees: 'gradient-boosted trees',
};

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new TrainingError((error as Error).message);
  }
}

function write(command: TrainCommand, { kind, text, sheet }: TrainedModel): void {
  const path = command.outOf(kind);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.json`, text);
  writeFileSync(`${path}.sheet.json`, `${JSON.stringify(sheet, null, 2)}\n`);
  writeFileSync(`${path}.sheet.md`, dataSheetText(sheet));
}

/** The figures on the test rows: of the model that separates best, and of each. */
function answerOf(command: TrainCommand, models: readonly TrainedModel[]): object {
  const figures = models.map(({ kind, sheet }) => ({
    model: kind,
    auc: sheet.test.auc,
    ks: sheet.test.ks,
    brier: sheet.test.brier,
    calibrationSlope: sheet.calibration.slope,
    psi: sheet.psi,
    testRows: sheet.test.rows,
    file: `${command.outOf(kind)}.json`,
  }));
  const best = figures.reduce((one, other) => (other.auc > one.auc ? other : one));
  return { ...best, ...Object.fromEntries(figures.map((each) => [each.model, each])) };
}

try {
  main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof TrainingError)) throw error;
  console.error(`train: ${error.message}\n\n${usage}`);
  process.exitCode = 2;
}
