/**
 * The contract of a loan: the schedule's terms plus fees, penalty, allocation and prepayment.
 *
 * Exports: LoanTerms, FeeTerm, PenaltyTerms, AllocationTerms, PrepaymentTerms, Component,
 * defaultAllocation, checkLoanTerms, Charge, feeAmount, chargesOf.
 */
import type { IsoDate } from '../calendar';
import { type Fen, fen, multiplyDivide } from '../money';
import type { RatePpm } from '../rate';
import { failure, type Result, success } from '../result';
import type { Schedule } from './schedule';
import { checkScheduleTerms, type ScheduleError, type ScheduleTerms } from './schedule-terms';

/** What an instalment consists of; an allocation order is a list of these. */
export type Component = 'fees' | 'penalty' | 'interest' | 'principal';

export interface FeeTerm {
  readonly code: string;
  readonly name: { readonly zh: string; readonly en: string };
  /** Upfront fees are paid on the day of disbursement, never withheld from the principal
   * (Civil Code, article 670). */
  readonly when: 'upfront' | 'perInstalment' | 'atEnd';
  /** Either a fixed amount or a share of the principal, each time it is charged. */
  readonly amountFen?: Fen;
  readonly sharePpm?: number;
  /** Who receives it: every fee the borrower pays to anyone counts. */
  readonly payee: string;
}

export interface PenaltyTerms {
  readonly annualRatePpm: RatePpm;
  /** Paid within so many days after the due day, an instalment is not late at all. */
  readonly graceDays: number;
  /** What bears penalty interest. */
  readonly base: 'principal' | 'principalAndInterest';
  readonly daysPerYear: 360 | 365;
}

export interface AllocationTerms {
  /** How a payment goes through what is due: oldest instalment first, in this order. */
  readonly order: readonly Component[];
  /** The order within instalments not yet due; default: `order`. */
  readonly advanceOrder?: readonly Component[];
  /** Where a payment beyond what is due goes: to the next instalments, the last ones, all of them
   * in equal shares, the borrower's credit; or it repays principal at once and lowers the
   * instalments to come (only where interest is recalculated daily). */
  readonly excess: 'next' | 'last' | 'spread' | 'credit' | 'reduce';
}

export interface PrepaymentTerms {
  readonly minimumFen: Fen;
  readonly effects: readonly ('shorterTerm' | 'lowerInstalment')[];
  /** Charged on principal repaid early, in parts per million of it. */
  readonly feePpm: number;
}

export interface LoanTerms extends ScheduleTerms {
  readonly fees: readonly FeeTerm[];
  readonly penalty: PenaltyTerms;
  readonly allocation: AllocationTerms;
  readonly prepayment: PrepaymentTerms;
  /** scheduled: interest is due as scheduled, late principal bears penalty interest instead.
   * daily: interest follows the principal really owed, day by day. Default: scheduled. */
  readonly interestRecalculation?: 'scheduled' | 'daily';
}

/** The usual order: fees, penalty, interest, principal; an excess goes to the next instalment. */
export const defaultAllocation: AllocationTerms = {
  order: ['fees', 'penalty', 'interest', 'principal'],
  excess: 'next',
};

const components: readonly Component[] = ['fees', 'penalty', 'interest', 'principal'];

/** Refuses contract terms no loan can live by; the schedule's own terms are checked there. */
export function checkLoanTerms(terms: LoanTerms): Result<LoanTerms, ScheduleError> {
  const refuse = (message: string) => failure({ code: 'invalidTerms' as const, message });
  const isOrder = (order: readonly Component[]) =>
    order.length === components.length && components.every((each) => order.includes(each));
  const { order, advanceOrder = order } = terms.allocation;
  if (!isOrder(order) || !isOrder(advanceOrder)) {
    return refuse(`an allocation order names each of ${components.join(', ')} once`);
  }
  if (!(Number.isInteger(terms.penalty.graceDays) && terms.penalty.graceDays >= 0)) {
    return refuse('penalty.graceDays must be a whole number of days');
  }
  if (terms.allocation.excess === 'reduce' && terms.interestRecalculation !== 'daily') {
    return refuse('an excess can reduce the principal only if interest is recalculated daily');
  }
  const { excess } = terms.allocation;
  if (terms.interestRecalculation === 'daily' && (excess === 'last' || excess === 'spread')) {
    // The interest such a payment saves would change the very instalments it is meant for.
    return refuse('an excess goes to the last instalments only where interest is as scheduled');
  }
  if (terms.interestRecalculation === 'daily' && terms.interestMethod === 'flat') {
    return refuse('flat interest is not recalculated');
  }
  for (const fee of terms.fees) {
    if ((fee.amountFen ?? 0) < 0 || (fee.sharePpm ?? 0) < 0) {
      return refuse(`fee ${fee.code} must not be negative`);
    }
  }
  const schedule = checkScheduleTerms(terms);
  return schedule.ok ? success(terms) : schedule;
}

/** A fee with its day and amount; n is the instalment it is due with, 0 for the day of payout. */
export interface Charge {
  readonly code: string;
  readonly n: number;
  readonly dueOn: IsoDate;
  readonly amountFen: Fen;
}

export function feeAmount(fee: FeeTerm, terms: ScheduleTerms): Fen {
  const share = multiplyDivide(
    terms.principalFen,
    fee.sharePpm ?? 0,
    1_000_000,
    terms.rounding.mode,
  );
  return fen((fee.amountFen ?? 0) + share);
}

/** Every fee of a loan that is repaid on time, in order of its day. */
export function chargesOf(terms: LoanTerms, plan: Schedule): Charge[] {
  const charges: Charge[] = [];
  const last = plan.rows[plan.rows.length - 1];
  for (const fee of terms.fees) {
    const amountFen = feeAmount(fee, terms);
    if (amountFen === 0) {
      continue;
    }
    if (fee.when === 'upfront') {
      charges.push({ code: fee.code, n: 0, dueOn: terms.disbursedOn, amountFen });
    } else if (fee.when === 'atEnd' && last !== undefined) {
      charges.push({ code: fee.code, n: last.n, dueOn: last.dueOn, amountFen });
    } else {
      for (const row of plan.rows) {
        charges.push({ code: fee.code, n: row.n, dueOn: row.dueOn, amountFen });
      }
    }
  }
  return charges.sort((left, right) => left.n - right.n);
}
