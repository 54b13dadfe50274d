/** What a model may learn from: the target, the features, and what was left out and why. */
import { protectedKind } from './protected-attributes';
import { type CategoryColumn, type Column, type Table, TrainingError } from './table';

export interface Exclusion {
  readonly name: string;
  readonly reason: 'protected' | 'identifier' | 'constant' | 'excluded';
}

export interface Dataset {
  readonly rowCount: number;
  readonly rowIds: readonly string[];
  /** 1: the loan went bad. */
  readonly bad: Uint8Array;
  readonly features: readonly Column[];
  readonly excluded: readonly Exclusion[];
  /** Protected attributes: never features, only to measure fairness by. */
  readonly protectedColumns: readonly Column[];
}

/** Separates a table into target, features and what must not be one. */
export function datasetOf(table: Table, target: string, exclude: readonly string[] = []): Dataset {
  const targetColumn = table.columns.find(({ name }) => name === target);
  if (!targetColumn) throw new TrainingError(`the data file has no column ${target}`);
  const unknown = exclude.find((name) => !table.columns.some((column) => column.name === name));
  if (unknown !== undefined) throw new TrainingError(`the data file has no column ${unknown}`);
  const others = table.columns.filter((column) => column !== targetColumn);
  const reasons = others.map((column) => reasonToExclude(column, exclude));
  const features = others.filter((_, index) => reasons[index] === undefined);
  if (features.length === 0) throw new TrainingError('no column is left to learn from');
  return {
    rowCount: table.rowCount,
    rowIds: table.rowIds,
    bad: badOf(targetColumn),
    features,
    excluded: others.flatMap(({ name }, index): Exclusion[] => {
      const reason = reasons[index];
      return reason ? [{ name, reason }] : [];
    }),
    protectedColumns: others.filter((_, index) => reasons[index] === 'protected'),
  };
}

function reasonToExclude(
  column: Column,
  exclude: readonly string[],
): Exclusion['reason'] | undefined {
  if (protectedKind(column.name) !== undefined) return 'protected';
  if (exclude.includes(column.name)) return 'excluded';
  if (isConstant(column)) return 'constant';
  return isIdentifier(column) ? 'identifier' : undefined;
}

function isConstant(column: Column): boolean {
  if (column.kind === 'category') return column.texts.length < 2 && !column.codes.includes(-1);
  const [first] = column.values;
  return column.values.every((value) => Object.is(value, first));
}

/** Running numbers, and texts that differ in nearly every row, name a row: they say nothing. */
function isIdentifier(column: Column): boolean {
  if (column.kind === 'category') return column.texts.length > column.codes.length / 2;
  const { values } = column;
  const distinct = new Set(values).size === values.length;
  if (distinct && /(^|_)id$|[a-z]I[dD]$/i.test(column.name)) return true;
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (!Number.isInteger(value)) return false;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return distinct && most - least === values.length - 1;
}

function badOf(column: Column): Uint8Array {
  if (column.kind === 'category') return badOfTexts(column);
  const wrong = column.values.findIndex((value) => value !== 0 && value !== 1);
  if (wrong >= 0) throw notBinary(column.name, wrong);
  return Uint8Array.from(column.values);
}

const badTexts: ReadonlySet<string> = new Set(['1', 'true', 'yes', 'bad', 'default']);
const goodTexts: ReadonlySet<string> = new Set(['0', 'false', 'no', 'good', 'paid']);

function badOfTexts({ name, codes, texts }: CategoryColumn): Uint8Array {
  return Uint8Array.from(codes, (code, row) => {
    const text = texts[code]?.toLowerCase() ?? '';
    if (badTexts.has(text)) return 1;
    if (goodTexts.has(text)) return 0;
    throw notBinary(name, row);
  });
}

const notBinary = (name: string, row: number): TrainingError =>
  new TrainingError(`row ${row + 1}: ${name} must be 0 (good) or 1 (bad)`);
