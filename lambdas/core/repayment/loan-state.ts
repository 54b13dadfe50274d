/**
 * The state of a loan: plain JSON, the fold of its events. Amounts due, paid and waived are kept
 * per instalment; everything that depends on the day (accrual, penalty, status) is computed.
 *
 * Exports: LoanState, LoanRow, Parts, LoanDraft, RowDraft, PartsDraft, noParts, emptyRow.
 */
import type { IsoDate } from '../calendar';
import type { YearFraction } from '../day-count';
import { type Fen, zeroFen } from '../money';
import type { LoanEvent } from './loan-events';
import type { Charge, Component, LoanTerms } from './loan-terms';

/** An amount for each component of an instalment. */
export type Parts = Readonly<Record<Component, Fen>>;

export interface LoanRow {
  /** The number of the instalment; 0 for rows that are none (upfront fees, prepayments). */
  readonly n: number;
  readonly kind: 'instalment' | 'downPayment' | 'upfrontFees' | 'prepayment';
  /** The period whose interest this row carries, and its share of a year. */
  readonly fromOn: IsoDate;
  readonly endOn: IsoDate;
  readonly dueOn: IsoDate;
  readonly share: YearFraction;
  /** What is due. Penalty here is what was charged; penalty interest runs up beside it. */
  readonly due: Parts;
  readonly paid: Parts;
  readonly waived: Parts;
  /** Interest earned in the period; differs from `due.interest` under an interest grace. */
  readonly earnedFen: Fen;
  /** Interest brought into the period from before it began (after a change of terms). */
  readonly carriedFen: Fen;
  /** Where interest is recalculated daily: what has run up, and by when. */
  readonly runFen: Fen;
  readonly runThroughOn: IsoDate;
  /** The planned amount: the level instalment, or the principal part; 0 in a principal grace. */
  readonly levelFen: Fen;
  readonly charges: readonly Charge[];
  readonly balanceFen: Fen;
  /** Late principal (or instalment) × days since it was due: penalty interest is one rounding of
   * this sum, so that no order of payments changes it by a fen. */
  readonly lateFenDays: number;
  readonly lateThroughOn: IsoDate;
  readonly late: boolean;
  /** The day nothing was left to pay of this row; null while something is. */
  readonly paidOn: IsoDate | null;
  readonly paidEarlyFen: Fen;
  readonly paidLateFen: Fen;
}

export interface LoanState {
  readonly loanId: string;
  readonly status: 'active' | 'settled' | 'writtenOff';
  /** The terms in force for the instalments not yet due. */
  readonly terms: LoanTerms;
  readonly principalFen: Fen;
  readonly disbursedOn: IsoDate;
  readonly rows: readonly LoanRow[];
  /** Paid beyond everything owed: the borrower's, to be used or refunded. */
  readonly creditFen: Fen;
  readonly receivedFen: Fen;
  readonly refundedFen: Fen;
  readonly recoveredFen: Fen;
  readonly writtenOffOn?: IsoDate;
  readonly settledOn?: IsoDate;
  /** The latest day the state has been brought to. */
  readonly asOf: IsoDate;
  /** Every fact so far in the order recorded; its length is the version. */
  readonly events: readonly LoanEvent[];
}

/** The same, while an event is being applied. */
export type RowDraft = {
  -readonly [Key in keyof Omit<LoanRow, 'due' | 'paid' | 'waived'>]: LoanRow[Key];
} & {
  due: PartsDraft;
  paid: PartsDraft;
  waived: PartsDraft;
};
export type PartsDraft = { -readonly [Key in keyof Parts]: Parts[Key] };
export type LoanDraft = { -readonly [Key in keyof Omit<LoanState, 'rows'>]: LoanState[Key] } & {
  rows: RowDraft[];
};

export const noParts = (): PartsDraft => ({
  fees: zeroFen,
  penalty: zeroFen,
  interest: zeroFen,
  principal: zeroFen,
});

/** A row with nothing in it yet, due on a day. */
export const emptyRow = (dueOn: IsoDate): RowDraft => ({
  n: 0,
  kind: 'instalment',
  fromOn: dueOn,
  endOn: dueOn,
  dueOn,
  share: { numerator: 0, denominator: 1 },
  due: noParts(),
  paid: noParts(),
  waived: noParts(),
  earnedFen: zeroFen,
  carriedFen: zeroFen,
  runFen: zeroFen,
  runThroughOn: dueOn,
  levelFen: zeroFen,
  charges: [],
  balanceFen: zeroFen,
  lateFenDays: 0,
  lateThroughOn: dueOn,
  late: false,
  paidOn: null,
  paidEarlyFen: zeroFen,
  paidLateFen: zeroFen,
});
