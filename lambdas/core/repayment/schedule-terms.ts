/**
 * What a repayment schedule is made from: the agreed terms, as plain data.
 *
 * Exports: ScheduleTerms, Method, InterestMethod, Frequency, Rounding, ScheduleError,
 * checkScheduleTerms.
 */
import type { BusinessDays } from '../business-days';
import type { IsoDate, MonthEnd } from '../calendar';
import type { DayCount } from '../day-count';
import type { Fen, RoundingMode } from '../money';
import type { RatePpm } from '../rate';
import { failure, type Result, success } from '../result';

/** 等额本息, 等额本金, 先息后本, 到期一次性还本付息. */
export type Method = 'equalInstalments' | 'equalPrincipal' | 'interestFirst' | 'bullet';

/** declining: on what is still owed; flat: on the first principal, spread evenly. */
export type InterestMethod = 'declining' | 'flat';

export interface Frequency {
  readonly unit: 'days' | 'weeks' | 'months' | 'years';
  readonly every: number;
}

export interface Rounding {
  readonly mode: RoundingMode;
  /** The level instalment (equal principal: the level principal) is a multiple of this. */
  readonly instalmentMultipleFen?: Fen;
  /** Every computed amount, interest too, is a multiple of this: the smallest coin. Default 1. */
  readonly amountMultipleFen?: Fen;
  /** Moves the level instalment by its share of what the last one is off by, as long as that
   * brings the last one closer to the others (the way of Apache Fineract). */
  readonly evenOut?: boolean;
  /** Who absorbs the remainder of the level amount. Default: last. */
  readonly remainderTo?: 'last' | 'first';
}

export interface ScheduleTerms {
  readonly principalFen: Fen;
  readonly annualRatePpm: RatePpm;
  readonly method: Method;
  readonly interestMethod?: InterestMethod;
  readonly instalments: number;
  readonly frequency: Frequency;
  readonly disbursedOn: IsoDate;
  /** Default: one period after disbursement. */
  readonly firstDueOn?: IsoDate;
  /** The agreed day of the month; default: the day of disbursedOn, or of a given firstDueOn. */
  readonly anchorDay?: number;
  readonly monthEnd?: MonthEnd;
  readonly dayCount: DayCount;
  readonly rounding: Rounding;
  /** Principal grace: so many first instalments carry interest only. */
  readonly graceInstalments?: number;
  /** Interest grace: the interest of so many first instalments falls due with the next one. */
  readonly interestGraceInstalments?: number;
  /** So many first instalments bear no interest at all. */
  readonly interestFreeInstalments?: number;
  /** Fixes the level instalment instead of computing it; the last instalment pays the rest. */
  readonly instalmentFen?: Fen;
  /** The principal left to the last instalment. */
  readonly balloonFen?: Fen;
  /** Paid on the day of disbursement as row 1; the instalments repay the rest. */
  readonly downPaymentFen?: Fen;
  /** periodRate: the level instalment comes from the nominal rate of a period (the usual way);
   * exactFactors: from each period's own days; firstPeriod: as if all were as long as the first.
   * Default: exactFactors where periods differ by nature (actual/actual, a first period of odd
   * length) or rounding is half to even, otherwise periodRate. */
  readonly levelFrom?: 'periodRate' | 'exactFactors' | 'firstPeriod';
  /** Moves due dates off holidays; interest keeps counting to the agreed day. */
  readonly businessDays?: BusinessDays;
}

export interface ScheduleError {
  readonly code: 'invalidTerms' | 'instalmentTooSmall';
  readonly message: string;
}

/** Limits that keep every computation finite: 50 years of weeks. */
export const maximumInstalments = 2_600;

const refuse = (message: string) => failure({ code: 'invalidTerms' as const, message });

/** Refuses terms no schedule can be made from, naming the first thing wrong. */
export function checkScheduleTerms(terms: ScheduleTerms): Result<ScheduleTerms, ScheduleError> {
  const { instalments, frequency, graceInstalments = 0, rounding } = terms;
  if (!(Number.isSafeInteger(terms.principalFen) && terms.principalFen > 0)) {
    return refuse('principalFen must be a whole number above 0');
  }
  if (!isCount(terms.annualRatePpm, 1_000_000_000)) {
    return refuse('annualRatePpm must be a whole number from 0 to 1000000000');
  }
  if (!(Number.isInteger(instalments) && instalments >= 1 && instalments <= maximumInstalments)) {
    return refuse(`instalments must be a whole number from 1 to ${maximumInstalments}`);
  }
  if (!(Number.isInteger(frequency.every) && frequency.every >= 1 && frequency.every <= 3_660)) {
    return refuse('frequency.every must be a whole number from 1 to 3660');
  }
  const years = (instalments * frequency.every) / unitsPerYear[frequency.unit];
  if (!(terms.principalFen * (1 + (terms.annualRatePpm / 1e6) * (years + 1)) < 2 ** 51)) {
    return refuse('principal and interest together are more than can be counted in whole fen');
  }
  if (!isCount(graceInstalments, instalments - 1)) {
    return refuse('graceInstalments must leave at least one instalment for the principal');
  }
  const isShared = terms.method === 'bullet' || terms.interestMethod === 'flat';
  if (isShared && (terms.interestFreeInstalments ?? 0) > 0) {
    return refuse('flat and bullet interest is for the whole term: no instalment is free of it');
  }
  if (
    !isCount(terms.interestGraceInstalments ?? 0, instalments - 1) ||
    !isCount(terms.interestFreeInstalments ?? 0, instalments)
  ) {
    return refuse('interest grace must be a number of instalments within the term');
  }
  if (terms.firstDueOn !== undefined && terms.firstDueOn <= terms.disbursedOn) {
    return refuse('firstDueOn must be after disbursedOn');
  }
  if (terms.instalmentFen !== undefined && !(terms.instalmentFen > 0)) {
    return refuse('instalmentFen must be above 0');
  }
  const downPaymentFen = terms.downPaymentFen ?? 0;
  if (!(downPaymentFen >= 0 && downPaymentFen < terms.principalFen)) {
    return refuse('downPaymentFen must be below the principal');
  }
  if (!((terms.balloonFen ?? 0) >= 0 && (terms.balloonFen ?? 0) <= terms.principalFen)) {
    return refuse('balloonFen must not exceed the principal');
  }
  if (!((rounding.instalmentMultipleFen ?? 1) >= 1 && (rounding.amountMultipleFen ?? 1) >= 1)) {
    return refuse('a multiple to round to must be at least 1 fen');
  }
  return success(terms);
}

const unitsPerYear = { days: 365, weeks: 52, months: 12, years: 1 } as const;

const isCount = (value: number, maximum: number): boolean =>
  Number.isInteger(value) && value >= 0 && value <= maximum;
