/**
 * The state of a loan: plain JSON, the fold of its events. Amounts due, paid and waived are kept
 * per instalment; everything that depends on the day (accrual, penalty, status) is computed.
 *
 * Exports: LoanState, LoanRow, Parts, LoanDraft, RowDraft, openRows, outstandingOf.
 */
import { type IsoDate, isoDateOf } from '../calendar';
import { daysFraction, type YearFraction } from '../day-count';
import { type Fen, zeroFen } from '../money';
import type { LoanEvent } from './loan-events';
import { type Charge, type Component, chargesOf, type LoanTerms } from './loan-terms';
import { type Periods, periodsOf } from './periods';
import { type Schedule, schedule, scheduleFrom } from './schedule';

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
  readonly charges: readonly Charge[];
  readonly balanceFen: Fen;
  /** Late principal (or instalment) × days since it was due: penalty interest is one rounding of
   * this sum, so that no order of payments changes it by a fen. */
  readonly lateFenDays: number;
  readonly lateThroughOn: IsoDate;
  readonly late: boolean;
  readonly paidOn?: IsoDate;
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

/** Rows of a schedule over its periods, with the fees that fall due with them. */
export function rowsOfTerms(
  terms: LoanTerms,
  firstFraction?: YearFraction,
  carriedFen: Fen = zeroFen,
): RowDraft[] | undefined {
  const build = (over: LoanTerms) =>
    firstFraction === undefined ? schedule(over) : scheduleFrom(over, firstFraction, carriedFen);
  const plan = build(terms);
  const earned =
    terms.interestGraceInstalments === undefined
      ? plan
      : build({ ...terms, interestGraceInstalments: 0 });
  return plan.ok && earned.ok
    ? draftRows(terms, plan.value, earned.value, firstFraction, carriedFen)
    : undefined;
}

function draftRows(
  terms: LoanTerms,
  plan: Schedule,
  earned: Schedule,
  firstFraction: YearFraction | undefined,
  carriedFen: Fen,
): RowDraft[] {
  const periods = periodsOf(terms, firstFraction);
  const hasDownPayment = (terms.downPaymentFen ?? 0) > 0;
  const rows = plan.rows.map((row, position): RowDraft => {
    const isDownPayment = hasDownPayment && position === 0;
    const index = position - (hasDownPayment ? 1 : 0);
    const isBullet = terms.method === 'bullet' && !isDownPayment;
    const fromDay = index <= 0 ? periods.startDay : (periods.endDays[index - 1] as number);
    const last = periods.endDays.length - 1;
    const endDay = periods.endDays[isBullet ? last : Math.max(index, 0)] as number;
    return {
      ...emptyRow(row.dueOn),
      n: row.n,
      kind: isDownPayment ? 'downPayment' : 'instalment',
      fromOn: isoDateOf(fromDay),
      endOn: isDownPayment ? terms.disbursedOn : isoDateOf(endDay),
      share: isDownPayment
        ? { numerator: 0, denominator: 1 }
        : isBullet
          ? wholeShare(terms, periods)
          : {
              numerator: periods.numerators[index] as number,
              denominator: periods.denominators[index] as number,
            },
      due: { ...noParts(), principal: row.principalFen, interest: row.interestFen },
      earnedFen: earned.rows[position]?.interestFen ?? row.interestFen,
      carriedFen: index === 0 && !isDownPayment ? carriedFen : zeroFen,
      balanceFen: row.balanceFen,
    };
  });
  return rows;
}

/** A bullet loan has one row for all its periods. */
function wholeShare(terms: LoanTerms, periods: Periods): YearFraction {
  const denominator = periods.denominators[0] as number;
  if (periods.denominators.every((each) => each === denominator)) {
    return { numerator: periods.numerators.reduce((sum, each) => sum + each, 0), denominator };
  }
  const endDay = periods.endDays[periods.endDays.length - 1] as number;
  return daysFraction(terms.dayCount, periods.startDay, endDay);
}

/** The rows of a new loan: those of its schedule, after one for the fees due on payout. */
export function openRows(terms: LoanTerms): RowDraft[] | undefined {
  const plan = schedule(terms);
  const rows = rowsOfTerms(terms);
  if (!plan.ok || rows === undefined) {
    return undefined;
  }
  const charges = chargesOf(terms, plan.value);
  if (charges.some(({ n }) => n === 0)) {
    rows.unshift({
      ...emptyRow(terms.disbursedOn),
      kind: 'upfrontFees',
      balanceFen: terms.principalFen,
    });
  }
  for (const charge of charges) {
    const row = rows.find(({ n }) => n === charge.n);
    if (row !== undefined) {
      addCharge(row, charge);
    }
  }
  return rows;
}

export function addCharge(row: RowDraft, charge: Charge): void {
  row.charges = [...row.charges, charge];
  row.due.fees = (row.due.fees + charge.amountFen) as Fen;
}

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
  charges: [],
  balanceFen: zeroFen,
  lateFenDays: 0,
  lateThroughOn: dueOn,
  late: false,
  paidEarlyFen: zeroFen,
  paidLateFen: zeroFen,
});
