/** What became of those who were approved: predicted against observed, once it can be told. */
import { addDays, addMonths, type IsoDate } from '../../calendar';
import type { LoanState } from '../../repayment/loan-state';
import { behaviourFeatures } from '../behaviour';
import { separationOf } from '../models/metrics';
import { binOf, type DaySummary, middleOf, scoreBins } from './day-summary';

/** A loan can be told good from bad so long after its decision. */
export const maturityMonths = 6;
/** Bad: once more than so many days late, or written off. */
export const badDaysLate = 60;

/** Loans of one day's decisions, by score bin. */
export interface Vintage {
  readonly good: readonly number[];
  readonly bad: readonly number[];
  /** The sum of predicted probabilities of default. */
  readonly predicted: number;
}

export interface MaturedLoan {
  readonly score: number;
  readonly probability: number;
  readonly bad: boolean;
}

const maturesOn = (day: IsoDate): IsoDate => addMonths(day, maturityMonths);

/** From the same date half a year ago on: a 28th of February may stand for three days more. */
const candidates = (on: IsoDate): readonly IsoDate[] =>
  [0, 1, 2, 3].map((more) => addDays(addMonths(on, -maturityMonths), more));

/**
 * The days of decisions that mature on a day: one, or none at the end of a long month, or several
 * at the end of a short one. Every day matures on exactly one.
 */
export const maturingOn = (on: IsoDate): readonly IsoDate[] =>
  candidates(on).filter((day) => maturesOn(day) === on);

/** The last day of decisions that has matured by a day. */
export const maturedBy = (on: IsoDate): IsoDate =>
  candidates(on).reduce((last, day) => (maturesOn(day) <= on ? day : last));

/** Whether a day's decisions may have led to loans. */
export const mayHaveLoans = ({ outcomes }: DaySummary): boolean =>
  outcomes.approve + outcomes.refer > 0;

export function isBad(loan: LoanState, on: IsoDate): boolean {
  return (
    loan.status === 'writtenOff' || (behaviourFeatures(loan, on).worstDaysLate ?? 0) > badDaysLate
  );
}

export function vintageOf(loans: readonly MaturedLoan[]): Vintage {
  const good = new Array<number>(scoreBins).fill(0);
  const bad = new Array<number>(scoreBins).fill(0);
  for (const loan of loans) (loan.bad ? bad : good)[binOf(loan.score)]! += 1;
  return { good, bad, predicted: loans.reduce((sum, { probability }) => sum + probability, 0) };
}

export const addedVintages = (one: Vintage, other: Vintage): Vintage => ({
  good: one.good.map((count, bin) => count + (other.good[bin] ?? 0)),
  bad: one.bad.map((count, bin) => count + (other.bad[bin] ?? 0)),
  predicted: one.predicted + other.predicted,
});

export interface VintageQuality {
  readonly loans: number;
  readonly predictedRate: number;
  readonly observedRate: number;
  /** NaN with loans of one kind only. */
  readonly auc: number;
  readonly ks: number;
}

/** Within a bin of ten points loans count as equal: both figures are exact to that. */
export function qualityOf({ good, bad, predicted }: Vintage): VintageQuality {
  const outcomes = [good, bad].flatMap((counts, isBad) =>
    counts.flatMap((count, bin) =>
      Array.from({ length: count }, () => ({ bad: isBad, probability: -middleOf(bin) })),
    ),
  );
  const loans = outcomes.length;
  const observed = outcomes.filter((each) => each.bad === 1).length;
  return {
    loans,
    predictedRate: predicted / loans,
    observedRate: observed / loans,
    ...separationOf({
      bad: outcomes.map((each) => each.bad),
      probability: outcomes.map((each) => each.probability),
    }),
  };
}
