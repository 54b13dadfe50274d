/** The loan tape: one row per loan as of a day, for the finance team. */
import type { IsoDate } from '../calendar';
import { type ProvisionRates, provisionOf } from '../ledger/provision';
import type { FiveGrade } from './classification';
import { bucketOf } from './delinquency';
import { stateOn } from './loan-history';
import type { LoanRecord } from './loan-record';
import { type LoanView, loanView } from './loan-view';

export interface TapeRow {
  readonly loanId: string;
  readonly orderId: string;
  /** An id of ours, no person. */
  readonly customerId: string;
  readonly asOf: IsoDate;
  readonly status: string;
  readonly disbursedOn: IsoDate;
  readonly principalFen: number;
  readonly annualRatePpm: number;
  readonly instalments: number;
  readonly outstandingPrincipalFen: number;
  readonly accruedInterestFen: number;
  readonly overdueFen: number;
  readonly daysPastDue: number;
  readonly bucket: string;
  readonly fiveGrade: FiveGrade;
  readonly exposureFen: number;
  readonly provisionFen: number;
  /** Received so far, less what was returned; of a written-off loan until then. */
  readonly paidFen: number;
  readonly recoveredFen: number;
  readonly nextDueOn: string;
  readonly settledOn: string;
  readonly writtenOffOn: string;
}

/** Undefined for a day before the loan was paid out. */
export function tapeRow(
  { loanId, orderId, customerId, state }: LoanRecord,
  asOf: IsoDate,
  rates: ProvisionRates,
): TapeRow | undefined {
  if (asOf < state.disbursedOn) return undefined;
  const past = stateOn(state, asOf);
  const view = loanView(past, asOf);
  const { grade, daysPastDue, outstandingPrincipalFen, status } = view;
  const overdue = view.rows.filter((row) => row.status === 'overdue');
  const owedInterestFen = owedInterest(view);
  // A written-off loan is out of the books already.
  const exposureFen = status === 'writtenOff' ? 0 : outstandingPrincipalFen + owedInterestFen;
  return {
    loanId,
    orderId,
    customerId,
    asOf,
    status,
    disbursedOn: state.disbursedOn,
    principalFen: state.principalFen,
    annualRatePpm: state.terms.annualRatePpm,
    instalments: view.rows.filter(({ kind }) => kind === 'instalment').length,
    outstandingPrincipalFen,
    accruedInterestFen: owedInterestFen,
    overdueFen: overdue.reduce((sum, { outstandingFen }) => sum + outstandingFen, 0),
    daysPastDue,
    bucket: bucketOf(daysPastDue),
    fiveGrade: grade,
    exposureFen,
    provisionFen: provisionOf(rates, grade, exposureFen),
    paidFen: paidFen(view),
    recoveredFen: past.recoveredFen,
    nextDueOn: view.nextDue?.dueOn ?? '',
    settledOn: view.settledOn ?? '',
    writtenOffOn: past.writtenOffOn ?? '',
  };
}

/** Interest earned by the day and neither paid nor waived; none where it was paid ahead. */
const owedInterest = ({ accruedInterestFen, rows }: LoanView): number =>
  Math.max(
    0,
    rows.reduce<number>(
      (rest, { paid, waived }) => rest - paid.interest - waived.interest,
      accruedInterestFen,
    ),
  );

/** All that came in and was not returned. */
const paidFen = ({ rows, creditFen }: LoanView): number =>
  rows.reduce<number>((sum, row) => sum + row.paidFen, creditFen);

export const tapeColumns = [
  'loanId',
  'orderId',
  'customerId',
  'asOf',
  'status',
  'disbursedOn',
  'principalFen',
  'annualRatePpm',
  'instalments',
  'outstandingPrincipalFen',
  'accruedInterestFen',
  'overdueFen',
  'daysPastDue',
  'bucket',
  'fiveGrade',
  'exposureFen',
  'provisionFen',
  'paidFen',
  'recoveredFen',
  'nextDueOn',
  'settledOn',
  'writtenOffOn',
] as const satisfies readonly (keyof TapeRow)[];

/** RFC 4180; no value of ours holds a comma, a quote or a line end. */
export const csvLine = (row: TapeRow): string =>
  `${tapeColumns.map((column) => row[column]).join(',')}\r\n`;
