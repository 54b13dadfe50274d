/** Which rows are learned from and which are kept back to test. */
import { seededRandom } from '../pictures/random';
import { parseCsv } from './csv';
import type { Dataset } from './dataset';
import { TrainingError } from './table';

export interface Split {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/** Seven of ten rows to learn from, with the same share of bad ones on both sides. */
export function stratifiedSplit(dataset: Dataset, seed: number): Split {
  const random = seededRandom(seed);
  const train: number[] = [];
  const test: number[] = [];
  for (const kind of [0, 1]) {
    const rows = shuffled(rowsWhere(dataset.bad, kind), () => random.fraction());
    const cut = Math.round(rows.length * 0.7);
    train.push(...rows.subarray(0, cut));
    test.push(...rows.subarray(cut));
  }
  return { train: Int32Array.from(train).sort(), test: Int32Array.from(test).sort() };
}

/** Folds for cross-validation: each row's number of the fold that tests it. */
export function foldsOf(bad: Uint8Array, count: number, seed: number): Uint8Array {
  const random = seededRandom(seed);
  const folds = new Uint8Array(bad.length);
  for (const kind of [0, 1]) {
    const rows = shuffled(rowsWhere(bad, kind), () => random.fraction());
    for (const [place, row] of rows.entries()) folds[row] = place % count;
  }
  return folds;
}

/** Rows named by id in two files, each with a column row_id (or one column). */
export function splitByIds(dataset: Dataset, trainText: string, testText: string): Split {
  const rowOf = new Map(dataset.rowIds.map((id, row) => [id, row]));
  const rowsOf = (text: string, name: string): Int32Array => {
    const rows = idsOf(text).map((id) => {
      const row = rowOf.get(id);
      if (row === undefined) throw new TrainingError(`${name} ids: no row ${id} in the data file`);
      return row;
    });
    if (rows.length === 0) throw new TrainingError(`${name} ids: none`);
    return Int32Array.from(new Set(rows));
  };
  const train = rowsOf(trainText, 'train');
  const test = rowsOf(testText, 'test');
  const trained = new Set(train);
  if (test.some((row) => trained.has(row))) throw new TrainingError('a row is in both id files');
  return { train, test };
}

function idsOf(text: string): readonly string[] {
  const lines = parseCsv(text);
  const column = Math.max(0, lines[0]?.indexOf('row_id') ?? 0);
  const hasHead = lines[0] !== undefined && Number.isNaN(Number(lines[0][column]));
  return lines.slice(hasHead ? 1 : 0).map((line) => line[column] ?? '');
}

const rowsWhere = (bad: Uint8Array, kind: number): Int32Array =>
  Int32Array.from(bad.keys()).filter((row) => bad[row] === kind);

/** Fisher and Yates. */
export function shuffled(rows: Int32Array, fraction: () => number): Int32Array {
  for (let last = rows.length - 1; last > 0; last -= 1) {
    const other = Math.floor(fraction() * (last + 1));
    const kept = rows[last]!;
    rows[last] = rows[other]!;
    rows[other] = kept;
  }
  return rows;
}
