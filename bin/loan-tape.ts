/** `npm run loan-tape`: every loan as of a day, in a file for the finance team. */
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { parquetWriteFile } from 'hyparquet-writer';
import { type IsoDate, parseIsoDate } from '../lambdas/core/calendar';
import {
  addToBook,
  emptyBook,
  type ProvisionRates,
  requiredAllowance,
} from '../lambdas/core/ledger/provision';
import type { Store } from '../lambdas/core/ports/store';
import { bookQueries } from '../lambdas/core/repayment/loan-book';
import { csvLine, type TapeRow, tapeColumns, tapeRow } from '../lambdas/core/repayment/loan-tape';
import { walkLoans } from '../lambdas/core/repayment/loan-walk';
import { openProvisionRates } from '../lambdas/platform/composition/provision-rates';
import {
  type OpenStore,
  type Place,
  type Print,
  placeOf,
  placeOptions,
  placeUsage,
  runOnStore,
} from './shell';

const usage = `Writes the loan tape: one row for each loan as of a day, amounts in fen.

  npm run loan-tape -- --since 2026-01 --on 2026-11-30 --out tape.csv
  npm run loan-tape -- --since 2026-01 --on 2026-11-30 --out tape.parquet
${placeUsage('repayment')}

--since is the month of the oldest loan. The end of the name says the format.`;

interface Asked {
  readonly since: IsoDate;
  readonly on: IsoDate;
  readonly out: string;
  readonly place: Place;
}

/** Answers the exit code: 0 written, 2 not understood. */
export async function runLoanTape(
  words: readonly string[],
  open: OpenStore,
  print: Print,
): Promise<0 | 2> {
  const asked = understand(words);
  if (typeof asked === 'string') {
    print(`loan-tape: ${asked}\n\n${usage}`);
    return 2;
  }
  const rates = openProvisionRates();
  const rows = rowsOf(await open(asked.place), asked, rates);
  const totals = asked.out.endsWith('.csv')
    ? await writeCsv(rows, asked.out)
    : await writeParquet(rows, asked.out);
  const allowanceFen = requiredAllowance(rates, totals);
  for (const [grade, { loans, exposureFen }] of Object.entries(totals))
    print(`${grade.padEnd(15)} ${String(loans).padStart(9)} loans ${yuan(exposureFen)} yuan`);
  print(`To be set aside: ${yuan(allowanceFen)} yuan (${rates.table}-${rates.version}).`);
  return 0;
}

async function* rowsOf(
  store: Store,
  { since, on }: Asked,
  rates: ProvisionRates,
): AsyncGenerator<TapeRow> {
  for await (const loans of walkLoans(store, bookQueries(since, on)))
    for (const loan of loans) {
      const row = tapeRow(loan, on, rates);
      if (row) yield row;
    }
}

const counted = (book: typeof emptyBook, { fiveGrade, exposureFen }: TapeRow) =>
  exposureFen > 0 ? addToBook(book, fiveGrade, exposureFen) : book;

async function writeCsv(rows: AsyncIterable<TapeRow>, file: string) {
  const out = createWriteStream(file, { flags: 'wx' });
  let book = emptyBook;
  out.write(`${tapeColumns.join(',')}\r\n`);
  for await (const row of rows) {
    out.write(csvLine(row));
    book = counted(book, row);
  }
  out.end();
  await finished(out);
  return book;
}

/** Amounts as 64-bit integers, everything else as text: a column keeps its type for ever. */
async function writeParquet(rows: AsyncIterable<TapeRow>, file: string) {
  const kept: TapeRow[] = [];
  let book = emptyBook;
  for await (const row of rows) {
    kept.push(row);
    book = counted(book, row);
  }
  const columnData = tapeColumns.map((name) =>
    isNumeric(name)
      ? { name, type: 'INT64' as const, data: kept.map((row) => BigInt(row[name])) }
      : { name, type: 'STRING' as const, data: kept.map((row) => String(row[name])) },
  );
  await parquetWriteFile({ filename: file, columnData });
  return book;
}

type NumericColumn = Extract<
  (typeof tapeColumns)[number],
  `${string}Fen` | `${string}Ppm` | 'instalments' | 'daysPastDue'
>;

const isNumeric = (name: (typeof tapeColumns)[number]): name is NumericColumn =>
  /(Fen|Ppm)$/.test(name) || name === 'instalments' || name === 'daysPastDue';

const yuan = (amountFen: number): string => (amountFen / 100).toFixed(2).padStart(15);

const options = {
  since: { type: 'string' },
  on: { type: 'string' },
  out: { type: 'string' },
  ...placeOptions,
} as const;

/** What is asked for, or in a sentence what is wrong with it. */
function understand(words: readonly string[]): Asked | string {
  try {
    const { values } = parseArgs({ args: [...words], options });
    const since = parseIsoDate(`${values.since}-01`);
    const on = parseIsoDate(values.on);
    const { out = '' } = values;
    if (!since.ok) return '--since is a month like 2026-01';
    if (!on.ok) return '--on is a day like 2026-11-30';
    if (!/\.(csv|parquet)$/.test(out)) return '--out is a file that ends in .csv or .parquet';
    return { since: since.value, on: on.value, out, place: placeOf(values) };
  } catch (error) {
    return (error as Error).message;
  }
}

if (require.main === module) {
  runOnStore('loan-tape', 'repayment', runLoanTape);
}
