/** Provision for loans that may not come back: a share of the balance by grade, once a month. */
import { type Fen, fen, multiplyDivide } from '../money';
import { type FiveGrade, fiveGrades } from '../repayment/classification';
import type { Posting } from './postings';

/** Rates by grade as data: 银发〔2002〕98号 sets the least of each. */
export interface ProvisionRates {
  readonly table: string;
  readonly version: number;
  readonly ratePpm: Readonly<Record<FiveGrade, number>>;
}

export interface GradeBalance {
  readonly loans: number;
  /** Principal outstanding and interest earned but not received. */
  readonly exposureFen: number;
}
export type BookByGrade = Readonly<Record<FiveGrade, GradeBalance>>;

export const emptyBook: BookByGrade = Object.fromEntries(
  fiveGrades.map((grade) => [grade, { loans: 0, exposureFen: 0 }]),
) as BookByGrade;

export const addToBook = (
  book: BookByGrade,
  grade: FiveGrade,
  exposureFen: number,
): BookByGrade => ({
  ...book,
  [grade]: { loans: book[grade].loans + 1, exposureFen: book[grade].exposureFen + exposureFen },
});

/** One balance's provision, rounded half up to the fen. */
export const provisionOf = (rates: ProvisionRates, grade: FiveGrade, exposureFen: number): Fen =>
  fen(multiplyDivide(exposureFen, rates.ratePpm[grade], 1_000_000, 'halfUp'));

/** What must stand in the allowance for the whole book. */
export const requiredAllowance = (rates: ProvisionRates, book: BookByGrade): Fen =>
  fen(
    fiveGrades.reduce((sum, grade) => sum + provisionOf(rates, grade, book[grade].exposureFen), 0),
  );

/** Brings the allowance from what stands to what is required; nothing to post when it is right. */
export function provisionPostings(standingFen: number, requiredFen: number): readonly Posting[] {
  const change = requiredFen - standingFen;
  return change === 0
    ? []
    : [
        { account: 'provisionExpense', amountFen: fen(change) },
        { account: 'lossAllowance', amountFen: fen(-change) },
      ];
}
