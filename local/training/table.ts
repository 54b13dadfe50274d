/** A data file as columns: numbers or categories, with missing values. */
import { parseCsv } from './csv';

export interface NumberColumn {
  readonly kind: 'number';
  readonly name: string;
  /** NaN: missing. */
  readonly values: Float64Array;
}

export interface CategoryColumn {
  readonly kind: 'category';
  readonly name: string;
  /** Into `texts`; −1: missing. */
  readonly codes: Int32Array;
  readonly texts: readonly string[];
}

export type Column = NumberColumn | CategoryColumn;

export interface Table {
  readonly rowCount: number;
  /** The column row_id, or else the number of the row from 0. */
  readonly rowIds: readonly string[];
  readonly columns: readonly Column[];
}

/** How files say "missing"; "None" only among numbers, elsewhere it may be an answer. */
const missingMarks: ReadonlySet<string> = new Set([
  '',
  'NA',
  'N/A',
  'NaN',
  'nan',
  'null',
  'NULL',
  '?',
]);
const missingNumberMarks: ReadonlySet<string> = new Set([...missingMarks, 'None', 'none', '.']);

const rowIdName = 'row_id';

/** A line of another length than the head is an error, named with its number. */
export function readTable(text: string): Table {
  const [head, ...lines] = parseCsv(text);
  if (!head || lines.length === 0) throw new TrainingError('the data file has no rows');
  const odd = lines.findIndex((line) => line.length !== head.length);
  if (odd >= 0) {
    const cells = `${lines[odd]!.length} cells instead of ${head.length}`;
    throw new TrainingError(`row ${odd + 1} of the data file has ${cells}`);
  }
  const cellsOf = (index: number): string[] => lines.map((line) => line[index]!);
  const rowIdIndex = head.indexOf(rowIdName);
  return {
    rowCount: lines.length,
    rowIds: rowIdIndex < 0 ? lines.map((_, index) => String(index)) : cellsOf(rowIdIndex),
    columns: head.flatMap((name, index) =>
      index === rowIdIndex ? [] : [columnOf(name, cellsOf(index))],
    ),
  };
}

function columnOf(name: string, cells: readonly string[]): Column {
  const numeric = cells.every((cell) => missingNumberMarks.has(cell) || isNumber(cell));
  return numeric ? numberColumn(name, cells) : categoryColumn(name, cells);
}

const isNumber = (cell: string): boolean => Number.isFinite(Number(cell));

function numberColumn(name: string, cells: readonly string[]): NumberColumn {
  const values = Float64Array.from(cells, (cell) =>
    missingNumberMarks.has(cell) ? Number.NaN : Number(cell),
  );
  return { kind: 'number', name, values };
}

function categoryColumn(name: string, cells: readonly string[]): CategoryColumn {
  const texts = [...new Set(cells.filter((cell) => !missingMarks.has(cell)))].sort();
  const codeOf = new Map(texts.map((text, code) => [text, code]));
  return {
    kind: 'category',
    name,
    codes: Int32Array.from(cells, (cell) => codeOf.get(cell) ?? -1),
    texts,
  };
}

/** The value of a row as a model is given it. */
export function cellOf(column: Column, row: number): number | string | null {
  if (column.kind === 'category') return column.texts[column.codes[row]!] ?? null;
  const value = column.values[row]!;
  return Number.isNaN(value) ? null : value;
}

/** What a person who trains a card got wrong: said without a stack. */
export class TrainingError extends Error {}
