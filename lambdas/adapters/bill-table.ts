/** A provider's bill as comma-separated text: rows by the names of their columns. */

export type BillRow = Readonly<Record<string, string>>;

/**
 * The rows below the first line that names every one of the columns; undefined without such a
 * line. Providers put a tab or a backtick into cells so that spreadsheets leave long numbers alone.
 */
export function readBill(text: string, columns: readonly string[]): BillRow[] | undefined {
  const lines = text.split(/\r?\n/).map(cellsOf);
  const start = lines.findIndex((cells) => columns.every((column) => cells.includes(column)));
  const names = lines[start];
  if (!names) return undefined;
  const rows: BillRow[] = [];
  for (const cells of lines.slice(start + 1)) {
    // Sums and remarks follow the rows and have fewer cells.
    if (cells.length < names.length) break;
    rows.push(Object.fromEntries(names.map((name, at) => [name, cells[at] ?? ''])));
  }
  return rows;
}

const cellsOf = (line: string): string[] =>
  line
    .replace(/^\uFEFF/, '')
    .split(',')
    .map((cell) => cell.replace(/[\t`"]/g, '').trim());
