/** Answers for reading (`--table`) and for a spreadsheet (`--csv`). */
import type { Answer } from './answers';

/** Columns too long for a line, or said elsewhere in the table. */
const long: ReadonlySet<string> = new Set(['source', 'proof.periodsPerYear', 'capPpm']);

type Cell = string | number | boolean;
type Row = Readonly<Record<string, Cell>>;

const isCell = (value: unknown): value is Cell =>
  ['string', 'number', 'boolean'].includes(typeof value);

/** The rows of an answer: its schedule, its flows, or the answer itself as one row. */
export function rowsOf(answer: Answer): Row[] {
  const list = (answer as { rows?: unknown }).rows;
  return Array.isArray(list) ? list.map((row) => flat(row as object)) : [flat(answer)];
}

/** One level: parts get a dotted name, lists are left out. */
function flat(value: object, prefix = ''): Row {
  const cells: [string, Cell][] = [];
  for (const [key, part] of Object.entries(value)) {
    if (isCell(part)) {
      cells.push([prefix + key, part]);
    } else if (part !== null && typeof part === 'object' && !Array.isArray(part)) {
      cells.push(...Object.entries(flat(part, `${prefix}${key}.`)));
    }
  }
  return Object.fromEntries(cells);
}

const columnsOf = (rows: readonly Row[]): string[] => [...new Set(rows.flatMap(Object.keys))];

/** Money in yuan, right-aligned, with a line of totals where there are any. */
export function table(answer: Answer): string {
  const rows = rowsOf(answer);
  const columns = columnsOf(rows).filter((column) => !long.has(column));
  const text = rows.map((row) => columns.map((column) => shown(column, row[column])));
  const heads = columns.map((column) => column.replace(/Fen$/, ''));
  const widths = heads.map((head, index) =>
    Math.max(head.length, ...text.map((cells) => cells[index]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    cells.map((cell, index) => cell.padStart(widths[index] ?? 0)).join('  ');
  const body = [line(heads), line(widths.map((width) => '─'.repeat(width))), ...text.map(line)];
  const totals = (answer as { totals?: object }).totals;
  const sums = totals === undefined ? [] : ['', `totals: ${inline(flat(totals))}`];
  const payoff = (answer as { payoff?: object }).payoff;
  const last = payoff === undefined ? [] : ['', `payoff: ${inline(flat(payoff))}`];
  return [...body, ...sums, ...last, ''].join('\n');
}

const inline = (row: Row): string =>
  Object.entries(row)
    .map(([key, value]) => `${key.replace(/Fen$/, '')} ${shown(key, value)}`)
    .join(', ');

const rates: ReadonlySet<string> = new Set(['effective', 'nominal', 'perPeriod', 'cap']);

const shown = (column: string, value: Cell | undefined): string => {
  if (value === undefined) {
    return '';
  }
  if (column.endsWith('Fen') && typeof value === 'number') {
    return (value / 100).toFixed(2);
  }
  return rates.has(column) && typeof value === 'number'
    ? `${(value * 100).toFixed(4)} %`
    : String(value);
};

/** Comma-separated with a head line; fen stay whole numbers, so nothing is lost. */
export function csv(answer: Answer, withHead: boolean): string {
  const rows = rowsOf(answer);
  const columns = columnsOf(rows);
  const quoted = (value: Cell | undefined) =>
    /[",\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value ?? '');
  const lines = rows.map((row) => columns.map((column) => quoted(row[column])).join(','));
  return [...(withHead ? [columns.join(',')] : []), ...lines].join('\n');
}
